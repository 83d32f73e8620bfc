#include "signet/atecc/refusal/refusal.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <set>
#include <vector>

#include "signet/atecc/config/test_layouts.h"

namespace signet::atecc {
namespace {

using R = RefusalReason;
constexpr std::uint8_t kNoBits = Refusal::kNone;

Slot numbered(unsigned number) {
  return Slot::from(number).value();
}

/// How far a chip is locked.
enum class Stage { open, configured, locked };

ConfigZone at(Stage stage, ConfigZone zone) {
  zone.setConfigLocked(stage != Stage::open);
  zone.setDataLocked(stage == Stage::locked);
  return zone;
}

/// One of each kind of slot. 0 key that may do everything; 1 secret for encrypted access; 2 key that may do
/// nothing; 3 certificate, never written; 4 write key; 5 encrypted with 4; 6 NoMac; 7 guarded by 4; 8 open; 9
/// public key; 10 public key validated by 9; 11 secret never read; 12 rolled; 13 created from 4 with a MAC;
/// 14 rolled with a MAC of 4; 15 LimitedUse.
ConfigZone zoo() {
  return layouts::layout("C000AA00",
                         "8F60C444 80808020 8F80C444 90808080 00000000 19008080 80208FB4 80A4AF80",
                         "13001C00 11001C00 5C003C00 1C009C04 3C001000 12003C00 1C001C00 1C001C00");
}

struct Sent {
  Opcode opcode;
  std::uint8_t p1;
  std::uint16_t p2;
  std::size_t dataSize = 0;
};

Command commandOf(const Sent& sent) {
  static const std::array<std::uint8_t, 160> zeros{};
  Command command;
  command.opcode = sent.opcode;
  command.p1 = sent.p1;
  command.p2 = sent.p2;
  command.data[0] = Bytes(zeros).first(sent.dataSize);
  return command;
}

std::uint16_t dataAddress(unsigned slot) {
  return static_cast<std::uint16_t>(slot << 3);
}

struct Row {
  Sent sent;
  Refusal open;
  Refusal configured;
  Refusal locked;
};

Refusal no(R reason, std::uint8_t slot = kNoBits, std::uint8_t other = kNoBits) {
  return {reason, slot, other};
}
const Refusal kYes{};

/// Every row: what a command meets before the configuration lock, before the data lock, and in service.
std::vector<Row> memoryRows() {
  const Refusal config = no(R::configNotLocked), data = no(R::dataNotLocked);
  const auto read = [](unsigned slot, std::uint8_t p1 = 0x82) {
    return Sent{Opcode::read, p1, dataAddress(slot)};
  };
  const auto write = [](unsigned slot, std::uint8_t p1 = 0x82, std::size_t size = 32) {
    return Sent{Opcode::write, p1, dataAddress(slot), size};
  };
  return {
      {{Opcode::read, 0x80, 0}, kYes, kYes, kYes},
      {{Opcode::read, 0x81, 0}, data, data, kYes},
      {read(8), data, data, kYes},
      {read(8, 0x02), data, data, kYes},
      {read(0), data, data, no(R::privateKey, 0)},
      {read(11), data, data, no(R::neverReadable, 11)},
      {read(1), data, data, kYes},
      {read(1, 0x02), data, data, no(R::wordOfSecret, 1)},
      {{Opcode::write, 0x00, 4, 4}, kYes, no(R::configLocked), no(R::configLocked)},
      {{Opcode::write, 0x80, 8, 32}, kYes, no(R::configLocked), no(R::configLocked)},
      {{Opcode::write, 0x80, 0, 32}, no(R::configBytesFixed), no(R::configLocked), no(R::configLocked)},
      {{Opcode::write, 0x00, 21, 4}, no(R::configBytesFixed), no(R::configLocked), no(R::configLocked)},
      {{Opcode::write, 0xC0, 8, 64}, no(R::configUnencrypted), no(R::configLocked), no(R::configLocked)},
      {{Opcode::write, 0x81, 0, 32}, config, kYes, no(R::otpReadOnly)},
      {{Opcode::write, 0x01, 0, 4}, config, no(R::wordBeforeLock), no(R::otpReadOnly)},
      {write(8), config, kYes, kYes},
      {write(8, 0x02, 4), config, no(R::wordBeforeLock, 8), kYes},
      {write(0), config, no(R::privateKey, 0), no(R::privateKey, 0)},
      {write(11), config, kYes, no(R::writeNever, 11)},
      {write(12), config, kYes, no(R::writeNever, 12)},
      {write(5), config, kYes, no(R::encryptionNeeded, 5, 4)},
      {write(5, 0xC2, 64), config, kYes, kYes},
      {write(5, 0x82, 64), config, kYes, kYes},
      {{Opcode::lock, 0x80, 0}, kYes, no(R::configLocked), no(R::configLocked)},
      {{Opcode::lock, 0x81, 0}, config, kYes, no(R::dataLocked)},
      {{Opcode::lock, 0x22, 0}, config, kYes, kYes},
      {{Opcode::lock, 0x02, 0}, config, no(R::slotNotLockable, 0), no(R::slotNotLockable, 0)},
      {{Opcode::info, 0x03, 0}, no(R::noGpio), no(R::noGpio), no(R::noGpio)},
      {{Opcode::info, 0x02, 0}, kYes, kYes, kYes},
      {{Opcode::counter, 0x01, 1}, kYes, kYes, kYes},
      {{Opcode::updateExtra, 0x00, 7}, kYes, kYes, kYes},
      {{Opcode::random, 0x00, 0}, kYes, kYes, kYes},
  };
}

std::vector<Row> secretKeyRows() {
  const Refusal config = no(R::configNotLocked);
  const auto derive = [](unsigned slot, std::size_t size = 0) {
    return Sent{Opcode::deriveKey, 0x00, static_cast<std::uint16_t>(slot), size};
  };
  return {
      {{Opcode::mac, 0x00, 4, 32}, kYes, kYes, kYes},
      {{Opcode::mac, 0x00, 0, 32}, no(R::privateKey, 0), no(R::privateKey, 0), no(R::privateKey, 0)},
      {{Opcode::mac, 0x02, 0, 32}, kYes, kYes, kYes},  // the key is TempKey, the slot is a number only
      {{Opcode::mac, 0x00, 6, 32}, no(R::noMac, 6), no(R::noMac, 6), no(R::noMac, 6)},
      {{Opcode::hmac, 0x04, 6}, no(R::noMac, 6), no(R::noMac, 6), no(R::noMac, 6)},
      {{Opcode::hmac, 0x04, 4}, kYes, kYes, kYes},
      {{Opcode::checkMac, 0x00, 6, 77}, kYes, kYes, kYes},
      {{Opcode::checkMac, 0x00, 2, 77}, no(R::privateKey, 2), no(R::privateKey, 2), no(R::privateKey, 2)},
      {{Opcode::genDig, 0x02, 4}, kYes, kYes, kYes},
      {{Opcode::genDig, 0x02, 0}, no(R::privateKey, 0), no(R::privateKey, 0), no(R::privateKey, 0)},
      {{Opcode::genDig, 0x00, 0}, kYes, kYes, kYes},
      {{Opcode::sha, 0x04, 6}, no(R::noMac, 6), no(R::noMac, 6), no(R::noMac, 6)},
      {{Opcode::sha, 0x03, 8}, no(R::notPublicKey, 8), no(R::notPublicKey, 8), no(R::notPublicKey, 8)},
      {{Opcode::sha, 0x03, 9}, kYes, kYes, kYes},
      {derive(12), config, kYes, kYes},
      {derive(0), config, no(R::privateKey, 0), no(R::privateKey, 0)},
      {derive(11), config, no(R::deriveForbidden, 11), no(R::deriveForbidden, 11)},
      {derive(13), config, no(R::macNeeded, 13, 4), no(R::macNeeded, 13, 4)},
      {derive(13, 32), config, kYes, kYes},
      {derive(14), config, no(R::macNeeded, 14, 4), no(R::macNeeded, 14, 4)},
      {derive(14, 32), config, kYes, kYes},
  };
}

std::vector<Row> eccKeyRows() {
  const Refusal config = no(R::configNotLocked), data = no(R::dataNotLocked);
  const auto all = [](const Sent& sent, const Refusal& refusal) {
    return Row{sent, refusal, refusal, refusal};
  };
  return {
      {{Opcode::genKey, 0x04, 0}, config, kYes, kYes},
      {{Opcode::genKey, 0x04, 2}, config, kYes, no(R::genKeyForbidden, 2)},
      {{Opcode::genKey, 0x00, 2}, config, kYes, no(R::publicKeyHidden, 2)},
      {{Opcode::genKey, 0x00, 0}, config, kYes, kYes},
      {{Opcode::genKey, 0x04, 8}, config, no(R::notPrivate, 8), no(R::notPrivate, 8)},
      {{Opcode::genKey, 0x10, 9, 3}, config, kYes, kYes},
      {{Opcode::genKey, 0x10, 8, 3}, config, no(R::notPublicKey, 8), no(R::notPublicKey, 8)},
      {{Opcode::privWrite, 0x00, 0, 36}, config, kYes, no(R::encryptionNeeded, 0, 0)},
      {{Opcode::privWrite, 0x40, 0, 68},
       config,
       kYes,
       no(R::keyUnusable, 0, 0)},  // WriteKey is the slot itself
      {{Opcode::privWrite, 0x40, 2, 68}, config, kYes, no(R::privWriteForbidden, 2)},
      {{Opcode::privWrite, 0x40, 8, 68}, config, no(R::notPrivate, 8), no(R::notPrivate, 8)},
      all({Opcode::sign, 0x80, 0}, kYes),
      all({Opcode::sign, 0x80, 8}, no(R::notPrivate, 8)),
      all({Opcode::sign, 0x80, 2}, no(R::externalSignForbidden, 2)),
      {{Opcode::sign, 0x00, 0}, data, data, kYes},
      {{Opcode::sign, 0x00, 2}, data, data, no(R::internalSignForbidden, 2)},
      all({Opcode::ecdh, 0x00, 0, 64}, kYes),
      all({Opcode::ecdh, 0x00, 2, 64}, no(R::ecdhForbidden, 2)),
      all({Opcode::ecdh, 0x00, 9, 64}, no(R::notPrivate, 9)),
      all({Opcode::verify, 0x00, 9, 64}, kYes),
      all({Opcode::verify, 0x00, 8, 64}, no(R::notPublicKey, 8)),
      all({Opcode::verify, 0x02, 4, 128}, kYes),
      all({Opcode::verify, 0x03, 10, 83}, kYes),
      all({Opcode::verify, 0x07, 9, 83}, no(R::notValidatable, 9)),
      all({Opcode::verify, 0x01, 10, 64}, no(R::x509FormatMissing, 10)),
  };
}

std::string describe(const Sent& sent, const Refusal& refusal) {
  return "opcode " + std::to_string(static_cast<int>(sent.opcode)) + " p1 " + std::to_string(sent.p1) +
         " p2 " + std::to_string(sent.p2) + " gave " + refusalReasonName(refusal.reason) + " slot " +
         std::to_string(refusal.slot) + " other " + std::to_string(refusal.other);
}

void expectRows(const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    const Refusal open = findRefusal(at(Stage::open, zoo()), commandOf(row.sent));
    const Refusal configured = findRefusal(at(Stage::configured, zoo()), commandOf(row.sent));
    const Refusal locked = findRefusal(at(Stage::locked, zoo()), commandOf(row.sent));
    EXPECT_EQ(open, row.open) << "open: " << describe(row.sent, open);
    EXPECT_EQ(configured, row.configured) << "configured: " << describe(row.sent, configured);
    EXPECT_EQ(locked, row.locked) << "locked: " << describe(row.sent, locked);
  }
}

TEST(Refusal, MemoryAndLocks) {
  expectRows(memoryRows());
}
TEST(Refusal, SecretKeys) {
  expectRows(secretKeyRows());
}
TEST(Refusal, EccKeys) {
  expectRows(eccKeyRows());
}

/// A command to the zoo in service after a change to it.
template <typename Change>
Refusal after(Change&& change, const Sent& sent, Stage stage = Stage::locked) {
  ConfigZone zone = at(stage, zoo());
  change(zone);
  return findRefusal(zone, commandOf(sent));
}

TEST(Refusal, LockedSlotIsNeitherWrittenNorMadeAnewButUsed) {
  const auto lockZero = [](ConfigZone& zone) {
    zone.setSlotLocked(numbered(0), true), zone.setSlotLocked(numbered(8), true),
        zone.setSlotLocked(numbered(12), true);
  };
  EXPECT_EQ(after(lockZero, {Opcode::genKey, 0x04, 0}), no(R::slotLocked, 0));
  EXPECT_EQ(after(lockZero, {Opcode::privWrite, 0x40, 0, 68}), no(R::slotLocked, 0));
  EXPECT_EQ(after(lockZero, {Opcode::write, 0x82, dataAddress(8), 32}), no(R::slotLocked, 8));
  EXPECT_EQ(after(lockZero, {Opcode::deriveKey, 0x00, 12}), no(R::slotLocked, 12));
  EXPECT_EQ(after(lockZero, {Opcode::lock, 0x22, 0}), no(R::slotLocked, 8));
  EXPECT_EQ(after(lockZero, {Opcode::sign, 0x80, 0}), kYes);
  EXPECT_EQ(after(lockZero, {Opcode::genKey, 0x00, 0}), kYes);
  EXPECT_EQ(after(lockZero, {Opcode::read, 0x82, dataAddress(8)}), kYes);
}

TEST(Refusal, FormOfPrivateKeySlots) {
  const auto open = [](ConfigZone& zone) {
    zone.setSlotConfig(numbered(0), zone.slotConfig(numbered(0)).setIsSecret(false));
  };
  const auto other = [](ConfigZone& zone) {
    zone.setKeyConfig(numbered(0), zone.keyConfig(numbered(0)).setKeyType(KeyType::other));
  };
  for (const Sent& sent : {Sent{Opcode::sign, 0x80, 0}, {Opcode::ecdh, 0, 0, 64}, {Opcode::genKey, 4, 0}}) {
    EXPECT_EQ(after(open, sent), no(R::notSecret, 0));
    EXPECT_EQ(after(other, sent), no(R::notP256, 0));
  }
  EXPECT_EQ(after(open, {Opcode::privWrite, 0x40, 0, 68}), no(R::notSecret, 0));
}

TEST(Refusal, EcdhToTheNextSlotOnlyFromEvenOnes) {
  const auto odd = [](ConfigZone& zone) {
    zone.setSlotConfig(numbered(1), SlotConfig(0x808C));
    zone.setKeyConfig(numbered(1), KeyConfig(0x0013));
  };
  const auto clear = [&](ConfigZone& zone) {
    odd(zone), zone.setSlotConfig(numbered(1), SlotConfig(0x8084));
  };
  EXPECT_EQ(after(odd, {Opcode::ecdh, 0, 1, 64}), no(R::ecdhOddSlot, 1));
  EXPECT_EQ(after(clear, {Opcode::ecdh, 0, 1, 64}), kYes);
}

TEST(Refusal, ReadingWhatIsProhibited) {
  const auto change = [](ConfigZone& zone) { zone.setSlotConfig(numbered(8), SlotConfig(0x0044)); };
  EXPECT_EQ(after(change, {Opcode::read, 0x82, dataAddress(8)}), no(R::readProhibited, 8));
}

TEST(Refusal, KeysThatCanNeverBeUsed) {
  const auto byPrivate = [](ConfigZone& zone) {
    zone.setSlotConfig(numbered(1), SlotConfig(0x40C0));  // read and written with private key 0
    zone.setKeyConfig(numbered(7), KeyConfig(0x009C));    // authorised by private key 0
  };
  EXPECT_EQ(after(byPrivate, {Opcode::read, 0x82, dataAddress(1)}), no(R::keyUnusable, 1, 0));
  EXPECT_EQ(after(byPrivate, {Opcode::write, 0xC2, dataAddress(1), 64}), no(R::keyUnusable, 1, 0));
  EXPECT_EQ(after(byPrivate, {Opcode::mac, 0x00, 7, 32}), no(R::authImpossible, 7, 0));
  EXPECT_EQ(after(byPrivate, {Opcode::mac, 0x00, 7, 32}, Stage::configured), kYes) << "not in force yet";
}

TEST(Refusal, DeriveKeyFromPrivateKeys) {
  const auto byPrivate = [](ConfigZone& zone) {
    zone.setSlotConfig(numbered(13), SlotConfig(0xB080));  // created from private key 0
    zone.setSlotConfig(numbered(14), SlotConfig(0xA080));  // rolled with a MAC of private key 0
  };
  EXPECT_EQ(after(byPrivate, {Opcode::deriveKey, 0x00, 13, 32}), no(R::keyUnusable, 13, 0));
  EXPECT_EQ(after(byPrivate, {Opcode::deriveKey, 0x00, 14, 32}), no(R::keyUnusable, 14, 0));
}

TEST(Refusal, IntrusionLatch) {
  const auto i2c = [](ConfigZone& zone) { zone.setKeyConfig(numbered(4), KeyConfig(0x105C)); };
  const auto wire = [&](ConfigZone& zone) { i2c(zone), zone.bytes[14] = 0x54, zone.bytes[16] = 0xE9; };
  EXPECT_EQ(after(i2c, {Opcode::mac, 0x00, 4, 32}), no(R::intrusionNeverArmed, 4));
  EXPECT_EQ(after(wire, {Opcode::mac, 0x00, 4, 32}), kYes);
}

TEST(Refusal, LimitedUse) {
  const auto used = [](ConfigZone& zone) { std::fill(zone.bytes.begin() + 68, zone.bytes.begin() + 84, 0); };
  const auto lastOne = [&](ConfigZone& zone) { used(zone), zone.bytes[83] = 1; };
  EXPECT_EQ(after(used, {Opcode::mac, 0x00, 15, 32}), no(R::limitedUseExhausted, 15));
  EXPECT_EQ(after(used, {Opcode::updateExtra, 0x02, 15}), no(R::limitedUseExhausted, 15));
  EXPECT_EQ(after(lastOne, {Opcode::mac, 0x00, 15, 32}), kYes);
  EXPECT_EQ(after(used, {Opcode::mac, 0x00, 11, 32}), kYes) << "without LimitedUse";
}

TEST(Refusal, CounterUserExtraSelector) {
  const auto full = [](ConfigZone& zone) { ASSERT_EQ(zone.setCounter(1, kCounterMax), Status::ok); };
  EXPECT_EQ(after(full, {Opcode::counter, 0x01, 1}), no(R::counterExhausted, kNoBits, 1));
  EXPECT_EQ(after(full, {Opcode::counter, 0x00, 1}), kYes);
  EXPECT_EQ(after(full, {Opcode::counter, 0x01, 0}), kYes);
  const auto set = [](ConfigZone& zone) { zone.bytes[84] = 1, zone.bytes[85] = 1, zone.bytes[19] = 1; };
  EXPECT_EQ(after(set, {Opcode::updateExtra, 0x00, 2}), no(R::userExtraSet));
  EXPECT_EQ(after(set, {Opcode::updateExtra, 0x01, 2}), no(R::selectorSet));
  const auto free = [&](ConfigZone& zone) { set(zone), zone.bytes[19] = 0; };
  EXPECT_EQ(after(free, {Opcode::updateExtra, 0x01, 2}), kYes);
}

TEST(Refusal, OtpInConsumptionModeAndOnThe608) {
  const auto consumption = [](ConfigZone& zone) { zone.bytes[18] = 0x55; };
  EXPECT_EQ(after(consumption, {Opcode::write, 0x81, 0, 32}), kYes);
  EXPECT_EQ(after(consumption, {Opcode::write, 0xC1, 0, 64}), no(R::otpUnencrypted));
  const auto newer = [&](ConfigZone& zone) { consumption(zone), zone.bytes[6] = 0x60; };
  EXPECT_EQ(after(newer, {Opcode::write, 0x81, 0, 32}), no(R::otpReadOnly));
}

TEST(Refusal, ValidatingPublicKeys) {
  const auto noKey = [](ConfigZone& zone) { zone.setSlotConfig(numbered(10), SlotConfig(0x0018)); };
  EXPECT_EQ(after(noKey, {Opcode::verify, 0x03, 10, 83}), no(R::validatorNotPublicKey, 10, 8));
  const auto format = [](ConfigZone& zone) { zone.bytes[92] = 0x83; };
  EXPECT_EQ(after(format, {Opcode::verify, 0x03, 10, 83}), no(R::x509FormatGiven, 10));
  EXPECT_EQ(after(format, {Opcode::verify, 0x01, 10, 64}), kYes);
}

std::vector<RefusalReason> conditionsOf(const Sent& sent, Stage stage = Stage::locked) {
  std::array<Refusal, kMaxConditions> conditions;
  const std::size_t count = refusalConditions(at(stage, zoo()), commandOf(sent), conditions);
  std::vector<RefusalReason> reasons;
  for (const Refusal& one : Span<Refusal>(conditions).first(count)) reasons.push_back(one.reason);
  return reasons;
}

TEST(RefusalConditions, WhatACommandNeedsBesides) {
  using testing::ElementsAre;
  EXPECT_THAT(conditionsOf({Opcode::sign, 0x80, 0}), ElementsAre(R::tempKeyNeeded, R::validKeyNeeded));
  EXPECT_THAT(conditionsOf({Opcode::sign, 0x00, 0}), ElementsAre(R::digestNeeded, R::validKeyNeeded));
  EXPECT_THAT(conditionsOf({Opcode::ecdh, 0x00, 0, 64}), ElementsAre(R::validKeyNeeded));
  EXPECT_THAT(conditionsOf({Opcode::read, 0x82, dataAddress(1)}),
              ElementsAre(R::genDigNeeded, R::randomNonceNeeded));
  EXPECT_THAT(conditionsOf({Opcode::write, 0xC2, dataAddress(5), 64}),
              ElementsAre(R::genDigNeeded, R::macMustMatch));
  EXPECT_THAT(conditionsOf({Opcode::mac, 0x41, 4}),
              ElementsAre(R::tempKeyNeeded, R::sourceMustMatch, R::randomNonceNeeded));
  EXPECT_THAT(conditionsOf({Opcode::mac, 0x41, 4}, Stage::configured),
              ElementsAre(R::tempKeyNeeded, R::sourceMustMatch));
  EXPECT_THAT(conditionsOf({Opcode::genDig, 0x02, 7}), ElementsAre(R::tempKeyNeeded, R::authorizationNeeded));
  EXPECT_THAT(conditionsOf({Opcode::genDig, 0x02, 0x8000}),
              ElementsAre(R::tempKeyNeeded, R::randomNonceNeeded));
  EXPECT_THAT(conditionsOf({Opcode::verify, 0x00, 10, 64}),
              ElementsAre(R::tempKeyNeeded, R::validatedKeyNeeded));
  EXPECT_THAT(conditionsOf({Opcode::verify, 0x03, 10, 83}), ElementsAre(R::publicDigestNeeded));
  EXPECT_THAT(conditionsOf({Opcode::lock, 0x00, 0}), ElementsAre(R::crcMustMatch));
  EXPECT_THAT(conditionsOf({Opcode::lock, 0x80, 0}), ElementsAre());
  EXPECT_THAT(conditionsOf({Opcode::sha, 0x02, 0}), ElementsAre(R::shaStartNeeded));
  EXPECT_THAT(conditionsOf({Opcode::read, 0x82, dataAddress(8)}), ElementsAre());
}

TEST(RefusalConditions, NameTheKeyThatIsAsked) {
  std::array<Refusal, kMaxConditions> conditions;
  ASSERT_EQ(refusalConditions(at(Stage::locked, zoo()), commandOf({Opcode::genDig, 0x02, 7}), conditions),
            2u);
  EXPECT_EQ(conditions[1], no(R::authorizationNeeded, 7, 4));
}

RC_GTEST_PROP(Refusal, AnyCommandToAnyConfiguration, (std::array<std::uint8_t, 128> bytes)) {
  const Opcode opcodes[] = {Opcode::read,  Opcode::write,  Opcode::lock, Opcode::genDig,    Opcode::mac,
                            Opcode::hmac,  Opcode::verify, Opcode::sign, Opcode::deriveKey, Opcode::genKey,
                            Opcode::nonce, Opcode::sha,    Opcode::ecdh, Opcode::privWrite, Opcode::checkMac};
  const Sent sent{opcodes[*rc::gen::inRange<std::size_t>(0, 15)], *rc::gen::arbitrary<std::uint8_t>(),
                  *rc::gen::arbitrary<std::uint16_t>(), *rc::gen::inRange<std::size_t>(0, 140)};
  const ConfigZone zone{bytes};
  const Refusal refusal = findRefusal(zone, commandOf(sent));
  RC_ASSERT(static_cast<std::size_t>(refusal.reason) < kRefusalReasons);
  RC_ASSERT(refusal.slot == kNoBits || refusal.slot < 16);
  RC_ASSERT(refusalConditions(zone, commandOf(sent), {}) <= kMaxConditions);
}

TEST(Refusal, NamesAreDistinct) {
  std::set<std::string> names;
  for (std::size_t i = 0; i < kRefusalReasons; ++i) names.insert(refusalReasonName(static_cast<R>(i)));
  EXPECT_EQ(names.size(), kRefusalReasons);
  EXPECT_STREQ(refusalReasonName(R::ecdhTargetUnlocked), "ecdhTargetUnlocked");
}

}  // namespace
}  // namespace signet::atecc
