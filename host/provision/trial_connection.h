// TrialConnection: whether an enrolled chip gets into a broker. Starts mosquitto on a free port of this
// computer, connects with the chip's key and certificate, publishes, and waits for the message to come back.
#pragma once

#include <cstdint>
#include <string>

#include "host/home/home.h"
#include "signet/atecc/device.h"
#include "signet/core/clock.h"

namespace signet::provision {

struct Trial {
  std::string suite;
  std::string topic;
  Duration connecting{};
};

class TrialConnection {
 public:
  /// `home`: with the authority and the device's certificate. `clock`: of the virtual chip. All
  /// must outlive it.
  TrialConnection(atecc::Device& device, Clock& clock, const home::Home& home, const profile::SlotMap& map)
      : device_(device), clock_(clock), home_(home), map_(map) {}

  /// Throws UserError: there is no mosquitto, or why the broker did not accept the device.
  Trial run(const std::string& deviceName, const std::string& mosquitto, std::int64_t now);

 private:
  atecc::Device& device_;
  Clock& clock_;
  const home::Home& home_;
  const profile::SlotMap& map_;
};

}  // namespace signet::provision
