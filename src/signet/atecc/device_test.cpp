#include "signet/atecc/device.h"

#include <gtest/gtest.h>

#include "signet/atecc/test_device.h"

namespace signet::atecc {
namespace {

// ---- Info and counters ----------------------------------------------------------------------------------

TEST_F(DeviceTest, Info) {
  expect("0730000000035D", hex("00005000"));
  EXPECT_TRUE(chip_.revision()->isAtecc508a());
  expect("073001000000D7", {1, 0, 0, 0});
  EXPECT_TRUE(*chip_.keyValid(slot<0>()));
  expect(packet(0x30, 1, 15), {0, 0, 0, 0});
  EXPECT_FALSE(*chip_.keyValid(slot<15>()));
  expect(packet(0x30, 3, 0), {1, 0, 0, 0});
  EXPECT_TRUE(*chip_.gpio());
  expect(packet(0x30, 3, 3), {1, 0, 0, 0});
  EXPECT_TRUE(*chip_.setGpio(true));
  expect(packet(0x30, 3, 2), {0x0F});
  EXPECT_EQ(chip_.setGpio(false).status(), Status::executionError);
}

TEST_F(DeviceTest, InfoState) {
  expect("073002000000D8", {0x5E, 0xAD, 0, 0});
  const VolatileState state = *chip_.volatileState();
  EXPECT_FALSE(state.tempKeyNoMac);
  EXPECT_TRUE(state.tempKeyGenKey);
  EXPECT_FALSE(state.tempKeyGenDig);
  EXPECT_TRUE(state.tempKeyFromInput);
  EXPECT_EQ(state.tempKeySlot, 14);
  EXPECT_TRUE(state.tempKeyValid);
  EXPECT_TRUE(state.authorized);
  EXPECT_EQ(state.authorizedSlot, 5);
  EXPECT_FALSE(state.sramSeedUpdated);
  EXPECT_TRUE(state.eepromSeedUpdated);
}

TEST_F(DeviceTest, SerialNumber) {
  expect("070280000009AD", hex("01238A6B00005000 5C4D3E2FEEC05500 00000000000000000000000000000000"));
  EXPECT_EQ(*chip_.serialNumber(), hexTo<SerialNumber>("01238A6B5C4D3E2FEE"));
}

TEST_F(DeviceTest, Random) {
  expect("071B00000024CD", bytes32_);
  EXPECT_EQ(*chip_.random(), digest_);
  expect(packet(0x1B, 1, 0), bytes32_);
  EXPECT_EQ(*chip_.random(Seed::keep), digest_);
}

TEST_F(DeviceTest, Pause) {
  expect("07010000003C2D");
  EXPECT_TRUE(*chip_.pause(0));
  bus_.command(packet(0x01, 7, 0)).silence().wakesUp();
  EXPECT_FALSE(*chip_.pause(7));
  expect("0730000000035D", hex("00005000"));
  EXPECT_EQ(chip_.revision().status(), Status::ok);
}

TEST_F(DeviceTest, CounterIsLittleEndian) {
  expect("07240000000CFD", {0x78, 0x56, 0x14, 0});
  EXPECT_EQ(*chip_.counter(CounterId::counter0), 0x145678U);
  expect("07240000000CFD", {5, 0, 0, 0});
  expect("072401000 00F77", {6, 0, 0, 0});
  EXPECT_EQ(*chip_.incrementCounter(CounterId::counter0), 6U);
  expect(packet(0x24, 0, 1), hex("FFFF1F00"));
  expect(packet(0x24, 1, 1), {0x0F});
  EXPECT_EQ(chip_.incrementCounter(CounterId::counter1).status(), Status::executionError);
}

TEST_F(DeviceTest, CounterDecidesByReadingWhetherALostIncrementRan) {
  const std::string_view read = "07240000000CFD";
  const std::string_view increment = "07240100000F77";
  // It ran.
  expect(read, {5, 0, 0, 0});
  bus_.command(increment).silence().restarts();
  expect(read, {6, 0, 0, 0});
  EXPECT_EQ(*chip_.incrementCounter(CounterId::counter0), 6U);
  // It did not.
  expect(read, {6, 0, 0, 0});
  bus_.command(increment, Status::nack).read({}).read({}).restarts();
  expect(read, {6, 0, 0, 0});
  expect(increment, {7, 0, 0, 0});
  EXPECT_EQ(*chip_.incrementCounter(CounterId::counter0), 7U);
  // Somebody else counts too.
  expect(read, {7, 0, 0, 0});
  bus_.command(increment).silence().restarts();
  expect(read, {9, 0, 0, 0});
  EXPECT_EQ(chip_.incrementCounter(CounterId::counter0).status(), Status::outcomeUnknown);
  // It cannot be read any more.
  expect(read, {9, 0, 0, 0});
  bus_.command(increment).silence().restarts();
  expect(read, {0x0F});
  EXPECT_EQ(chip_.incrementCounter(CounterId::counter0).status(), Status::outcomeUnknown);
}

TEST_F(DeviceTest, UpdateExtra) {
  expectLockBytes(0x55, 0x55);
  expect("0720000000007D");
  EXPECT_EQ(chip_.setUserExtra(0), Status::ok);
  expect("0702001500175D", {9, 0, 0, 0});
  EXPECT_EQ(chip_.setUserExtra(9), Status::ok) << "holds it already";
  expect("0702001500175D", {9, 0, 0, 0});
  EXPECT_EQ(chip_.setUserExtra(8), Status::locked);
  expect(packet(0x20, 1, 3));
  EXPECT_EQ(chip_.setSelector(3), Status::ok);
  expect(packet(0x20, 1, 4), {0x0F});
  EXPECT_EQ(chip_.setSelector(4), Status::locked);
  expect(packet(0x20, 2, 5));
  EXPECT_EQ(chip_.consumeUse(slot<5>()), Status::ok);
}

TEST_F(DeviceTest, UpdateExtraIsReadBackButAUseIsNot) {
  bus_.command(packet(0x20, 1, 3)).silence().restarts();
  expect("0702001500175D", {0, 3, 0, 0});
  EXPECT_EQ(chip_.setSelector(3), Status::ok);
  bus_.command(packet(0x20, 2, 5)).silence().restarts();
  EXPECT_EQ(chip_.consumeUse(slot<5>()), Status::outcomeUnknown);
}

// ---- TempKey --------------------------------------------------------------------------------------------

TEST_F(DeviceTest, Nonce) {
  expect(joined(hex("1B16000000"), filled(20, 0), hex("7DE0")), bytes32_);
  EXPECT_EQ(*chip_.nonce({}), digest_);
  expect(packet(0x16, 1, 0x8000, filled(20, 0)), bytes32_);
  EXPECT_EQ(*chip_.nonceFromTempKey({}, Seed::keep), digest_);
  expect(joined(hex("2716030000"), filled(32, 0x55), hex("0147")));
  Digest fives{};
  fives.fill(0x55);
  EXPECT_EQ(chip_.loadTempKey(fives), Status::ok);
}

TEST_F(DeviceTest, GenDig) {
  loaded();
  expect(packet(0x15, 0, 3));
  EXPECT_EQ(chip_.genDigConfig(3), Status::ok);
  EXPECT_EQ(chip_.genDigConfig(4), Status::invalidArgument);
  expect(packet(0x15, 1, 1));
  EXPECT_EQ(chip_.genDigOtp(1), Status::ok);
  EXPECT_EQ(chip_.genDigOtp(2), Status::invalidArgument);
  expect("07150204003348");
  EXPECT_EQ(chip_.genDigSlot(slot<4>()), Status::ok);
  expect(packet(0x15, 2, 4, {1, 2, 3, 4}));
  EXPECT_EQ(chip_.genDigSlot(slot<4>(), Word{1, 2, 3, 4}), Status::ok);
  expect(packet(0x15, 2, 0x8001));
  EXPECT_EQ(chip_.genDigTransportKey(0x8001), Status::ok);
  EXPECT_EQ(chip_.genDigTransportKey(0x7FFF), Status::invalidArgument);
  expect(packet(0x15, 3, 0x0007, bytes32_));
  EXPECT_EQ(chip_.genDigShared(digest_, false, 7), Status::ok);
  expect(packet(0x15, 3, 0x8000, bytes32_));
  EXPECT_EQ(chip_.genDigShared(digest_, true), Status::ok);
  expect(packet(0x15, 4, 1));
  EXPECT_EQ(chip_.genDigCounter(CounterId::counter1), Status::ok);
  expect(packet(0x15, 5, 9), {0x0F});
  EXPECT_EQ(chip_.genDigKeyConfig(slot<9>()), Status::executionError);
}

// ---- Keys -----------------------------------------------------------------------------------------------

TEST_F(DeviceTest, GenKey) {
  expect("073001000000D7", {0, 0, 0, 0});
  expect("07400400008387", x_y_);
  EXPECT_EQ(*chip_.createKey(slot<0>()), key_);
  expect("07400000000005", x_y_);
  EXPECT_EQ(*chip_.publicKey(slot<0>()), key_);
  loaded();
  expect(packet(0x40, 0x0C, 2), x_y_);
  EXPECT_EQ(*chip_.createKeyWithDigest(slot<2>()), key_);
  expect(packet(0x40, 0x08, 2), x_y_);
  EXPECT_EQ(*chip_.publicKeyWithDigest(slot<2>()), key_);
  expect(packet(0x40, 0x10, 14, {0xAA, 0xBB, 0xCC}));
  EXPECT_EQ(chip_.digestStoredKey(slot<14>(), {0xAA, 0xBB, 0xCC}), Status::ok);
}

TEST_F(DeviceTest, GenKeyIsNeverRepeatedOverAKey) {
  const char* const create = "07400400008387";
  const char* const valid = "073001000000D7";
  // There was a key before: the old one cannot be distinguished from the new.
  expect(valid, {1, 0, 0, 0});
  bus_.command(create).silence().restarts();
  EXPECT_EQ(chip_.createKey(slot<0>()).status(), Status::outcomeUnknown);
  // There was none, and now there is one.
  expect(valid, {0, 0, 0, 0});
  bus_.command(create).silence().restarts();
  expect(valid, {1, 0, 0, 0});
  expect("07400000000005", x_y_);
  EXPECT_EQ(*chip_.createKey(slot<0>()), key_);
  // There was none, and there is none yet.
  expect(valid, {0, 0, 0, 0});
  bus_.command(create, Status::nack).read({}).read({}).restarts();
  expect(valid, {0, 0, 0, 0});
  expect(create, x_y_);
  EXPECT_EQ(*chip_.createKey(slot<0>()), key_);
  // Nobody knows what was there.
  expect(valid, {0x0F});
  bus_.command(create).silence().restarts();
  EXPECT_EQ(chip_.createKey(slot<0>()).status(), Status::outcomeUnknown);
}

TEST_F(DeviceTest, Ecdh) {
  expect(packet(0x43, 0, 2, x_y_), bytes32_);
  EXPECT_EQ(*chip_.ecdh(slot<2>(), key_), digest_);
  expect(packet(0x43, 0, 0, x_y_));
  EXPECT_EQ(chip_.ecdhToNextSlot(slot<0>(), key_), Status::ok);
  EXPECT_EQ(chip_.ecdhToNextSlot(slot<1>(), key_), Status::invalidArgument);
  bus_.command(packet(0x43, 0, 2, x_y_)).silence().restarts();
  EXPECT_EQ(chip_.ecdh(slot<2>(), key_).status(), Status::timeout);
  bus_.command(packet(0x43, 0, 0, x_y_)).silence().restarts();
  EXPECT_EQ(chip_.ecdhToNextSlot(slot<0>(), key_), Status::outcomeUnknown);
}

TEST_F(DeviceTest, PrivWrite) {
  expect(packet(0x46, 0, 7, joined(filled(4, 0), bytes32_)));
  EXPECT_EQ(chip_.writePrivateKey(slot<7>(), digest_), Status::ok);
  loaded();
  const auto cipher = ramp<std::array<std::uint8_t, 36>>(0x10);
  expect(packet(0x46, 0x40, 7, joined(cipher, bytes32_)));
  EXPECT_EQ(chip_.writePrivateKeyEncrypted(slot<7>(), cipher, digest_), Status::ok);
  bus_.command(packet(0x46, 0, 7, joined(filled(4, 0), bytes32_))).silence().restarts();
  EXPECT_EQ(chip_.writePrivateKey(slot<7>(), digest_), Status::outcomeUnknown);
}

TEST_F(DeviceTest, DeriveKey) {
  loaded();
  expect("071C000900002D");
  EXPECT_EQ(chip_.deriveKey(slot<9>(), false), Status::ok);
  expect(packet(0x1C, 4, 3, bytes32_));
  EXPECT_EQ(chip_.deriveKey(slot<3>(), true, digest_), Status::ok);
  bus_.command("071C000900002D").silence().restarts();
  EXPECT_EQ(chip_.deriveKey(slot<9>(), false), Status::outcomeUnknown);
}

// ---- Sign and Verify ------------------------------------------------------------------------------------

TEST_F(DeviceTest, Sign) {
  loaded();
  expect("07418000002805", r_s_);
  EXPECT_EQ(*chip_.signTempKey(slot<0>()), signature_);
  expect(packet(0x41, 0x00, 1), r_s_);
  EXPECT_EQ(*chip_.signInternal(slot<1>(), {}), signature_);
  expect(packet(0x41, 0x41, 1), r_s_);
  EXPECT_EQ(*chip_.signInternal(slot<1>(), {true, true}), signature_);
}

TEST_F(DeviceTest, SignDigestBeginsAgainWhenTempKeyIsGone) {
  const Payload load = packet(0x16, 3, 0, bytes32_);
  expect(load);
  bus_.command("07418000002805", Status::nack).silence().wakesFromSleep();
  expect(load);
  expect("07418000002805", r_s_);
  EXPECT_EQ(*chip_.signDigest(slot<0>(), digest_), signature_);
}

TEST_F(DeviceTest, SignDigestNeverSignsTwice) {
  expect(packet(0x16, 3, 0, bytes32_));
  bus_.command("07418000002805").silence().restarts();
  EXPECT_EQ(chip_.signDigest(slot<0>(), digest_).status(), Status::timeout);
}

TEST_F(DeviceTest, Verify) {
  loaded();
  expect(packet(0x45, 2, 4, joined(r_s_, x_y_)));
  EXPECT_EQ(chip_.verifyTempKey(key_, signature_), Status::ok);
  expect(packet(0x45, 0, 9, r_s_), {1});
  EXPECT_EQ(chip_.verifyStored(slot<9>(), signature_), Status::mismatch);
  const VerifyOtherData otherData = ramp<VerifyOtherData>();
  expect(packet(0x45, 3, 14, joined(r_s_, otherData)));
  EXPECT_EQ(chip_.validate(slot<14>(), signature_, otherData), Status::ok);
  expect(packet(0x45, 7, 14, joined(r_s_, otherData)));
  EXPECT_EQ(chip_.invalidate(slot<14>(), signature_, otherData), Status::ok);
  expect(packet(0x45, 1, 14, r_s_));
  EXPECT_EQ(chip_.validateExternal(slot<14>(), signature_), Status::ok);
  bus_.command(packet(0x45, 3, 14, joined(r_s_, otherData))).silence().restarts();
  EXPECT_EQ(chip_.validate(slot<14>(), signature_, otherData), Status::outcomeUnknown);
}

TEST_F(DeviceTest, VerifyDigestBeginsAgainAfterALoss) {
  const Payload load = packet(0x16, 3, 0, bytes32_);
  const Payload verify = packet(0x45, 2, 4, joined(r_s_, x_y_));
  expect(load);
  bus_.command(verify).silence().restarts();
  expect(load);
  expect(verify);
  EXPECT_EQ(chip_.verifyDigest(key_, digest_, signature_), Status::ok);
  expect(load);
  expect(verify, {1});
  EXPECT_EQ(chip_.verifyDigest(key_, digest_, signature_), Status::mismatch);
}

// ---- MACs and SHA ---------------------------------------------------------------------------------------

TEST_F(DeviceTest, Mac) {
  loaded();
  expect("07084104002EA7", bytes32_);
  EXPECT_EQ(*chip_.mac(slot<4>(), {true, false, false, true}), digest_);
  expect(packet(0x08, 0x00, 4, bytes32_), bytes32_);
  EXPECT_EQ(*chip_.mac(slot<4>(), {}, digest_), digest_);
  expect(packet(0x08, 0x06, 4, bytes32_), bytes32_);
  EXPECT_EQ(*chip_.mac(slot<4>(), {false, true, true, false}, digest_), digest_);
  EXPECT_EQ(chip_.mac(slot<4>(), {}).status(), Status::invalidArgument);
  EXPECT_EQ(chip_.mac(slot<4>(), {true}, digest_).status(), Status::invalidArgument);
  bus_.command(packet(0x08, 0x00, 4, bytes32_)).silence().restarts();
  EXPECT_EQ(chip_.mac(slot<4>(), {}, digest_).status(), Status::timeout) << "a use may be spent";
}

TEST_F(DeviceTest, CheckMac) {
  const auto otherData = ramp<CheckMacOtherData>();
  expect(packet(0x28, 0, 4, joined(bytes32_, bytes32_, otherData)), {1});
  EXPECT_EQ(chip_.checkMac(slot<4>(), {}, digest_, digest_, otherData), Status::mismatch);
  EXPECT_EQ(chip_.checkMac(slot<4>(), {false, false, false, true}, digest_, digest_, otherData),
            Status::invalidArgument);
  loaded();
  expect(packet(0x28, 5, 4, joined(bytes32_, bytes32_, otherData)));
  EXPECT_EQ(chip_.checkMac(slot<4>(), {true, false, true, false}, digest_, digest_, otherData), Status::ok);
}

TEST_F(DeviceTest, Hmac) {
  loaded();
  expect("0711440400944F", bytes32_);
  EXPECT_EQ(*chip_.hmac(slot<4>(), {true, true}), digest_);
}

TEST_F(DeviceTest, Sha) {
  expect("074700000 02E85");
  expect("0A470203006162637053", bytes32_);
  const std::uint8_t abc[] = {'a', 'b', 'c'};
  EXPECT_EQ(*chip_.sha(abc), digest_);
  expect("07470000002E85");
  EXPECT_EQ(chip_.shaStart(), Status::ok);
  expect(packet(0x47, 1, 64, x_y_));
  EXPECT_EQ(chip_.shaUpdate(key_.bytes), Status::ok);
  expect(packet(0x47, 3, 9));
  EXPECT_EQ(chip_.shaPublic(slot<9>()), Status::ok);
  EXPECT_EQ(chip_.shaEnd(filled(64, 0)).status(), Status::invalidArgument);
  expect("07470200002D00", bytes32_);
  EXPECT_EQ(*chip_.shaEnd({}), digest_);
  expect(packet(0x47, 4, 5));
  EXPECT_EQ(chip_.hmacStart(slot<5>()), Status::ok);
  expect(packet(0x47, 5, 63, filled(63, 1)), bytes32_);
  EXPECT_EQ(*chip_.hmacEnd(filled(63, 1)), digest_);
}

TEST_F(DeviceTest, ShaBeginsAgainAfterALoss) {
  const Payload message = filled(64, 9);
  expect("07470000002E85");
  bus_.command(packet(0x47, 1, 64, message)).silence().restarts();
  expect("07470000002E85");
  expect(packet(0x47, 1, 64, message));
  expect("07470200002D00", bytes32_);
  EXPECT_EQ(*chip_.sha(message), digest_);
}

}  // namespace
}  // namespace signet::atecc
