// Do driver and chip model agree on every command? Each computes from its own reading of the datasheet: what
// the driver's host side expects must be what the model does, and what is spoiled on the way must be refused.
#include <gtest/gtest.h>

#include "host/crypto/p256.h"
#include "signet/atecc/encrypted.h"
#include "tests/support/rig.h"
#include "tests/support/test_part.h"

namespace signet::test {
namespace {

using namespace atecc;

const NumIn kNumIn{3, 1, 4, 1, 5, 9, 2, 6};

class Commands : public testing::Test {
 protected:
  Rig rig{lockedPart()};
  Device& chip = rig.device;
  const SerialNumber serial = chip.serialNumber().value();
  const HostMac host{rig.sha, serial};

  /// TempKey from a random nonce; its value.
  Digest randomTempKey() { return host.nonce(chip.nonce(kNumIn).value(), kNumIn); }

  /// TempKey loaded, not random; its value.
  Digest loadedTempKey() {
    const Digest value = blockOf(0x77);
    EXPECT_EQ(chip.loadTempKey(value), Status::ok);
    return value;
  }

  /// Does the chip's TempKey have this value? Asks for a MAC over it.
  void expectTempKey(const Digest& value, bool fromInput) {
    const MacMode mode{.challengeFromTempKey = true, .tempKeyFromInput = fromInput};
    const Result<Digest> mac = chip.mac(kParent, mode);
    ASSERT_EQ(mac.status(), Status::ok);
    EXPECT_EQ(*mac, host.mac(kParent, mode, secretOf(kParent), value));
  }

