// Every value here was computed by two independent programs; the serial number, keys and inputs are those
// of the fixture.
#include "host/emulator/chip/crypto/messages.h"

#include <gtest/gtest.h>

#include "host/emulator/chip/test/test_hex.h"

namespace signet::emulator {
namespace {

using test::counting;
using test::hex;
using test::unhex;

const SerialNumber kSerial = unhex<9>("01238A6B5C4D3E2FEE");
const auto kKey4 = unhex<32>("3780E63D4968ADE5D822C013FCC323845D1B569FE705B60006FEEC145A0DB1E3");
const auto kSequence = counting<32>();
/// RandOut of a chip whose configuration is not locked.
const auto kRandOut = unhex<32>("FFFF0000FFFF0000FFFF0000FFFF0000FFFF0000FFFF0000FFFF0000FFFF0000");
const auto kTestKey = unhex<32>("878F0AB6A526D7111C26E6170810796E7B33007F832B8D64467ED6F870537A19");
const auto kTestPublicKey = unhex<64>(
    "8F8D182BD819048582A9927EA0C56DEFB4159548E11CA5F7ABAC45BBCE76815B"
    "E5C64FCD2FD12698544DE037951726666073046119AD5E11A90AA49773AEAC86");

/// TempKey after Nonce mode 00 with NumIn = 00 01 .. 13.
Digest n0() {
  return nonceDigest(kRandOut, counting<20>(), {});
}

/// TempKey after GenDig of slot 4 on top of it.
Digest genDigSlot4() {
  return gendig::ofValue(kKey4, {0x02, 4}, kSerial, n0());
}

/// TempKey after GenKey mode 10 of slot 14, OtherData AA BB CC.
Digest genKeySlot14() {
  return publicKeyDigest(n0(), unhex<3>("AABBCC"), kSerial, kTestPublicKey);
}

TEST(Messages, Nonce) {
  EXPECT_EQ(hex(n0()), "36B6375496E0435B53CDD6514A65154EF7C28E9629F96698E90D1ABC4DB1A97D");
  EXPECT_EQ(hex(nonceDigest(kRandOut, std::array<std::uint8_t, 20>{}, {})),
            "C5A66271D5446DF96F7D9A4AD173B4AE6BE163D42B623E70D164FA145DB1D463");
}

TEST(Messages, NonceHashesTheModeAndOnlyTheLowByteOfParam2) {
  EXPECT_NE(nonceDigest(kRandOut, counting<20>(), {0x01, 0}), n0());
  EXPECT_EQ(nonceDigest(kRandOut, counting<20>(), {0x00, 0x8000}), n0());
}

TEST(Messages, Mac) {
  EXPECT_EQ(hex(macDigest(kKey4, kSequence, {0x00, 4}, kSerial)),
            "B6E963BB0FEC786C605EC8EA1B474FDB6D9B0CC5A3484AC7E9CEA156A9B67053");
  EXPECT_EQ(hex(macDigest(kKey4, n0(), {0x41, 4}, kSerial)),
            "F011CA8A88B58F93F7BEA7EDA75E45CFE5429A9D5D489E2E03E39F63B897DF27");
  EXPECT_EQ(hex(macDigest(kKey4, kSequence, {0x45, 4}, kSerial)),
            "E21C9787AAC348021EC6E85FBD1A99D2AEB507146C80872EDA2EE281A47746D8");
  EXPECT_EQ(hex(macDigest(n0(), kSequence, {0x02, 4}, kSerial)),
            "A3D49CF90C4FDEE14E4F397BA55B5CC44BD5E07F86E9FD7942CA41D07A47BAC9");
}

TEST(Messages, Hmac) {
  EXPECT_EQ(hex(hmacDigest(kKey4, kSequence, {0x04, 4}, kSerial)),
            "655F02BDEF2FCAEF919DFB2A5801A84FC13B7E6C90D32298B12C733AFA93BDAD");
  EXPECT_EQ(hex(hmacDigest(kKey4, kSequence, {0x44, 4}, kSerial)),
            "F5501C168A4E15F3CE112F1955F8134551B984BE4B0343E15347B591819FD6DB");
}

TEST(Messages, CheckMac) {
  const auto otherData = counting<13>();
  EXPECT_EQ(hex(checkMacDigest(kKey4, kSequence, otherData, kSerial)),
            "9511AF117C8FCE6F2768843946D157B00DCE4936CC8052094F143CEDBEED0B7A");
  EXPECT_EQ(hex(checkMacDigest(kKey4, n0(), otherData, kSerial)),
            "8C6C49133340EE7183FEF9DA17B301093B6425135EC04259A7853E6E8CDC0948");
}

TEST(Messages, CheckMacTakesTheMacOfAnotherChipByItsOtherData) {
  // 08, mode, key id, three zeros, SN[4:7], SN[2:3] of the client.
  const auto otherData = unhex<13>("08 40 0400 000000 5C4D3E2F 8A6B");
  EXPECT_EQ(checkMacDigest(kKey4, kSequence, otherData, kSerial),
            macDigest(kKey4, kSequence, {0x40, 4}, kSerial));
}

TEST(Messages, GenDigOfValues) {
  EXPECT_EQ(hex(genDigSlot4()), "EA698BD44913AA614C83D9E06EE15E7CF4744FE244F5FCCB68CFA9890B3DE57B");
  EXPECT_EQ(hex(gendig::ofNoMacKey(kKey4, unhex<4>("01020304"), kSerial, n0())),
            "97B37068000929520C67F98FF4E57C71182FCC7225005D58FC173F6A5B00287C");
  EXPECT_EQ(hex(gendig::ofValue(kSequence, {0x01, 0}, kSerial, n0())),
            "05C45759826B211829FD7D4348026289AB6006577172344FA59520813B39D6D1");
}

TEST(Messages, GenDigOfNoMacKeyAgreesWithOtherwiseWhenOtherDataRepeatsTheCommand) {
  EXPECT_EQ(gendig::ofNoMacKey(kKey4, unhex<4>("15020400"), kSerial, n0()), genDigSlot4());
}

TEST(Messages, GenDigOfSharedNonce) {
  EXPECT_EQ(hex(gendig::ofSharedNonce(kSequence, {0x03, 0x0000}, kSerial, n0())),
            "86765AC3837E9EEA0759DFD39457DCF9ED557D6883A850068E4C22D9BE538AA8");
  EXPECT_EQ(hex(gendig::ofSharedNonce(kSequence, {0x03, 0x8000}, kSerial, n0())),
            "591627F27B5328D656ADC0D40C71B3AC9E23816192B7A85E5FAEBD17640F9F38");
}

TEST(Messages, GenDigOfCounterAndKeyConfig) {
  EXPECT_EQ(hex(gendig::ofCounter(0x12345, {0x04, 1}, kSerial, n0())),
            "1A2F641FE9F78467DCEA8D3680D110C13C364EAEB27A45C5CCDA2074042007A3");
  gendig::SlotState slot{unhex<2>("8F0F"), unhex<2>("3C00"), true};
  EXPECT_EQ(hex(gendig::ofKeyConfig(slot, {0x05, 4}, kSerial, n0())),
            "10761B83CA780E0288FE48BB873BE61F74CAE5A1E3AB865DED4C4E1A57641121");
  const Digest unlocked = gendig::ofKeyConfig(slot, {0x05, 4}, kSerial, n0());
  slot.unlocked = false;
  EXPECT_NE(gendig::ofKeyConfig(slot, {0x05, 4}, kSerial, n0()), unlocked);
}

TEST(Messages, EncryptedWrite) {
  const auto plain = counting<32>(0xA0);
  const Digest tempKey = genDigSlot4();
  EXPECT_EQ(hex(xorWithTempKey(plain, tempKey)),
            "4AC82977EDB60CC6E42A734BC24CF0D344C5FD51F0404A7CD0761332B7805BC4");
  EXPECT_EQ(hex(xorWithTempKey(xorWithTempKey(plain, tempKey), tempKey)), hex(plain));
  EXPECT_EQ(hex(writeMac(tempKey, {0xC2, 0x0018}, kSerial, plain)),
            "886A2248B105355A3E9A8C9CA57D971F192FA32CA61C485C4A4CB5D6ED7748AE");
  EXPECT_EQ(hex(writeMac(tempKey, {0x82, 0x0018}, kSerial, plain)),
            "89AF297E331E714064D978B00CBDAC4EB43DD661B1465022BAF0ACA3D41E2F2E");
}

TEST(Messages, PrivWrite) {
  PrivWriteValue value;
  std::copy(kTestKey.begin(), kTestKey.end(), value.begin() + 4);
  const Digest tempKey = genDigSlot4();
  EXPECT_EQ(hex(privWriteCipher(value, tempKey)),
            "EA698BD4CE9CA0D7E9A50EF172C7B86BFC64368C3FC6FCB4EBE424ED4D433383A4C0D135");
  EXPECT_EQ(privWriteCipher(privWriteCipher(value, tempKey), tempKey), value);
  EXPECT_EQ(hex(privWriteMac(tempKey, {0x40, 7}, kSerial, value)),
            "24868D44A4B20B7215AEAFD164EE6C5058560F54121E9E467B4F366734EFACFA");
}

TEST(Messages, DeriveKey) {
  EXPECT_EQ(hex(derivedKey(kKey4, {0x00, 3}, kSerial, n0())),
            "5F0A7DBD2B703B56F8EC472CD3342137074B00B13754479713AB6508835D6EF2");
  EXPECT_EQ(hex(deriveKeyMac(kKey4, {0x00, 3}, kSerial)),
            "21E21B6E8F6257A74E450153B3EC5EC545B37162CB448BBEC116792757373DDF");
}

TEST(Messages, GenKeyDigest) {
  EXPECT_EQ(hex(publicKeyDigest(n0(), unhex<3>("080000"), kSerial, kTestPublicKey)),
            "6BAEBA74EED428D6DD039F6DA81A36DB335FBD788CAD71418C43BF1E2A582807");
  EXPECT_EQ(hex(genKeySlot14()), "0C5058DEE0F267B8A0A44D4856C4A13D59D3F4B45E09D664F2555C0CE3856B68");
}

TEST(Messages, SignInternalOfGenKeyDigest) {
  const TempKeyOrigin slot14{{unhex<2>("0F0F"), unhex<2>("3200"), true}, 0x4E, false};
  const auto message = signInternalMessage(genKeySlot14(), {0x00, 15}, slot14, kSerial);
  EXPECT_EQ(hex(std::span(message).subspan(32)), hex(unhex("41 00 0F00 0F0F 3200 4E 0000 EE 00000000 0123 "
                                                           "0000 01 00 00")));
  EXPECT_EQ(hex(sha256({message})), "5215022655C6FD950C83BEB47B251B0CFFEA3B7EB8DD0B283CC9523A107C6E34");

  const auto withSerial = signInternalMessage(genKeySlot14(), {0x40, 15}, slot14, kSerial);
  EXPECT_EQ(hex(sha256({withSerial})), "825D7A13B42FAFBAF8E5065F53C1A09D221C327F100B2C648C1A54A4447732E7");
}

TEST(Messages, SignInternalOfGenDig) {
  const TempKeyOrigin slot4{{unhex<2>("8F0F"), unhex<2>("3C00"), true}, 0x24, false};
  const auto message = signInternalMessage(genDigSlot4(), {0x00, 0}, slot4, kSerial);
  EXPECT_EQ(hex(sha256({message})), "0958CEAFB76186133BC1F9FDFC02DF5F1AA8ACD156FF4E2CABF6A75AC97D9E85");
}

TEST(Messages, SignInternalTellsTheStateOfTheSlot) {
  TempKeyOrigin origin{{unhex<2>("0F0F"), unhex<2>("3200"), true}, 0x4E, false};
  EXPECT_EQ(signInternalMessage(n0(), {}, origin, kSerial)[52], 1);
  EXPECT_EQ(signInternalMessage(n0(), {}, origin, kSerial)[53], 0);
  origin.slot.unlocked = false;
  origin.publicKeyValid = true;
  EXPECT_EQ(signInternalMessage(n0(), {}, origin, kSerial)[52], 0);
  EXPECT_EQ(signInternalMessage(n0(), {}, origin, kSerial)[53], 1);
}

TEST(Messages, ValidateRebuildsWhatSignInternalSigned) {
  const TempKeyOrigin slot14{{unhex<2>("0F0F"), unhex<2>("3200"), true}, 0x4E, false};
  const auto otherData = unhex<19>("00 0F00 0F0F 3200 4E 0000 00000000 0000 01 00 00");
  EXPECT_EQ(validateMessage(genKeySlot14(), otherData, kSerial),
            signInternalMessage(genKeySlot14(), {0x00, 15}, slot14, kSerial));
  const auto withSerial = unhex<19>("40 0F00 0F0F 3200 4E 0000 5C4D3E2F 8A6B 01 00 00");
  EXPECT_EQ(validateMessage(genKeySlot14(), withSerial, kSerial),
            signInternalMessage(genKeySlot14(), {0x40, 15}, slot14, kSerial));
}

TEST(Messages, EveryInputChangesTheDigest) {
  SerialNumber otherSerial = kSerial;
  otherSerial[1] ^= 1;
  const Digest tempKey = n0();
  const Digest genDig = genDigSlot4();
  EXPECT_NE(gendig::ofValue(kKey4, {0x02, 4}, otherSerial, tempKey), genDig);
  EXPECT_NE(gendig::ofValue(kKey4, {0x02, 5}, kSerial, tempKey), genDig);
  EXPECT_NE(gendig::ofValue(kKey4, {0x02, 0x0104}, kSerial, tempKey), genDig);
  EXPECT_NE(gendig::ofValue(kSequence, {0x02, 4}, kSerial, tempKey), genDig);
  EXPECT_NE(gendig::ofValue(kKey4, {0x02, 4}, kSerial, kSequence), genDig);
}

}  // namespace
}  // namespace signet::emulator
