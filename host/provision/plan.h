// Plan: what it takes to make a chip what a profile says, found out without changing anything.
//
//     const ChipState state = readState(device);
//     const Plan plan = makePlan(loadProfile("aws-iot"), state);
//     for (const Step& step : plan.steps) ...          // show them; what is for ever says so
//     apply(device, plan, files, ...);                 // apply.h
//
// A plan belongs to one chip in one state: apply() refuses every other.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "host/profile/profile.h"
#include "signet/atecc/device.h"

namespace signet::provision {

/// All that a chip shows of its state before and while it is provisioned.
struct ChipState {
  atecc::ConfigZone config;
  std::uint16_t keys = 0;  ///< bit n: slot n is for a private key and holds one

  atecc::SerialNumber serial() const { return config.serialNumber(); }
  bool hasKey(atecc::Slot slot) const { return ((keys >> slot.number()) & 1) != 0; }

  friend bool operator==(const ChipState&, const ChipState&) = default;
};

/// Throws UserError with the driver's status.
ChipState readState(atecc::Device& device);

enum class StepKind : std::uint8_t {
  writeConfig,   ///< the configuration zone, as long as it is not locked
  lockConfig,    ///< for ever; the Lock command carries the CRC of all 128 bytes
  writeSecret,   ///< a random pairing secret, kept by this computer, into its slot
  makeIdentity,  ///< GenKey in the tls-identity slot
  lockData,      ///< for ever; the Lock command carries the CRC of slots and OTP
};

/// "write-config". Static storage.
const char* stepName(StepKind kind);

struct Step {
  StepKind kind;
  std::string what;             ///< "Make the private key in slot 0"
  bool forEver = false;         ///< nothing undoes it
  std::string afterwards = {};  ///< of a step that is for ever: a sentence about what holds then

  friend bool operator==(const Step&, const Step&) = default;
};

struct Plan {
  profile::Profile profile;
  ChipState before;
  atecc::ConfigZone target;  ///< the configuration to be locked, its lock bytes still open
  std::vector<Step> steps;   ///< in order; empty: the chip is what the profile says

  bool complete() const { return steps.empty(); }
  /// Eight hexadecimal digits that stand for this chip, its state and what is planned for it: a user who read
  /// a plan applies that one and no other.
  std::string code() const;
};

/// Throws UserError (Exit::refused) when this chip can never become what the profile says: it is locked with
/// another configuration, or no ATECC508A.
Plan makePlan(const profile::Profile& profile, const ChipState& state);

}  // namespace signet::provision