  EncryptedAccess access() { return EncryptedAccess(chip, rig.sha, serial, kParent, secretOf(kParent)); }
};

TEST_F(Commands, InfoTellsRevisionKeysAndState) {
  EXPECT_TRUE(chip.revision()->isAtecc508a());
  EXPECT_EQ(chip.keyValid(kTlsKey).value(), true);
  EXPECT_EQ(chip.keyValid(kValidated).value(), false);
  EXPECT_FALSE(chip.volatileState()->tempKeyValid);
  loadedTempKey();
  EXPECT_TRUE(chip.volatileState()->tempKeyValid);
  EXPECT_TRUE(chip.volatileState()->tempKeyFromInput);
  EXPECT_EQ(chip.gpio().status(), Status::executionError);
  EXPECT_EQ(serial[0], 0x01);
  EXPECT_EQ(serial[8], 0xEE);
}

TEST_F(Commands, RandomDiffersAndIsFixedBeforeTheConfigurationLock) {
  EXPECT_NE(chip.random().value(), chip.random(Seed::keep).value());
  Rig fresh(factoryPart());
  const Block pattern = fresh.device.random().value();
  for (std::size_t i = 0; i < pattern.size(); ++i) EXPECT_EQ(pattern[i], i % 4 < 2 ? 0xFF : 0x00);
}

TEST_F(Commands, NonceGivesTheTempKeyTheHostComputes) {
  expectTempKey(randomTempKey(), false);
  expectTempKey(loadedTempKey(), true);
  const Digest before = randomTempKey();
  const Result<Block> chained = chip.nonceFromTempKey(kNumIn);
  ASSERT_EQ(chained.status(), Status::ok);
  EXPECT_EQ(*chained, host.nonceFromTempKey(before, kNumIn));
  expectTempKey(*chained, false);
}

TEST_F(Commands, GenDigOfEveryZone) {
  const auto config = chip.readConfig().value();
  Block configBlock;
  copy(Bytes(config).subspan(32, 32), configBlock);
  Digest tempKey = loadedTempKey();
  ASSERT_EQ(chip.genDigConfig(1), Status::ok);
  expectTempKey(host.genDigConfig(1, configBlock, tempKey), true);

  Block otpBlock;
  copy(Bytes(chip.readOtp().value()).first(32), otpBlock);
  tempKey = loadedTempKey();
  ASSERT_EQ(chip.genDigOtp(0), Status::ok);
  expectTempKey(host.genDigOtp(0, otpBlock, tempKey), true);

  tempKey = loadedTempKey();
  ASSERT_EQ(chip.genDigSlot(kFresh), Status::executionError);  // ReqRandom
  tempKey = randomTempKey();
  ASSERT_EQ(chip.genDigSlot(kFresh), Status::ok);
  expectTempKey(host.genDigSlot(kFresh, secretOf(kFresh), tempKey), false);
}

TEST_F(Commands, GenDigOfNonceCounterAndKeyConfiguration) {
  for (const bool tempKeyFirst : {false, true}) {
    const Digest tempKey = loadedTempKey();
    ASSERT_EQ(chip.genDigShared(blockOf(9), tempKeyFirst), Status::ok);
    expectTempKey(host.genDigShared(blockOf(9), tempKeyFirst, tempKey), true);
  }
  const std::uint32_t count = chip.incrementCounter(CounterId::counter1).value();
  Digest tempKey = loadedTempKey();
  ASSERT_EQ(chip.genDigCounter(CounterId::counter1), Status::ok);
  expectTempKey(host.genDigCounter(CounterId::counter1, count, tempKey), true);

  tempKey = loadedTempKey();
  ASSERT_EQ(chip.genDigKeyConfig(kOpen), Status::ok);
  expectTempKey(host.genDigKeyConfig(kOpen, {0x00, 0x00}, {0x3C, 0x00}, true, tempKey), true);
}

TEST_F(Commands, MacOfEveryMode) {
  for (const bool includeSerial : {false, true}) {
    const MacMode overChallenge{.includeSerial = includeSerial};
    EXPECT_EQ(chip.mac(kParent, overChallenge, blockOf(5)).value(),
              host.mac(kParent, overChallenge, secretOf(kParent), blockOf(5)));
    const Digest random = randomTempKey();
    const MacMode keyFromTempKey{.keyFromTempKey = true, .includeSerial = includeSerial};
    EXPECT_EQ(chip.mac(kParent, keyFromTempKey, blockOf(5)).value(),
              host.mac(kParent, keyFromTempKey, random, blockOf(5)));
    const Digest loaded = loadedTempKey();
    const MacMode overInput{
        .challengeFromTempKey = true, .tempKeyFromInput = true, .includeSerial = includeSerial};
    EXPECT_EQ(chip.mac(kParent, overInput).value(), host.mac(kParent, overInput, secretOf(kParent), loaded));
  }
  loadedTempKey();
  EXPECT_EQ(chip.mac(kParent, {.challengeFromTempKey = true}).status(),
            Status::executionError);                                                 // SourceFlag
  EXPECT_EQ(chip.mac(kCheckOnly, {}, blockOf(5)).status(), Status::executionError);  // NoMac
  EXPECT_EQ(chip.mac(kTlsKey, {}, blockOf(5)).status(), Status::executionError);     // private
}

TEST_F(Commands, HmacMatchesTheHost) {
  for (const bool includeSerial : {false, true}) {
    const Digest loaded = loadedTempKey();
    const HmacMode mode{.tempKeyFromInput = true, .includeSerial = includeSerial};
    EXPECT_EQ(chip.hmac(kParent, mode).value(), host.hmac(kParent, mode, secretOf(kParent), loaded));
  }
  loadedTempKey();
  EXPECT_EQ(chip.hmac(kCheckOnly, {.tempKeyFromInput = true}).status(), Status::executionError);
}

TEST_F(Commands, CheckMacAcceptsTheRightResponseOnly) {
  const MacMode mode{};
  const CheckMacOtherData otherData = host.otherDataOfMac(kParent, mode);
  Digest response = host.checkMac(secretOf(kCheckOnly), blockOf(8), otherData);
  EXPECT_EQ(chip.checkMac(kCheckOnly, mode, blockOf(8), response, otherData), Status::ok);
  response[31] ^= 1;
  EXPECT_EQ(chip.checkMac(kCheckOnly, mode, blockOf(8), response, otherData), Status::mismatch);
}

TEST_F(Commands, CheckMacAcceptsTheMacOfAnotherChip) {
  Rig other(lockedPart());
  const MacMode mode{};
  const Result<Digest> mac = other.device.mac(kParent, mode, blockOf(8));
  ASSERT_EQ(mac.status(), Status::ok);
  EXPECT_EQ(chip.checkMac(kParent, mode, blockOf(8), *mac, host.otherDataOfMac(kParent, mode)), Status::ok);
}

TEST_F(Commands, AuthorizationOpensAGuardedKeyOnce) {
  EXPECT_EQ(chip.mac(kGuarded, {}, blockOf(1)).status(), Status::executionError);
  const MacMode mode{.challengeFromTempKey = true};
  const CheckMacOtherData otherData{};
  const Digest response = host.checkMac(secretOf(kParent), randomTempKey(), otherData);
  ASSERT_EQ(chip.checkMac(kParent, mode, {}, response, otherData), Status::ok);
  EXPECT_TRUE(chip.volatileState()->authorized);
  EXPECT_EQ(chip.mac(kGuarded, {}, blockOf(1)).value(),
            host.mac(kGuarded, {}, secretOf(kGuarded), blockOf(1)));
  EXPECT_EQ(chip.mac(kGuarded, {}, blockOf(1)).status(), Status::executionError);
}

TEST_F(Commands, EncryptedReadAndWrite) {
  EncryptedAccess vault = access();
  EXPECT_EQ(vault.readBlock(MemoryAddress::slot(kVault, 0), kNumIn).value(), secretOf(kVault));
  ASSERT_EQ(vault.writeBlock(MemoryAddress::slot(kVault, 0), blockOf(0xE0), kNumIn), Status::ok);
  EXPECT_EQ(vault.readBlock(MemoryAddress::slot(kVault, 0), kNumIn).value(), blockOf(0xE0));
  EXPECT_EQ(chip.readBlock(MemoryAddress::slot(kVault, 0)).status(), Status::executionError);
  EXPECT_EQ(chip.writeBlock(MemoryAddress::slot(kVault, 0), blockOf(1)), Status::executionError);

  EncryptedAccess stranger(chip, rig.sha, serial, kParent, blockOf(0));
  EXPECT_EQ(stranger.writeBlock(MemoryAddress::slot(kVault, 0), blockOf(1), kNumIn), Status::executionError);
  EXPECT_NE(stranger.readBlock(MemoryAddress::slot(kVault, 0), kNumIn).value(), blockOf(0xE0));
  EXPECT_EQ(vault.readBlock(MemoryAddress::slot(kVault, 0), kNumIn).value(), blockOf(0xE0));
}

TEST_F(Commands, EncryptedPrivWriteReplacesTheKey) {
  EXPECT_EQ(chip.publicKey(kImported).value(), publicKeyOf(kImportedKey));
  ASSERT_EQ(access().writePrivateKey(kImported, blockOf(0x0A), kNumIn), Status::ok);
  EXPECT_EQ(chip.publicKey(kImported).value(), publicKeyOf(blockOf(0x0A)));
  EncryptedAccess stranger(chip, rig.sha, serial, kParent, blockOf(0));
  EXPECT_EQ(stranger.writePrivateKey(kImported, blockOf(0x0B), kNumIn), Status::executionError);
  EXPECT_EQ(chip.writePrivateKey(kImported, blockOf(0x0B)), Status::executionError);  // clear, data locked
  EXPECT_EQ(chip.publicKey(kImported).value(), publicKeyOf(blockOf(0x0A)));
}

TEST_F(Commands, DeriveKeyRollsAndCreates) {
  Digest tempKey = randomTempKey();
  ASSERT_EQ(chip.deriveKey(kRolled, false), Status::ok);
  const Digest rolled = host.deriveKey(kRolled, false, secretOf(kRolled), tempKey);
  EXPECT_EQ(chip.mac(kRolled, {}, blockOf(5)).value(), host.mac(kRolled, {}, rolled, blockOf(5)));

  tempKey = randomTempKey();
  ASSERT_EQ(chip.deriveKey(kDerived, false, host.deriveKeyMac(kDerived, false, secretOf(kParent))),
            Status::ok);
  const Digest derived = host.deriveKey(kDerived, false, secretOf(kParent), tempKey);
  EXPECT_EQ(chip.mac(kDerived, {}, blockOf(5)).value(), host.mac(kDerived, {}, derived, blockOf(5)));

  randomTempKey();
  EXPECT_EQ(chip.deriveKey(kDerived, false), Status::executionError);  // without its MAC
  randomTempKey();
  EXPECT_EQ(chip.deriveKey(kDerived, false, host.deriveKeyMac(kDerived, false, blockOf(0))),
            Status::executionError);
}

TEST_F(Commands, SignVerifiesOnTheHostAndInTheChip) {
  const PublicKey key = chip.publicKey(kTlsKey).value();
  EXPECT_EQ(key, publicKeyOf(blockOf(0x21)));
  const Result<Signature> signature = chip.signDigest(kTlsKey, blockOf(0xD0));
  ASSERT_EQ(signature.status(), Status::ok);
  EXPECT_TRUE(verifyOnHost(key, blockOf(0xD0), *signature));
  EXPECT_EQ(chip.verifyDigest(key, blockOf(0xD0), *signature), Status::ok);
  EXPECT_EQ(chip.verifyDigest(key, blockOf(0xD1), *signature), Status::mismatch);
  EXPECT_EQ(chip.signDigest(kParent, blockOf(0xD0)).status(), Status::executionError);
  EXPECT_EQ(
      chip.verifyDigest(publicKeyOf(kAuthorityKey), blockOf(0xD0), signWith(kAuthorityKey, blockOf(0xD0))),
      Status::ok);
}

TEST_F(Commands, CreatedKeyReplacesTheOldOne) {
  const PublicKey before = chip.publicKey(kTlsKey).value();
  const Result<PublicKey> created = chip.createKey(kTlsKey);
  ASSERT_EQ(created.status(), Status::ok);
  EXPECT_NE(*created, before);
  EXPECT_EQ(chip.publicKey(kTlsKey).value(), *created);
  EXPECT_TRUE(verifyOnHost(*created, blockOf(1), chip.signDigest(kTlsKey, blockOf(1)).value()));
  EXPECT_EQ(chip.createKey(kParent).status(), Status::executionError);
}

TEST_F(Commands, InternalSignatureTellsTheOriginOfAKey) {
  const Digest tempKey = randomTempKey();
  const PublicKey key = chip.createKeyWithDigest(kTlsKey).value();
  const VolatileState state = chip.volatileState().value();
  EXPECT_TRUE(state.tempKeyGenKey);
  const Result<Signature> signature = chip.signInternal(kTlsKey, {});
  ASSERT_EQ(signature.status(), Status::ok);
  const HostMac::SlotStatement statement{.mode = {},
                                         .signer = kTlsKey,
                                         .slotConfig = {0x87, 0x20},
                                         .keyConfig = {0x33, 0x00},
                                         .tempKey = state,
                                         .unlocked = true,
                                         .publicKeyValid = false};
  const Digest digest = host.signInternal(statement, host.genKeyDigest(kTlsKey, true, key, tempKey));
  EXPECT_TRUE(verifyOnHost(key, digest, *signature));
  loadedTempKey();
  EXPECT_EQ(chip.signInternal(kTlsKey, {}).status(), Status::executionError);
}

TEST_F(Commands, EcdhInClearAndIntoTheNextSlot) {
  const PublicKey peer = publicKeyOf(blockOf(0x99));
  EXPECT_EQ(chip.ecdh(kTlsKey, peer).value(), sharedSecretOf(blockOf(0x21), peer));
  ASSERT_EQ(chip.ecdhToNextSlot(kAgreement, peer), Status::ok);
  EXPECT_EQ(access().readBlock(MemoryAddress::slot(kAgreed, 0), kNumIn).value(),
            sharedSecretOf(blockOf(0x61), peer));
  EXPECT_EQ(chip.ecdh(kImported, peer).status(), Status::executionError);  // ReadKey bit 2 is 0
  PublicKey offCurve = peer;
  offCurve.bytes[0] ^= 1;
  EXPECT_EQ(chip.ecdh(kTlsKey, offCurve).status(), Status::eccFault);
}

TEST_F(Commands, StoredKeysVerifyAndAreValidated) {
  const PublicKey peer = publicKeyOf(kImportedKey);
  EXPECT_EQ(chip.readPublicKey(kPeer).value(), peer);
  const Digest digest = loadedTempKey();
  EXPECT_EQ(chip.verifyStored(kPeer, signWith(kImportedKey, digest)), Status::ok);
  EXPECT_TRUE(chip.volatileState()->authorized);
  loadedTempKey();
  EXPECT_EQ(chip.verifyStored(kPeer, signWith(kAuthorityKey, digest)), Status::mismatch);

  loadedTempKey();
  EXPECT_EQ(chip.verifyStored(kValidated, signWith(kImportedKey, digest)), Status::executionError);
  for (const bool valid : {true, false}) {
    const Digest tempKey = randomTempKey();
    ASSERT_EQ(chip.digestStoredKey(kValidated), Status::ok);
    VerifyOtherData otherData{};
    otherData[17] = valid ? 0 : 1;
    const Digest message = host.validate(otherData, host.storedKeyDigest({}, peer, tempKey));
    const Signature signature = signWith(kAuthorityKey, message);
    EXPECT_EQ(valid ? chip.validate(kValidated, signature, otherData)
                    : chip.invalidate(kValidated, signature, otherData),
              Status::ok);
    EXPECT_EQ(chip.keyValid(kValidated).value(), valid);
    loadedTempKey();
    EXPECT_EQ(chip.verifyStored(kValidated, signWith(kImportedKey, digest)),
              valid ? Status::ok : Status::executionError);
  }
}

TEST_F(Commands, ValidateRefusesAForeignSignature) {
  const Digest tempKey = randomTempKey();
  ASSERT_EQ(chip.digestStoredKey(kValidated), Status::ok);
  const Digest message = host.validate({}, host.storedKeyDigest({}, publicKeyOf(kImportedKey), tempKey));
  EXPECT_EQ(chip.validate(kValidated, signWith(kImportedKey, message), {}), Status::mismatch);
  EXPECT_FALSE(chip.keyValid(kValidated).value());
}

TEST_F(Commands, ShaAndItsHmac) {
  std::array<std::uint8_t, 150> message;
  for (std::size_t i = 0; i < message.size(); ++i) message[i] = static_cast<std::uint8_t>(7 * i);
  for (const std::size_t size : {0, 1, 63, 64, 65, 128, 150}) {
    const Bytes part = Bytes(message).first(size);
    EXPECT_EQ(chip.sha(part).value(), rig.sha.digestOf(part)) << size;
  }
  EXPECT_EQ(chip.shaEnd({}).status(), Status::executionError);  // without start
  ASSERT_EQ(chip.hmacStart(kParent), Status::ok);
  const Result<Digest> hmac = chip.hmacEnd(Bytes(message).first(40));
  ASSERT_EQ(hmac.status(), Status::ok);
  Block inner{}, outer{};
  std::array<std::uint8_t, 64> padded{};
  copy(secretOf(kParent), padded);
  for (std::uint8_t& byte : padded) byte ^= 0x36;
  rig.sha.start();
  rig.sha.update(padded);
  rig.sha.update(Bytes(message).first(40));
  inner = rig.sha.finish();
  for (std::uint8_t& byte : padded) byte ^= 0x36 ^ 0x5C;
  rig.sha.start();
  rig.sha.update(padded);
  rig.sha.update(inner);
  outer = rig.sha.finish();
  EXPECT_EQ(*hmac, outer);
}

TEST_F(Commands, CountersOnlyGoUpAndLimitUses) {
  EXPECT_EQ(chip.counter(CounterId::counter1).value(), 0u);
  EXPECT_EQ(chip.incrementCounter(CounterId::counter1).value(), 1u);
  EXPECT_EQ(chip.counter(CounterId::counter1).value(), 1u);
  EXPECT_EQ(chip.mac(kLimited, {}, blockOf(5)).value(),
            host.mac(kLimited, {}, secretOf(kLimited), blockOf(5)));
  EXPECT_EQ(chip.counter(CounterId::counter0).value(), 1u);
  EXPECT_EQ(chip.consumeUse(kLimited), Status::ok);
  EXPECT_EQ(chip.counter(CounterId::counter0).value(), 2u);
}

TEST_F(Commands, LimitedUsesRunOut) {
  emulator::Eeprom part = lockedPart();
  const std::array<std::uint8_t, 8> oneLeft{0x00, 0x00, 0x00, 0x03, 0xFF, 0xFF, 0xFF, 0xFF};  // 2097150
  std::copy(oneLeft.begin(), oneLeft.end(), part.config.begin() + 52);
  Rig worn(part);
  EXPECT_EQ(worn.device.mac(kLimited, {}, blockOf(5)).status(), Status::ok);
  EXPECT_EQ(worn.device.counter(CounterId::counter0).value(), kCounterMax);
  EXPECT_EQ(worn.device.mac(kLimited, {}, blockOf(5)).status(), Status::executionError);
  EXPECT_EQ(worn.device.incrementCounter(CounterId::counter0).status(), Status::executionError);
}

TEST_F(Commands, OpenSlotIsReadAndWrittenInClear) {
  std::array<std::uint8_t, 416> content;
  for (std::size_t i = 0; i < content.size(); ++i) content[i] = static_cast<std::uint8_t>(i * 5);
  ASSERT_EQ(chip.writeSlot(kOpen, 0, content), Status::ok);
  std::array<std::uint8_t, 416> back{};
  ASSERT_EQ(chip.readSlot(kOpen, 0, back), Status::ok);
  EXPECT_EQ(back, content);
  ASSERT_EQ(chip.lockSlot(kOpen), Status::ok);
  EXPECT_EQ(chip.writeWord(MemoryAddress::slot(kOpen, 0), {}), Status::executionError);
  EXPECT_EQ(chip.lockSlot(kOpen), Status::locked);
  EXPECT_EQ(chip.lockSlot(kParent), Status::executionError);  // not lockable
}

TEST_F(Commands, ExtraBytesAndPause) {
  EXPECT_EQ(chip.setUserExtra(0x42), Status::ok);
  EXPECT_EQ(chip.setUserExtra(0x43), Status::locked);
  EXPECT_EQ(chip.setSelector(5), Status::ok);
  EXPECT_EQ(chip.pause(5).value(), true);
  EXPECT_EQ(chip.pause(6).value(), false);
  EXPECT_EQ(chip.readWord(MemoryAddress::config(84)).value(), (Word{0x42, 5, 0, 0}));
}

TEST_F(Commands, TempKeySurvivesTheWatchdogByIdling) {
  const Digest tempKey = loadedTempKey();
  for (int i = 0; i < 60; ++i) EXPECT_TRUE(chip.volatileState()->tempKeyValid);  // keeps the chip busy
  rig.bus.wait(std::chrono::milliseconds(500));
  EXPECT_TRUE(chip.volatileState()->tempKeyValid);
  expectTempKey(tempKey, true);
  loadedTempKey();
  rig.bus.wait(std::chrono::seconds(3));  // not idled: the watchdog expired
  EXPECT_EQ(chip.signTempKey(kTlsKey).status(), Status::volatileStateLost);
}

}  // namespace
}  // namespace signet::test
