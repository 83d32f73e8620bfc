#include "signet/atecc/encrypted.h"

#include <gtest/gtest.h>

#include "signet/atecc/test_device.h"
#include "signet/core/test_openssl_sha256.h"

namespace signet::atecc {
namespace {

/// The chip, serial number, key and nonce of the vectors in host_mac_test.cpp, where TempKey after Nonce and
/// GenDig is EA698BD4... .
class EncryptedAccessTest : public DeviceTest {
 protected:
  /// Nonce and GenDig, with the OtherData that fits keys with and without NoMac.
  void expectOpening(const Payload& genDigAnswer = {0}) {
    expect(packet(0x16, 0, 0, Payload(numIn_.begin(), numIn_.end())), hex(kPattern));
    expect(packet(0x15, 2, 4, {0x15, 0x02, 0x04, 0x00}), genDigAnswer);
  }

  static constexpr const char* kPattern = "FFFF0000FFFF0000FFFF0000FFFF0000FFFF0000FFFF0000FFFF0000FFFF0000";
  static constexpr const char* kCiphertext =
      "4AC82977EDB60CC6E42A734BC24CF0D344C5FD51F0404A7CD0761332B7805BC4";
  static constexpr const char* kMac = "886A2248B105355A3E9A8C9CA57D971F192FA32CA61C485C4A4CB5D6ED7748AE";

  test::OpensslSha256 sha_;
  const SerialNumber serial_ = hexTo<SerialNumber>("01238A6B5C4D3E2FEE");
  const NumIn numIn_ = ramp<NumIn>();
  const Block plain_ = ramp<Block>(0xA0);
  const MemoryAddress address_ = MemoryAddress::slot(slot<3>(), 0);
  EncryptedAccess access_{chip_, sha_, serial_, slot<4>(),
                          hexTo<Block>("3780E63D4968ADE5D822C013FCC323845D1B569FE705B60006FEEC145A0DB1E3")};
};

TEST_F(EncryptedAccessTest, Writes) {
  expectOpening();
  expect(packet(0x12, 0xC2, 0x0018, joined(hex(kCiphertext), hex(kMac))));
  EXPECT_EQ(access_.writeBlock(address_, plain_, numIn_), Status::ok);
}

TEST_F(EncryptedAccessTest, Reads) {
  expectOpening();
  expect(packet(0x02, 0x82, 0x0018), hex(kCiphertext));
  EXPECT_EQ(*access_.readBlock(address_, numIn_), plain_);
}

TEST_F(EncryptedAccessTest, WritesPrivateKeys) {
  expectOpening();
  expect(packet(0x46, 0x40, 7,
                hex("EA698BD4CE9CA0D7E9A50EF172C7B86BFC64368C3FC6FCB4EBE424ED4D433383A4C0D135"
                    "24868D44A4B20B7215AEAFD164EE6C5058560F54121E9E467B4F366734EFACFA")));
  const Block key = hexTo<Block>("878F0AB6A526D7111C26E6170810796E7B33007F832B8D64467ED6F870537A19");
  EXPECT_EQ(access_.writePrivateKey(slot<7>(), key, numIn_), Status::ok);
}

TEST_F(EncryptedAccessTest, MakesTheSequenceForEveryBlock) {
  Payload out(36);
  expectOpening();
  expect(packet(0x02, 0x82, 0x0018), hex(kCiphertext));
  expectOpening();
  expect(packet(0x02, 0x82, 0x0118), hex(kCiphertext));
  EXPECT_EQ(access_.readSlot(slot<3>(), out, numIn_), Status::ok);
  EXPECT_EQ(out, joined(plain_, Payload(plain_.begin(), plain_.begin() + 4)));
  Payload tooMuch(37);
  EXPECT_EQ(access_.readSlot(slot<3>(), tooMuch, numIn_), Status::invalidArgument);
  EXPECT_EQ(access_.writeSlot(slot<3>(), tooMuch, numIn_), Status::invalidArgument);
}

TEST_F(EncryptedAccessTest, StopsAtTheFirstRefusal) {
  expectOpening({0x0F});
  EXPECT_EQ(access_.readBlock(address_, numIn_).status(), Status::executionError);
  expectOpening();
  expect(packet(0x12, 0xC2, 0x0018, joined(hex(kCiphertext), hex(kMac))), {0x0F});
  EXPECT_EQ(access_.writeSlot(slot<3>(), plain_, numIn_), Status::executionError);
}

TEST_F(EncryptedAccessTest, DoesNotRepeatALostWrite) {
  expectOpening();
  bus_.command(packet(0x12, 0xC2, 0x0018, joined(hex(kCiphertext), hex(kMac)))).silence().restarts();
  EXPECT_EQ(access_.writeBlock(address_, plain_, numIn_), Status::outcomeUnknown);
}

}  // namespace
}  // namespace signet::atecc
