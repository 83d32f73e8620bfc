// ChipTarget: the chip a command works on, wherever it is: on a real bus, in an image file, behind
// a bus server.
//
//     ChipTarget& chip = app.chip();
//     const auto key = chip.value(chip.device().createKey(slot), "Making a key in slot 0");
//
// Which chip: --chip, else the environment variable SIGNET_CHIP, else the first chip found on
// the buses /dev/i2c-*.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "host/base/errors.h"
#include "host/chip/chip_name.h"
#include "host/chip/find_chips.h"
#include "host/chip/open_bus.h"
#include "signet/atecc/config/config_zone.h"
#include "signet/atecc/device.h"
#include "signet/atecc/session.h"

namespace signet::chip {

class ChipTarget {
 public:
  /// `name` as given to --chip; empty: search the real buses. Throws UserError.
  static std::unique_ptr<ChipTarget> open(const std::string& name, const SearchProgress& progress = {});

  ~ChipTarget();
  ChipTarget(const ChipTarget&) = delete;
  ChipTarget& operator=(const ChipTarget&) = delete;

  /// Puts the chip to sleep; it forgets its volatile state, as after every command of signet. What the driver
  /// held of it is wiped. To be called last.
  void close();

  i2c::Bus& bus() { return bus_->bus(); }
  Clock& clock() { return bus_->clock(); }
  Clock& worldClock() { return bus_->worldClock(); }
  i2c::Address address() const { return session_.address(); }
  atecc::Session& session() { return session_; }
  atecc::Device& device() { return device_; }

  /// As it could be given to --chip: "i2c:/dev/i2c-1@0x60".
  const std::string& name() const { return name_; }

  /// The configuration zone, read at the first call and kept. Throws UserError.
  const atecc::ConfigZone& config();
  /// Reads it again at the next call: after a command that changed it.
  void forgetConfig() { config_.reset(); }

  /// The sentence for a status (errors.h), with what the port knows about it.
  UserError error(Status status, const std::string& doing) const;

  /// Throws error() unless the status is ok.
  void check(Status status, const std::string& doing) const {
    if (status != Status::ok) throw error(status, doing);
  }
  template <typename T>
  T value(Result<T> result, const std::string& doing) const {
    check(result.status(), doing);
    return std::move(result).value();
  }

 private:
  ChipTarget(std::unique_ptr<OpenBus> bus, const std::string& busName, i2c::Address address);

  std::unique_ptr<OpenBus> bus_;
  std::string name_;
  atecc::Session session_;
  atecc::Device device_;
  std::optional<atecc::ConfigZone> config_;
};

/// Exit::noChip: nothing answers on this bus, or (without one) on any real bus; and how to make
/// a virtual chip.
UserError noChipError(const std::optional<ChipName>& bus);

}  // namespace signet::chip
