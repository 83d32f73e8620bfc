// OpenBus: a bus opened for one run of the command, of whatever kind --chip names.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "host/base/errors.h"
#include "host/chip/chip_name.h"
#include "signet/core/clock.h"
#include "signet/i2c/bus.h"

namespace signet::chip {

/// A bus opened for this run, and what keeps it open.
class OpenBus {
 public:
  virtual ~OpenBus() = default;
  virtual i2c::Bus& bus() = 0;
  virtual Clock& clock() = 0;

  /// On which real time passes too, when clock() is a virtual one: for connections to the real world.
  virtual Clock& worldClock() { return clock(); }

  /// Where a chip is known to be without looking: a chip image contains its own address.
  virtual std::optional<i2c::Address> knownAddress() const { return {}; }

  /// Why the last transaction failed, as far as the port knows: "what happened: what to do", or empty.
  virtual std::string problem() const { return {}; }
};

/// Throws UserError: Exit::bus for a missing or forbidden device or server, Exit::badFile for a bad image.
///
/// A chip image is locked for as long as the bus is open, and every change of the chip is in the file before
/// anything of it can be seen on the bus.
std::unique_ptr<OpenBus> openBus(const ChipName& name);

/// The buses that are searched when no chip is named: every /dev/i2c-N, in order of N.
std::vector<std::string> realBuses();

/// "what happened: what to do" as a UserError about `where`.
UserError problemError(Exit code, const std::string& where, const std::string& problem);

}  // namespace signet::chip
