// Rehearsal: a plan carried out on a software copy of the chip, to the end: provisioned, enrolled with a
// throwaway authority, and connected to a broker of its own. The real chip is only read.
//
//     const Rehearsal done = rehearse(plan, now, [](const std::string& what) { ... });
//
// The copy has the chip's configuration, locks and serial number. For what a chip never shows, private keys
// and secrets, it has substitutes. All files are in a folder that is removed at the end.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "host/emulator/chip/memory/eeprom.h"
#include "host/provision/apply.h"
#include "signet/core/clock.h"

namespace signet::provision {

struct RehearsalOptions {
  bool connect = true;         ///< false: only provision and enrol; needs no mosquitto
  std::string mosquitto = {};  ///< the program; empty: where Debian has it, or in PATH
};

struct Rehearsal {
  Applied applied;
  std::string deviceName;
  /// The chip has a pairing secret already, and the copy another one.
  bool standInSecret = false;
  /// And the certificate was stored with it: proved of the chip only if its own secret is at hand, which the
  /// caller has to find out.
  bool storedWithStandIn = false;
  bool chainInChip = false;  ///< the certificate was stored in the chip's slots, and rebuilt from them
  std::string suite;         ///< of the connection; empty if there was none
  std::string topic;         ///< published to, and received from
  Duration provisioning{};   ///< the chip's and the bus's time for the steps of the plan, at 400 kHz
  Duration connecting{};     ///< from TCP to the MQTT session, the chip's time and the network's
};

/// Told of each thing that has been done.
using RehearsalListener = std::function<void(const std::string&)>;

/// `now`: POSIX time. Throws UserError with what went wrong, and that it did so in the rehearsal.
Rehearsal rehearse(const Plan& plan, std::int64_t now, const RehearsalOptions& options = {},
                   const RehearsalListener& listener = {});

/// What a chip with this state remembers, as far as it shows it; with stand-ins for the private keys that it
/// has, and `pairing` as its pairing secret if it is beyond being written.
emulator::Eeprom copyOf(const ChipState& state, const profile::SlotMap& map, Bytes pairing);

}  // namespace signet::provision
