// Site: where a board is measured: an authority and a broker (mosquitto) on loopback, in a folder that goes
// when it goes, a chip with a key, and what the board's flash has to say to connect as that chip's device.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "host/base/temporary_folder.h"
#include "host/broker/broker.h"
#include "host/emulator/board/board.h"
#include "host/emulator/chip/chip.h"
#include "host/pki/authority.h"

namespace signet::bench {

class Site {
 public:
  /// Its name and the topic of telemetry have so many characters that topic and payload of a report
  /// are 100 bytes.
  static constexpr const char* kDeviceName = "bench-device-0001";

  /// Starts the broker. Throws UserError: there is no mosquitto, see provision::Broker::start().
  Site();

  /// The settings of a device that has this key.
  std::vector<std::uint8_t> flashFor(const atecc::PublicKey& key) const;
  /// A part with keys in slots 0, 2 and 3, and its public key in slot 0.
  const emulator::Eeprom& part() const { return part_; }
  const atecc::PublicKey& chipKey() const { return chipKey_; }

 private:
  TemporaryFolder folder_{"signet-bench"};
  home::Home home_;
  std::int64_t now_;
  pki::Authority authority_;
  broker::Broker broker_;
  emulator::Eeprom part_;
  atecc::PublicKey chipKey_;
};

}  // namespace signet::bench
