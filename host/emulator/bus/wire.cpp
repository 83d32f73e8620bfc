#include "host/emulator/bus/wire.h"

#include <algorithm>

#include "host/emulator/bus/virtual_bus.h"

namespace signet::emulator {

/// Those that are still there.
template <typename Action>
void Wire::forEachPart(const Action& action) {
  for (Part& part : parts_) {
    if (Chip* const chip = bus_.chipAt(part.stay)) action(*chip, part);
  }
}

void Wire::start() {
  parts_.clear();
  fault_ = {};
  ackByFault_ = false;
  repeats_ = false;
}

void Wire::stop(Time at) {
  for (const Stay stay : bus_.stays()) {
    if (Chip* const chip = bus_.chipAt(stay)) chip->stop(at);
  }
}

void Wire::sdaLow(Time at, Duration low) {
  if (low < VirtualBus::kShortestLow) return;
  for (const Stay stay : bus_.stays()) {
    if (takesPart(stay)) continue;
    if (Chip* const chip = bus_.chipAt(stay)) chip->sdaLow(at, low);
  }
}

std::uint8_t Wire::begin(Time at, bool isRead, std::uint8_t value) {
  fault_ = faults_->beforeByte(bus_, at, isRead, value);
  ackByFault_ = false;
  value_ = value ^ fault_.flip;
  return value_;
}

bool Wire::address(Time at) {
  ackByFault_ = fault_.lost && !fault_.nack;
  if (fault_.nack || fault_.lost) return ackByFault_;
  for (const Stay stay : bus_.stays()) {
    Chip* const chip = bus_.chipAt(stay);
    if (chip != nullptr && chip->start(at, value_)) parts_.push_back({stay, true, 0xFF});
  }
  if (!fault_.doubled) return ackSent();
  const bool isRead = (value_ & 1) != 0;
  if (isRead) {
    clock(at, false);  // to the chip, the second address byte is the clock of its first byte
  } else {
    forEachPart([&](Chip& chip, Part&) { chip.write(at, value_); });
  }
  return ackSent();
}

bool Wire::write(Time at) {
  forEachPart([&](Chip& chip, Part& part) {
    part.acks = !fault_.nack;
    if (fault_.nack || fault_.lost) return;
    part.acks = chip.write(at, value_);
    if (fault_.doubled) chip.write(at, value_);
  });
  return ackSent();
}

std::uint8_t Wire::read(Time at) {
  if (fault_.lost) clock(at, false);
  if (!repeats_) clock(at, true);
  repeats_ = fault_.doubled;
  return sending();
}

/// One byte out of each chip that takes part; sent, or lost.
void Wire::clock(Time at, bool keep) {
  forEachPart([&](Chip& chip, Part& part) {
    const std::uint8_t byte = chip.read(at);
    if (keep) part.sent = byte;
  });
}

void Wire::tellFaults() {
  if (fault_.nack || fault_.lost) return;
  const bool ack = ackSent();
  const std::uint8_t value = value_;
  const bool twice = fault_.doubled;
  faults_->afterByte(bus_, value, ack);
  if (twice) faults_->afterByte(bus_, value, ack);
}

bool Wire::ackSent() const {
  return ackByFault_ || std::any_of(parts_.begin(), parts_.end(), [&](const Part& part) {
           return part.acks && bus_.chipAt(part.stay) != nullptr;
         });
}

std::uint8_t Wire::sending() const {
  std::uint8_t byte = 0xFF;
  for (const Part& part : parts_) {
    if (bus_.chipAt(part.stay) != nullptr) byte &= part.sent;
  }
  return byte ^ fault_.flip;
}

const Chip* Wire::first() const {
  for (const Part& part : parts_) {
    if (const Chip* const chip = bus_.chipAt(part.stay)) return chip;
  }
  return nullptr;
}

bool Wire::takesPart(Stay stay) const {
  return std::any_of(parts_.begin(), parts_.end(), [&](const Part& part) { return part.stay == stay; });
}

}  // namespace signet::emulator
