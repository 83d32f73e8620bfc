#include "signet/atecc/host_mac.h"

#include <gtest/gtest.h>

#include "signet/atecc/test_hex.h"
#include "signet/core/test_openssl_sha256.h"

namespace signet::atecc {
namespace {

template <std::size_t N>
std::array<std::uint8_t, N> bytes(std::string_view text) {
  return hexTo<std::array<std::uint8_t, N>>(text);
}

/// One chip, one key, one nonce: every value below was computed by two other implementations.
class HostMacVectors : public testing::Test {
 protected:
  static Digest digest(std::string_view text) { return bytes<32>(text); }

  test::OpensslSha256 sha_;
  const SerialNumber serial_ = bytes<9>("01238A6B5C4D3E2FEE");
  const HostMac host_{sha_, serial_};
  const Block k4_ = bytes<32>("3780E63D4968ADE5D822C013FCC323845D1B569FE705B60006FEEC145A0DB1E3");
  const Block seq_ = ramp<Block>();
  const Block pattern_ = bytes<32>("FFFF0000FFFF0000FFFF0000FFFF0000FFFF0000FFFF0000FFFF0000FFFF0000");
  const Digest n0_ = digest("36B6375496E0435B53CDD6514A65154EF7C28E9629F96698E90D1ABC4DB1A97D");
  const Digest gd_ = digest("EA698BD44913AA614C83D9E06EE15E7CF4744FE244F5FCCB68CFA9890B3DE57B");
  const Slot slot4_ = Slot::number<4>();
  const PublicKey testKey_{
      bytes<64>("8F8D182BD819048582A9927EA0C56DEFB4159548E11CA5F7ABAC45BBCE76815B"
                "E5C64FCD2FD12698544DE037951726666073046119AD5E11A90AA49773AEAC86")};
};

TEST_F(HostMacVectors, Nonce) {
  EXPECT_EQ(host_.nonce(pattern_, ramp<NumIn>()), n0_);
  EXPECT_EQ(host_.nonce(pattern_, NumIn{}),
            digest("C5A66271D5446DF96F7D9A4AD173B4AE6BE163D42B623E70D164FA145DB1D463"));
  EXPECT_NE(host_.nonce(pattern_, ramp<NumIn>(), Seed::keep), n0_);
}

TEST_F(HostMacVectors, Mac) {
  EXPECT_EQ(host_.mac(slot4_, {}, k4_, seq_),
            digest("B6E963BB0FEC786C605EC8EA1B474FDB6D9B0CC5A3484AC7E9CEA156A9B67053"));
  EXPECT_EQ(host_.mac(slot4_, {true, false, false, true}, k4_, n0_),
            digest("F011CA8A88B58F93F7BEA7EDA75E45CFE5429A9D5D489E2E03E39F63B897DF27"));
  EXPECT_EQ(host_.mac(slot4_, {true, false, true, true}, k4_, seq_),
            digest("E21C9787AAC348021EC6E85FBD1A99D2AEB507146C80872EDA2EE281A47746D8"));
  EXPECT_EQ(host_.mac(slot4_, {false, true, false, false}, n0_, seq_),
            digest("A3D49CF90C4FDEE14E4F397BA55B5CC44BD5E07F86E9FD7942CA41D07A47BAC9"));
}

TEST_F(HostMacVectors, Hmac) {
  EXPECT_EQ(host_.hmac(slot4_, {true, false}, k4_, seq_),
            digest("655F02BDEF2FCAEF919DFB2A5801A84FC13B7E6C90D32298B12C733AFA93BDAD"));
  EXPECT_EQ(host_.hmac(slot4_, {true, true}, k4_, seq_),
            digest("F5501C168A4E15F3CE112F1955F8134551B984BE4B0343E15347B591819FD6DB"));
}

TEST_F(HostMacVectors, CheckMac) {
  const auto otherData = ramp<CheckMacOtherData>();
  EXPECT_EQ(host_.checkMac(k4_, seq_, otherData),
            digest("9511AF117C8FCE6F2768843946D157B00DCE4936CC8052094F143CEDBEED0B7A"));
  EXPECT_EQ(host_.checkMac(k4_, n0_, otherData),
            digest("8C6C49133340EE7183FEF9DA17B301093B6425135EC04259A7853E6E8CDC0948"));
}

TEST_F(HostMacVectors, CheckMacAcceptsWhatMacMade) {
  for (const bool includeSerial : {false, true}) {
    const MacMode mode{false, false, false, includeSerial};
    EXPECT_EQ(host_.checkMac(k4_, seq_, host_.otherDataOfMac(slot4_, mode)),
              host_.mac(slot4_, mode, k4_, seq_));
  }
}

TEST_F(HostMacVectors, GenDig) {
  EXPECT_EQ(host_.genDigSlot(slot4_, k4_, n0_), gd_);
  EXPECT_EQ(host_.genDigNoMac(Word{1, 2, 3, 4}, k4_, n0_),
            digest("97B37068000929520C67F98FF4E57C71182FCC7225005D58FC173F6A5B00287C"));
  EXPECT_EQ(host_.genDigNoMac(Word{0x15, 2, 4, 0}, k4_, n0_), gd_);
  EXPECT_EQ(host_.genDigOtp(0, seq_, n0_),
            digest("05C45759826B211829FD7D4348026289AB6006577172344FA59520813B39D6D1"));
  EXPECT_EQ(host_.genDigShared(seq_, false, n0_),
            digest("86765AC3837E9EEA0759DFD39457DCF9ED557D6883A850068E4C22D9BE538AA8"));
  EXPECT_EQ(host_.genDigShared(seq_, true, n0_),
            digest("591627F27B5328D656ADC0D40C71B3AC9E23816192B7A85E5FAEBD17640F9F38"));
  EXPECT_EQ(host_.genDigCounter(CounterId::counter1, 0x00012345, n0_),
            digest("1A2F641FE9F78467DCEA8D3680D110C13C364EAEB27A45C5CCDA2074042007A3"));
  EXPECT_EQ(host_.genDigKeyConfig(slot4_, {0x8F, 0x0F}, {0x3C, 0x00}, true, n0_),
            digest("10761B83CA780E0288FE48BB873BE61F74CAE5A1E3AB865DED4C4E1A57641121"));
}

TEST_F(HostMacVectors, GenDigOfConfigNamesItsOwnZone) {
  EXPECT_NE(host_.genDigConfig(0, seq_, n0_), host_.genDigOtp(0, seq_, n0_));
  EXPECT_NE(host_.genDigConfig(0, seq_, n0_), host_.genDigConfig(1, seq_, n0_));
}

TEST_F(HostMacVectors, EncryptedWrite) {
  const Block plain = ramp<Block>(0xA0);
  const MemoryAddress address = MemoryAddress::slot(Slot::number<3>(), 0);
  const HostMac::EncryptedBlock block = host_.encryptBlock(address, plain, gd_);
  EXPECT_EQ(block.ciphertext, digest("4AC82977EDB60CC6E42A734BC24CF0D344C5FD51F0404A7CD0761332B7805BC4"));
  EXPECT_EQ(block.mac, digest("886A2248B105355A3E9A8C9CA57D971F192FA32CA61C485C4A4CB5D6ED7748AE"));
  EXPECT_EQ(host_.encryptBlock(0x82, 0x0018, plain, gd_).mac,
            digest("89AF297E331E714064D978B00CBDAC4EB43DD661B1465022BAF0ACA3D41E2F2E"));
  EXPECT_EQ(HostMac::decryptBlock(block.ciphertext, gd_), plain);
}

TEST_F(HostMacVectors, PrivWrite) {
  const Block key = digest("878F0AB6A526D7111C26E6170810796E7B33007F832B8D64467ED6F870537A19");
  const HostMac::EncryptedPrivateKey out = host_.encryptPrivateKey(Slot::number<7>(), key, gd_);
  EXPECT_EQ(out.ciphertext,
            bytes<36>("EA698BD4CE9CA0D7E9A50EF172C7B86BFC64368C3FC6FCB4EBE424ED4D433383A4C0D135"));
  EXPECT_EQ(out.mac, digest("24868D44A4B20B7215AEAFD164EE6C5058560F54121E9E467B4F366734EFACFA"));
}

TEST_F(HostMacVectors, DeriveKey) {
  EXPECT_EQ(host_.deriveKey(Slot::number<3>(), false, k4_, n0_),
            digest("5F0A7DBD2B703B56F8EC472CD3342137074B00B13754479713AB6508835D6EF2"));
  EXPECT_EQ(host_.deriveKeyMac(Slot::number<3>(), false, k4_),
            digest("21E21B6E8F6257A74E450153B3EC5EC545B37162CB448BBEC116792757373DDF"));
}

TEST_F(HostMacVectors, GenKeyDigest) {
  EXPECT_EQ(host_.genKeyDigest(Slot::number<0>(), false, testKey_, n0_),
            digest("6BAEBA74EED428D6DD039F6DA81A36DB335FBD788CAD71418C43BF1E2A582807"));
  EXPECT_NE(host_.genKeyDigest(Slot::number<0>(), true, testKey_, n0_),
            host_.genKeyDigest(Slot::number<0>(), false, testKey_, n0_));
}

TEST_F(HostMacVectors, SignInternalAndItsOtherData) {
  const Digest g14 = host_.storedKeyDigest({0xAA, 0xBB, 0xCC}, testKey_, n0_);
  EXPECT_EQ(g14, digest("0C5058DEE0F267B8A0A44D4856C4A13D59D3F4B45E09D664F2555C0CE3856B68"));
  HostMac::SlotStatement statement;
  statement.signer = Slot::number<15>();
  statement.slotConfig = {0x0F, 0x0F};
  statement.keyConfig = {0x32, 0x00};
  statement.tempKey.tempKeyGenKey = true;
  statement.tempKey.tempKeySlot = 14;
  EXPECT_EQ(host_.verifyOtherData(statement), bytes<19>("000F000F0F32004E000000000000000001 0000"));
  EXPECT_EQ(host_.signInternal(statement, g14),
            digest("5215022655C6FD950C83BEB47B251B0CFFEA3B7EB8DD0B283CC9523A107C6E34"));
  EXPECT_EQ(host_.validate(host_.verifyOtherData(statement), g14), host_.signInternal(statement, g14));
  statement.mode.includeSerial = true;
  EXPECT_EQ(host_.signInternal(statement, g14),
            digest("825D7A13B42FAFBAF8E5065F53C1A09D221C327F100B2C648C1A54A4447732E7"));
}

TEST_F(HostMacVectors, SignInternalAfterGenDig) {
  HostMac::SlotStatement statement;
  statement.slotConfig = {0x8F, 0x0F};
  statement.keyConfig = {0x3C, 0x00};
  statement.tempKey.tempKeyGenDig = true;
  statement.tempKey.tempKeySlot = 4;
  EXPECT_EQ(host_.signInternal(statement, gd_),
            digest("0958CEAFB76186133BC1F9FDFC02DF5F1AA8ACD156FF4E2CABF6A75AC97D9E85"));
}

}  // namespace
}  // namespace signet::atecc
