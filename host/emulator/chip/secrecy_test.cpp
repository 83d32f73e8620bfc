// No command sequence ever outputs a private key or a secret slot.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "host/emulator/chip/test/test_keys.h"
#include "host/emulator/chip/test/test_secrets.h"

namespace signet::emulator {
namespace {

using namespace test;

/// TempKey as an encrypted read of `slot` needs it, then the read.
void readEncrypted(KeyChip& chip, unsigned slot) {
  const auto readKey = static_cast<std::uint16_t>(chip.config().slotConfig(slot).readKey());
  (void)chip.run(op::kNonce, 0x00, 0, kNumIn);
  (void)chip.run(op::kGenDig, 0x02, readKey, unhex("15020000"));
  (void)chip.run(op::kRead, 0x82, static_cast<std::uint16_t>(slot << 3));
}

/// CheckMac by someone who knows the key: authorizes, and copies where that is allowed.
void checkMacRight(KeyChip& chip, unsigned slot) {
  (void)chip.run(op::kNonce, 0x03, 0, kSequence);
  constexpr std::array<std::uint8_t, 13> otherData{};
  const Digest right = checkMacDigest(Span32(chip.chip.eeprom().slot(slot).first(32)), kSequence, otherData,
                                      chip.config().serialNumber());
  (void)chip.run(op::kCheckMac, 0x05, static_cast<std::uint16_t>(slot), join({kSequence, right, otherData}));
}

void makeMove(KeyChip& chip, Choices& choices) {
  const std::size_t move = choices.below(16);
  if (move == 0) return chip.sleep();
  if (move == 1) return chip.idle();
  if (move == 2) return chip.powerCycle();
  if (move == 3) return readEncrypted(chip, static_cast<unsigned>(choices.below(Eeprom::kSlots)));
  if (move == 4) return checkMacRight(chip, static_cast<unsigned>(choices.below(Eeprom::kSlots)));
  // Most commands want a TempKey, of one source or the other.
  if (move >= 5 && move < 8) chip.fixedNonce();
  if (move >= 8 && move < 11) (void)chip.run(op::kNonce, 0x00, 0, kNumIn);
  const ChosenCommand command = chosenCommand(choices);
  if (command.opcode == 0x01) return;  // Pause: no answer
  (void)chip.run(command.opcode, command.p1, command.p2, command.data);
}

RC_GTEST_PROP(Secrecy, NoCommandSequenceOutputsASecret, ()) {
  auto bytes = *rc::gen::container<std::vector<std::uint8_t>>(
      900, rc::gen::map(rc::gen::inRange(0, 256), [](int n) { return static_cast<std::uint8_t>(n); }));
  if ((bytes[0] & 3) == 3) bytes[0] ^= 1;  // the configuration is locked
  Choices choices(bytes);
  KeyChip chip(chosenPart(choices));
  SecretWatch watch(chip.chip);
  chip.chip.setListener(&watch);
  while (!choices.atEnd() && !watch.leaked()) makeMove(chip, choices);
  RC_ASSERT(!watch.leaked());
}

// ---- The watch itself sees what it should.

TEST(SecretWatch, SeesARunAndAQuarterOfASecret) {
  KeyChip chip(bothLocked(keyPart()));
  const SecretWatch watch(chip.chip);
  EXPECT_TRUE(watch.sees(ByteSpan(kKey4).subspan(5, 8)));
  EXPECT_TRUE(watch.sees(ByteSpan(kKey4).first(4)));
  EXPECT_TRUE(watch.sees(join({unhex("0011"), ByteSpan(kTestKey).last(8), unhex("22")})));
  EXPECT_FALSE(watch.sees(ByteSpan(kKey4).first(7)));
  EXPECT_FALSE(watch.sees(kTestPublicKey));
}

TEST(SecretWatch, SeesALeakOfASlotThatTurnedReadable) {
  // What the property would catch: slot 4 is watched as a secret, then the configuration (not
  // locked) opens it.
  KeyChip chip(keyPart());
  SecretWatch watch(chip.chip);
  chip.chip.setListener(&watch);
  EXPECT_EQ(chip.status(op::kWrite, 0x00, 0x07, unhex("0000 0000")), kSuccess);  // SlotConfig[4], [5]
  EXPECT_EQ(chip.status(0x17, 0x80, 0), kSuccess);
  EXPECT_EQ(chip.status(0x17, 0x81, 0), kSuccess);
  EXPECT_EQ(hex(chip.run(op::kRead, 0x82, 4 << 3)), hex(kKey4));
  EXPECT_TRUE(watch.leaked());
}

TEST(SecretWatch, KnowsKeysBornInside) {
  KeyChip chip(bothLocked(keyPart()));
  SecretWatch watch(chip.chip);
  chip.chip.setListener(&watch);
  const std::size_t before = watch.secrets();
  EXPECT_EQ(chip.status(op::kGenKey, 0x04, 0), kData);
  EXPECT_GT(watch.secrets(), before);
  EXPECT_TRUE(watch.sees(chip.chip.eeprom().slot(0).subspan(4, 32)));
  EXPECT_FALSE(watch.leaked());
}

}  // namespace
}  // namespace signet::emulator
