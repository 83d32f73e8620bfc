// ChipTarget: the chip a command works on, wherever it is: on a real bus, in an image file, behind a bus
// server.
//
//     ChipTarget& chip = app.chip();
//     auto serial = valueOf(chip.device().serialNumber(), "Reading the serial number");
//
// Which chip: --chip, else the environment variable SIGNET_CHIP, else the first chip found on the buses
// /dev/i2c-*.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "host/cli/chip_name.h"
#include "signet/core/clock.h"
#include "signet/i2c/bus.h"

namespace signet::atecc {
class Session;
class Device;
}  // namespace signet::atecc

namespace signet::cli {

class Console;

/// A bus opened for this run, and what keeps it open.
class OpenBus {
 public:
  virtual ~OpenBus() = default;
  virtual i2c::Bus& bus() = 0;
  virtual Clock& clock() = 0;

  /// Where a chip is known to be without looking: a chip image tells its own address.
  virtual std::optional<i2c::Address> knownAddress() const { return {}; }
  /// Makes lasting what the chip now holds. Only a virtual chip in a file needs it. Throws UserError.
  virtual void save() {}
};

/// Throws UserError: Exit::bus for a missing or forbidden device, Exit::badFile for a bad image.
std::unique_ptr<OpenBus> openBus(const ChipName& name);

/// The buses that are searched when no chip is named: every /dev/i2c-N, in order of N.
std::vector<std::string> realBuses();

class ChipTarget {
 public:
  /// `name` as given to --chip; empty: search the real buses. Throws UserError.
  static std::unique_ptr<ChipTarget> open(const std::string& name, Console& console);
  ~ChipTarget();

  i2c::Bus& bus() { return bus_->bus(); }
  Clock& clock() { return bus_->clock(); }
  i2c::Address address() const { return address_; }
  atecc::Session& session();
  atecc::Device& device();

  /// As it could be given to --chip: "i2c:/dev/i2c-1@0x60".
  const std::string& name() const { return name_; }

  /// Puts the chip to sleep (it forgets volatile state, as after any command of signet) and saves a virtual
  /// one.
  void close();

 private:
  ChipTarget(std::unique_ptr<OpenBus> bus, const std::string& busName, i2c::Address address);

  std::unique_ptr<OpenBus> bus_;
  i2c::Address address_;
  std::string name_;
};

}  // namespace signet::cli
