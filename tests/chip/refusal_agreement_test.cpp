// What the driver predicts from a configuration, the chip model must do: random configurations, lock states
// and commands. Driver and model are two readings of the datasheet; where they part, one of them misreads it.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <sstream>
#include <vector>

#include "signet/atecc/refusal/refusal.h"
#include "tests/support/rig.h"

namespace signet::test {
namespace {

using atecc::Opcode;

constexpr unsigned kChips = 1000;
constexpr unsigned kCommandsPerChip = 60;

class Dice {
 public:
  explicit Dice(std::uint32_t seed) : engine_(seed) {}
  unsigned below(unsigned bound) { return std::uniform_int_distribution<unsigned>(0, bound - 1)(engine_); }
  bool chance(unsigned percent) { return below(100) < percent; }
  std::uint8_t byte() { return static_cast<std::uint8_t>(below(256)); }
  template <typename T>
  T oneOf(std::initializer_list<T> values) {
    return *(values.begin() + below(static_cast<unsigned>(values.size())));
  }

 private:
  std::mt19937 engine_;
};

/// Words as they occur: any SlotConfig, and KeyConfig with a key type that exists.
void configureSlots(emulator::Eeprom& part, Dice& dice) {
  for (unsigned slot = 0; slot < 16; ++slot) {
    part.config[20 + 2 * slot] = dice.byte();
    part.config[21 + 2 * slot] = dice.byte();
    const unsigned keyType = dice.oneOf({4U, 6U, 7U});
    const bool isPrivate = keyType == 4 && dice.chance(60);
    part.config[96 + 2 * slot] = static_cast<std::uint8_t>(
        (isPrivate ? 1U : 0) | (dice.below(2) << 1) | keyType << 2 | (dice.chance(30) ? 0x20U : 0) |
        (dice.chance(20) ? 0x40U : 0) | (dice.chance(20) ? 0x80U : 0));
    part.config[97 + 2 * slot] =
        static_cast<std::uint8_t>(dice.below(16) | (dice.chance(10) ? 0x10U : 0) | dice.below(4) << 6);
  }
}

void lockSome(emulator::Eeprom& part, Dice& dice) {
  const unsigned state = dice.below(6);  // mostly locked throughout, as in the field
  if (state >= 1) part.config[87] = 0x00;
  if (state >= 2) part.config[86] = 0x00;
  if (state >= 1 && dice.chance(40)) part.config[88] = dice.byte();
  if (state >= 1 && dice.chance(40)) part.config[89] = dice.byte();
}

emulator::Eeprom randomPart(Dice& dice) {
  emulator::Eeprom part = emulator::Eeprom::factory(dice.below(1000));
  configureSlots(part, dice);
  part.config[18] = dice.oneOf<std::uint8_t>({0xAA, 0x55});
  if (dice.chance(50)) part.config[19] = dice.oneOf<std::uint8_t>({0x00, 0x01});
  if (dice.chance(30)) part.config[84] = dice.byte();
  if (dice.chance(30)) part.config[85] = dice.byte();
  lockSome(part, dice);
  return part;
}

struct Order {
  Opcode opcode;
  std::uint8_t p1;
  std::uint16_t p2;
  std::size_t dataSize;
  std::uint8_t responseSize;
};

Order readOrder(Dice& dice) {
  const auto zone =
      static_cast<std::uint8_t>(dice.oneOf({2U, 2U, 2U, 0U, 1U}) | (dice.chance(60) ? 0x80U : 0));
  const unsigned slot = zone % 4 == 2 ? dice.below(16) : 0;
  return {Opcode::read, zone, static_cast<std::uint16_t>(slot << 3), 0,
          static_cast<std::uint8_t>(zone & 0x80 ? 32 : 4)};
}

Order writeOrder(Dice& dice) {
  Order order = readOrder(dice);
  const std::size_t size = order.responseSize;
  const bool encrypted = size == 32 && dice.chance(40);
  if (order.p1 % 4 == 0)
    order.p2 = static_cast<std::uint16_t>(dice.below(size == 32 ? 4 : 32) << (size == 32 ? 3 : 0));
  return {Opcode::write, static_cast<std::uint8_t>(order.p1 | (encrypted ? 0x40 : 0)), order.p2,
          size + (encrypted ? 32 : 0), 0};
}

Order lockOrder(Dice& dice) {
  const unsigned what = dice.below(3);
  const unsigned p1 = what == 2 ? 2 | dice.below(16) << 2 : what;
  return {Opcode::lock, static_cast<std::uint8_t>(p1 | (what == 2 || dice.chance(90) ? 0x80 : 0)), 0, 0, 0};
}

Order keyOrder(Dice& dice) {
  const auto slot = static_cast<std::uint16_t>(dice.below(16));
  switch (dice.below(10)) {
    case 0: return {Opcode::genKey, 0x04, slot, 0, 64};
    case 1: return {Opcode::genKey, 0x00, slot, 0, 64};
    case 2: return {Opcode::genKey, 0x10, slot, 3, 0};
    case 3: return {Opcode::sign, 0x80, slot, 0, 64};
    case 4: return {Opcode::sign, 0x00, slot, 0, 64};
    case 5: return {Opcode::ecdh, 0x00, slot, 64, 32};
    case 6: return {Opcode::verify, 0x00, slot, 64, 0};
    case 7: return {Opcode::privWrite, 0x00, slot, 68, 0};
    case 8: return {Opcode::privWrite, 0x40, slot, 68, 0};
    default: return {Opcode::verify, dice.oneOf<std::uint8_t>({0x03, 0x07}), slot, 83, 0};
  }
}

Order secretOrder(Dice& dice) {
  const auto slot = static_cast<std::uint16_t>(dice.below(16));
  switch (dice.below(7)) {
    case 0: return {Opcode::mac, 0x00, slot, 32, 32};
    case 1: return {Opcode::mac, 0x01, slot, 0, 32};
    case 2: return {Opcode::hmac, 0x00, slot, 0, 32};
    case 3: return {Opcode::checkMac, 0x00, slot, 77, 0};
    case 4: return {Opcode::genDig, 0x02, slot, dice.chance(30) ? 4U : 0U, 0};
    case 5:
      return {Opcode::deriveKey, dice.oneOf<std::uint8_t>({0x00, 0x04}), slot, dice.chance(40) ? 32U : 0U, 0};
    default: return {Opcode::sha, 0x04, slot, 0, 0};
  }
}

Order chipOrder(Dice& dice) {
  switch (dice.below(5)) {
    case 0:
      return {Opcode::counter, dice.oneOf<std::uint8_t>({0, 1}), static_cast<std::uint16_t>(dice.below(2)), 0,
              4};
    case 1: return {Opcode::updateExtra, dice.oneOf<std::uint8_t>({0, 1}), dice.byte(), 0, 0};
    case 2: return {Opcode::updateExtra, 0x02, static_cast<std::uint16_t>(dice.below(16)), 0, 0};
    case 3:
      return {Opcode::info, dice.oneOf<std::uint8_t>({0, 1, 2, 3}),
              static_cast<std::uint16_t>(dice.below(16)), 0, 4};
    default: return {Opcode::nonce, 0x03, 0, 32, 0};
  }
}

Order randomOrder(Dice& dice) {
  switch (dice.below(6)) {
    case 0: return readOrder(dice);
    case 1: return writeOrder(dice);
    case 2: return dice.chance(30) ? lockOrder(dice) : chipOrder(dice);
    case 3: return keyOrder(dice);
    case 4: return secretOrder(dice);
    default: return chipOrder(dice);
  }
}

struct Outcome {
  atecc::Refusal predicted;
  std::size_t conditions = 0;
  Status status = Status::ok;
};

Outcome tryOut(Rig& rig, const Order& order, Bytes data) {
  atecc::ConfigZone zone;
  Outcome outcome;
  std::copy(rig.chip.eeprom().config.begin(), rig.chip.eeprom().config.end(), zone.bytes.begin());
  atecc::Command command;
  command.opcode = order.opcode;
  command.p1 = order.p1;
  command.p2 = order.p2;
  command.data = {data.first(order.dataSize), {}, {}};
  command.responseSize = order.responseSize;
  outcome.predicted = findRefusal(zone, command);
  atecc::Refusal conditions[atecc::kMaxConditions];
  outcome.conditions = refusalConditions(zone, command, conditions);
  outcome.status = rig.session.execute(command).status();
  return outcome;
}

std::string describe(const emulator::Eeprom& part, const Order& order, const Outcome& outcome) {
  std::ostringstream text;
  text << std::hex << "opcode " << int(order.opcode) << " p1 " << int(order.p1) << " p2 " << order.p2
       << std::dec << " data " << order.dataSize << ": predicted "
       << refusalReasonName(outcome.predicted.reason) << " (" << int(outcome.predicted.slot) << ", "
       << int(outcome.predicted.other) << "), " << outcome.conditions << " conditions; the chip says "
       << statusName(outcome.status) << "; locks " << std::hex << int(part.config[86]) << " "
       << int(part.config[87]) << " " << int(part.config[88]) << " " << int(part.config[89]);
  for (unsigned slot = 0; slot < 16; ++slot) {
    text << "\n  slot " << std::dec << slot << std::hex << " SlotConfig "
         << (part.config[20 + 2 * slot] | part.config[21 + 2 * slot] << 8) << " KeyConfig "
         << (part.config[96 + 2 * slot] | part.config[97 + 2 * slot] << 8);
  }
  return text.str();
}

/// 0F; of an encrypted write to the configuration the datasheet only says "error", and 03 is one.
bool isRefusal(const Order& order, Status status) {
  const bool encryptedConfig = order.opcode == Opcode::write && (order.p1 & 0x43) == 0x40;
  return status == Status::executionError || (encryptedConfig && status == Status::parseError);
}

/// Runs all chips and commands, and hands every outcome to `judge`.
template <typename Judge>
void overManyChips(Judge judge) {
  const std::vector<std::uint8_t> data(256, 0x5A);
  for (unsigned seed = 0; seed < kChips; ++seed) {
    Dice dice(seed);
    const emulator::Eeprom part = randomPart(dice);
    Rig rig(part);
    for (unsigned i = 0; i < kCommandsPerChip; ++i) {
      const Order order = randomOrder(dice);
      const emulator::Eeprom before = rig.chip.eeprom();
      const Outcome outcome = tryOut(rig, order, data);
      SCOPED_TRACE("seed " + std::to_string(seed) + ", command " + std::to_string(i));
      judge(before, order, outcome);
      if (testing::Test::HasFailure()) return;
    }
  }
}

TEST(RefusalAgreement, WhatTheDriverCallsCertainTheChipRefuses) {
  std::map<atecc::RefusalReason, unsigned> seen;
  overManyChips([&](const emulator::Eeprom& part, const Order& order, const Outcome& outcome) {
    if (!outcome.predicted) return;
    ++seen[outcome.predicted.reason];
    EXPECT_TRUE(isRefusal(order, outcome.status)) << describe(part, order, outcome);
  });
  EXPECT_GE(seen.size(), 35U) << "the random commands reach too few reasons";
}

TEST(RefusalAgreement, WithoutAReasonAndWithoutAConditionTheChipDoesIt) {
  unsigned allowed = 0;
  overManyChips([&](const emulator::Eeprom& part, const Order& order, const Outcome& outcome) {
    if (outcome.predicted || outcome.conditions != 0) return;
    ++allowed;
    EXPECT_NE(outcome.status, Status::executionError) << describe(part, order, outcome);
  });
  EXPECT_GE(allowed, 1000U);
}

}  // namespace
}  // namespace signet::test
