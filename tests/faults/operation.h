// The operations that are tried with every single fault, and how each is judged.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "tests/support/rig.h"

namespace signet::test {

/// What an operation may leave behind in the chip when it does not end in success.
enum class Lasting {
  nothing,   ///< it changes nothing that lasts
  atOnce,    ///< one change: done or not; only outcomeUnknown and notVerified leave open which
  stepwise,  ///< several changes: any of them may be done, none half
};

struct Ended {
  Status status{};
  /// What is false about a success: "" if nothing. A success with this is the one thing that
  /// must never happen.
  std::string wrong;
};

struct Operation {
  std::string name;
  emulator::Eeprom start;
  Lasting lasting = Lasting::nothing;
  std::function<Ended(Rig&)> run;
  /// The chip that a success must leave behind; for those that change something.
  std::function<bool(const emulator::Eeprom&)> done = {};
};

/// Detect, configuration write, locks, GenKey, Sign, Verify, ECDH, writes, counters and reads.
const std::vector<Operation>& operations();

}  // namespace signet::test
