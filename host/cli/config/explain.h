// A configuration in plain words: what each slot can do, and who may read, write, use or replace it, now and
// after each lock. For someone who has never opened the datasheet; and true to the letter, because what is
// locked after reading it is locked for ever.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "host/cli/config/explain_access.h"
#include "signet/atecc/config/config_zone.h"

namespace signet::cli {

/// One of the four steps of a chip's life.
struct LockStage {
  std::string name;
  std::string meaning;
  bool now = false;
};

struct SlotExplanation {
  atecc::Slot slot{};
  SlotRights access;                 ///< in service
  std::string holds;                 ///< "P-256 private key"
  std::vector<std::string> use;      ///< what it can do, and what must come first
  std::vector<std::string> guards;   ///< which slots are read, written or authorised with its key
  std::vector<std::string> read;     ///< who may read it
  std::vector<std::string> change;   ///< who may write or replace it
  std::vector<std::string> earlier;  ///< what holds until the data zone is locked; empty once it is
  std::vector<std::string> lock;     ///< what locking this slot does
};

struct Explanation {
  std::vector<std::string> chip;  ///< about the whole chip
  std::vector<LockStage> stages;
  std::array<SlotExplanation, atecc::Slot::kCount> slots;
};

Explanation explain(const atecc::ConfigZone& zone);

/// "slots 1, 3 and 8 to 10"; "slot 4" for one.
std::string slotList(const std::vector<unsigned>& slots);

}  // namespace signet::cli
