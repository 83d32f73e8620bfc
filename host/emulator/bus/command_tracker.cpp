#include "host/emulator/bus/command_tracker.h"

namespace signet::emulator {

void CommandTracker::onStart(std::uint8_t addressByte, bool ack) {
  address_ = addressByte >> 1;
  const bool isRead = (addressByte & 1) != 0;
  writing_ = ack && !isRead;
  haveWord_ = false;
  appending_ = false;
  if (ack && isRead) groups_[address_].clear();  // the first write after a read begins a new group
}

void CommandTracker::onByte(std::uint8_t value, bool ack) {
  if (!writing_) return;
  std::vector<std::uint8_t>& group = groups_[address_];
  if (!haveWord_) {
    haveWord_ = true;
    appending_ = value == kCommandWord;
    if (!appending_) group.clear();
  } else if (appending_ && ack && (group.empty() || group.size() < group[0])) {
    group.push_back(value);
  }
}

std::span<const std::uint8_t> CommandTracker::onStop() {
  writing_ = false;
  std::vector<std::uint8_t>& group = groups_[address_];
  complete_.clear();
  if (group.empty() || group.size() < group[0]) return complete_;
  if (group.size() >= kShortest) complete_ = group;
  group.clear();
  return complete_;
}

void CommandTracker::forget() {
  for (auto& group : groups_) group.clear();
}

}  // namespace signet::emulator
