// Property: whatever a master does, the chip stays in a legal state and what it remembers only changes
// in legal ways.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "host/emulator/chip/crypto/random_master.h"
#include "host/emulator/chip/test/test_chip.h"

namespace signet::emulator::test {
namespace {

Eeprom partIn(int lockState) {
  return withLocks(factoryPart(), lockState > 0, lockState > 1);
}

RC_GTEST_PROP(LegalState, AfterAnyScript, ()) {
  const auto script = *rc::gen::container<Buffer>(rc::gen::arbitrary<std::uint8_t>());
  const int lockState = *rc::gen::inRange(0, 3);
  Chip chip(partIn(lockState), {.randomSeed = 1});
  Time now(std::chrono::seconds(1));
  RC_ASSERT(play(chip, now, script) == "");
}

RC_GTEST_PROP(LegalState, AfterAnyCommands, ()) {
  const int lockState = *rc::gen::inRange(0, 3);
  Chip chip(partIn(lockState), {.randomSeed = 1});
  Time now(std::chrono::seconds(1));
  const auto choices = *rc::gen::container<Buffer>(100, rc::gen::arbitrary<std::uint8_t>());
  Buffer script;
  for (std::size_t i = 0; i + 6 <= choices.size(); i += 6) {
    script.insert(script.end(), {9, 11});  // wake, a command, wait or cut the power in the middle
    script.insert(script.end(), choices.begin() + static_cast<std::ptrdiff_t>(i),
                  choices.begin() + static_cast<std::ptrdiff_t>(i) + 6);
    script.push_back(choices[i] % 5 == 0 ? 8 : 10);
  }
  RC_ASSERT(play(chip, now, script) == "");
}

RC_GTEST_PROP(LegalState, ACopyAnswersTheSame, ()) {
  const auto first = *rc::gen::container<Buffer>(rc::gen::arbitrary<std::uint8_t>());
  const auto second = *rc::gen::container<Buffer>(rc::gen::arbitrary<std::uint8_t>());
  Chip chip(partIn(1), {.timing = Timing::drawn, .randomSeed = 1});
  Time now(std::chrono::seconds(1));
  play(chip, now, first);
  Chip copy = chip;
  Time sameTime = now;
  play(chip, now, second);
  play(copy, sameTime, second);
  RC_ASSERT(chip.eeprom() == copy.eeprom());
  RC_ASSERT(chip.nextEvent() == copy.nextEvent());
  RC_ASSERT(now == sameTime);
}

struct Change {
  const char* name;
  void (*apply)(Eeprom&);
};

/// The rules can fail: each of these is reported.
TEST(IllegalChange, IsNoticed) {
  const Eeprom before = bothLocked();
  EXPECT_EQ(illegalChange(before, before), "");
  for (const Change& change : {
           Change{"LockConfig opened", [](Eeprom& e) { e.config[87] = 0x55; }},
           {"LockValue opened", [](Eeprom& e) { e.config[86] = 0x55; }},
           {"a factory byte of the configuration changed", [](Eeprom& e) { e.config[3] ^= 1; }},
           {"the locked configuration changed", [](Eeprom& e) { e.config[20] ^= 1; }},
           {"the locked configuration changed", [](Eeprom& e) { e.config[127] ^= 1; }},
           {"a transport key changed", [](Eeprom& e) { e.transportSeed[0] ^= 1; }},
       }) {
    Eeprom after = before;
    change.apply(after);
    EXPECT_EQ(illegalChange(before, after), change.name);
  }
  Eeprom used = before;
  used.config[68] = 0x7F;
  used.config[88] = 0xFE;
  used.config[52] = 0x7F;
  used.otp[0] = 0x0F;
  EXPECT_EQ(illegalChange(before, used), "");
  EXPECT_NE(illegalChange(used, before), "");
  Eeprom data = factoryPart();
  data.data[0] = 0;
  EXPECT_NE(illegalChange(factoryPart(), data), "");
}

}  // namespace
}  // namespace signet::emulator::test
