#include "host/emulator/chip/crypto/crypto.h"

#include <gtest/gtest.h>

#include <numeric>
#include <random>
#include <vector>

#include "host/emulator/chip/test/test_hex.h"

namespace signet::emulator {
namespace {

using test::hex;
using test::unhex;

p256::PrivateKey privateKey(std::string_view text) {
  return p256::PrivateKey::from(unhex<32>(text));
}

/// Gives out one fixed number, as often as asked.
RandomFill fixed(std::string_view text) {
  const auto bytes = unhex<32>(text);
  return [bytes](std::span<std::uint8_t> out) { std::copy_n(bytes.begin(), out.size(), out.begin()); };
}

RandomFill seeded(unsigned seed) {
  return [engine = std::mt19937(seed)](std::span<std::uint8_t> out) mutable {
    for (auto& byte : out) byte = static_cast<std::uint8_t>(engine());
  };
}

// The order of the curve.
constexpr std::string_view kOrder = "FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551";
constexpr std::string_view kOrderMinus1 = "FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632550";
constexpr std::string_view kOne = "0000000000000000000000000000000000000000000000000000000000000001";

// RFC 6979, A.2.5, with the nonce it derives for SHA-256 and "sample".
constexpr std::string_view kKey = "C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721";
constexpr std::string_view kKeyPublic =
    "60FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB6"
    "7903FE1008B8BC99A41AE9E95628BC64F2F1B20C2D7E9F5177A3C294D4462299";
constexpr std::string_view kDigest = "AF2BDBE1AA9B6EC1E2ADE1D694F41FC71A831D0268E9891562113D8A62ADD1BF";
constexpr std::string_view kNonceText = "A6E3C57DD01ABE90086538398355DD4C3B17AA873382B0F24D6129493D8AAD60";
constexpr std::string_view kSignature =
    "EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716"
    "F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8";

// NIST CAVP, ECC CDH primitive, P-256, count 0.
constexpr std::string_view kPeerText =
    "700C48F77F56584C5CC632CA65640DB91B6BACCE3A4DF6B42CE7CC838833D287"
    "DB71E509E3FD9B060DDB20BA5C51DCC5948D46FBF640DFE0441782CAB85FA4AC";
constexpr std::string_view kOwnText = "7D7DC5F71EB29DDAF80D6214632EEAE03D9058AF1FB6D22ED80BADB62BC1A534";
constexpr std::string_view kOwnPublic =
    "EAD218590119E8876B29146FF89CA61770C4EDBBF97D38CE385ED281D8A6B230"
    "28AF61281FD35E2FA7002523ACC85A429CB06EE6648325389F59EDFCE1405141";
constexpr std::string_view kSharedText = "46FC62106420FF012E54A434FBDD2D25CCC5852060561E68040DD7778997BD7B";

TEST(Sha256Context, MatchesPublishedDigests) {
  const auto repeated = [](std::size_t n) { return std::vector<std::uint8_t>(n, 0xBC); };
  EXPECT_EQ(hex(sha256({repeated(64)})), "1A3AA545049453AFDF17E989A41FA09794A51BD5DB91363767550C0F0AF327D4");
  EXPECT_EQ(hex(sha256({repeated(127)})), "A92218564370A057273FF485A8073F32FC1F1412ECA2E30B81A887760B613172");
  EXPECT_EQ(hex(sha256({repeated(10)})), "303FF8BA40A206E7A950021EF51066D4A0015475323EE9F24AC8C963298F34CE");
  EXPECT_EQ(hex(sha256({unhex("616263")})),
            "BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD");
  constexpr std::string_view nist = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
  EXPECT_EQ(hex(sha256({std::vector<std::uint8_t>(nist.begin(), nist.end())})),
            "248D6A61D20638B8E5C026930C3E6039A33CE45964FF2167F6ECEDD419DB06C1");
}

TEST(Sha256Context, HashesInPartsAndGoesOnInACopy) {
  const std::vector<std::uint8_t> data(127, 0xBC);
  Sha256Context context;
  context.update(ByteSpan(data).first(70));
  Sha256Context copy = context;
  context.update(ByteSpan(data).subspan(70));
  EXPECT_EQ(context.finish(), sha256({data}));
  copy.update(unhex("00"));
  EXPECT_NE(copy.finish(), sha256({data}));
}

TEST(HmacContext, MatchesThePublishedValue) {
  const auto key = unhex("3780E63D4968ADE5D822C013FCC323845D1B569FE705B60006FEEC145A0DB1E3");
  const auto input = unhex(
      "6FB3EC66F9EB070A719BEBBE708B93A65B201B78E2D26D8CCCDF1C33F741904A9ADE640FCE000C334D04BB30795683DC"
      "A09DBF3E7E32AEA103D760E857A6D6211C");
  EXPECT_EQ(hex(hmacSha256(key, input)), "297F22B8D251B063A7C08DCF4DBA0D1FB35D32A3BAAB15ACEAF4391C4ADB3277");

  HmacContext context(key);
  context.update(ByteSpan(input).first(64));
  HmacContext copy = context;
  context.update(ByteSpan(input).subspan(64));
  EXPECT_EQ(context.finish(), hmacSha256(key, input));
  EXPECT_EQ(copy.finish(), hmacSha256(key, ByteSpan(input).first(64)));
}

TEST(P256, TellsScalarsFromOtherNumbers) {
  for (const auto good : {kOne, kOrderMinus1, kKey}) EXPECT_TRUE(p256::isScalar(unhex<32>(good))) << good;
  const auto zero = std::string(64, '0');
  const auto ones = std::string(64, 'F');
  for (const std::string_view bad : {std::string_view(zero), kOrder, std::string_view(ones)}) {
    EXPECT_FALSE(p256::isScalar(unhex<32>(bad))) << bad;
    EXPECT_FALSE(p256::publicKeyOf(privateKey(bad))) << bad;
    EXPECT_FALSE(p256::sign(privateKey(bad), unhex<32>(kDigest), seeded(1))) << bad;
    EXPECT_FALSE(p256::ecdh(privateKey(bad), unhex<64>(kPeerText))) << bad;
  }
}

TEST(P256, TellsPointsFromOtherCoordinates) {
  EXPECT_TRUE(p256::isPoint(unhex<64>(kPeerText)));
  auto off = unhex<64>(kPeerText);
  off[63] ^= 1;
  EXPECT_FALSE(p256::isPoint(off));
  EXPECT_FALSE(p256::isPoint({}));
  EXPECT_FALSE(p256::ecdh(privateKey(kOwnText), off));
  EXPECT_FALSE(p256::verify(off, unhex<32>(kDigest), unhex<64>(kSignature)));
}

TEST(P256, RefusesCoordinatesAboveThePrime) {
  // X = 5 is on the curve with this Y; p + 5 names the same point, but is not how a point is written.
  constexpr std::string_view y = "459243B9AA581806FE913BCE99817ADE11CA503C64D9A3C533415C083248FBCC";
  EXPECT_TRUE(p256::isPoint(
      unhex<64>("0000000000000000000000000000000000000000000000000000000000000005" + std::string(y))));
  EXPECT_FALSE(p256::isPoint(
      unhex<64>("FFFFFFFF00000001000000000000000000000001000000000000000000000004" + std::string(y))));
}

TEST(P256, ComputesPublicKeys) {
  EXPECT_EQ(hex(p256::publicKeyOf(privateKey(kKey)).value()), kKeyPublic);
  EXPECT_EQ(hex(p256::publicKeyOf(privateKey(kOwnText)).value()), kOwnPublic);
  const auto test = privateKey("878F0AB6A526D7111C26E6170810796E7B33007F832B8D64467ED6F870537A19");
  EXPECT_EQ(hex(p256::publicKeyOf(test).value()),
            "8F8D182BD819048582A9927EA0C56DEFB4159548E11CA5F7ABAC45BBCE76815B"
            "E5C64FCD2FD12698544DE037951726666073046119AD5E11A90AA49773AEAC86");
}

TEST(P256, SignsWithTheNonceOfTheSource) {
  const auto signature = p256::sign(privateKey(kKey), unhex<32>(kDigest), fixed(kNonceText));
  ASSERT_TRUE(signature);
  EXPECT_EQ(hex(*signature), kSignature);
}

TEST(P256, DrawsAgainWhenTheSourceGivesANumberOutOfRange) {
  std::vector<std::string_view> draws{kOrder, kNonceText};
  const RandomFill random = [&](std::span<std::uint8_t> out) {
    ASSERT_FALSE(draws.empty());
    fixed(draws.front())(out);
    draws.erase(draws.begin());
  };
  EXPECT_EQ(hex(p256::generate(random)), kNonceText);
}

TEST(P256, VerifiesTheSignatureAndNothingElse) {
  const auto key = unhex<64>(kKeyPublic);
  const auto digest = unhex<32>(kDigest);
  const auto signature = unhex<64>(kSignature);
  EXPECT_TRUE(p256::verify(key, digest, signature));
  EXPECT_FALSE(p256::verify(unhex<64>(kOwnPublic), digest, signature));
  for (const std::size_t i : {0U, 31U, 32U, 63U}) {
    auto mutated = signature;
    mutated[i] ^= 1;
    EXPECT_FALSE(p256::verify(key, digest, mutated)) << i;
    auto other = digest;
    other[i % 32] ^= 0x80;
    EXPECT_FALSE(p256::verify(key, other, signature)) << i;
  }
}

TEST(P256, RefusesRAndSOutOfRange) {
  const auto digest = unhex<32>(kDigest);
  const std::string r(kSignature.substr(0, 64));
  const std::string s(kSignature.substr(64));
  const std::string zero(64, '0');
  for (const auto& bad : {zero + s, r + zero, std::string(kOrder) + s, r + std::string(kOrder)}) {
    EXPECT_FALSE(p256::verify(unhex<64>(kKeyPublic), digest, unhex<64>(bad))) << bad;
  }
}

TEST(P256, AgreesOnTheSharedSecretOfTheNistVector) {
  const auto shared = p256::ecdh(privateKey(kOwnText), unhex<64>(kPeerText));
  ASSERT_TRUE(shared);
  EXPECT_EQ(hex(*shared), kSharedText);
}

TEST(P256, KeysOfTheSourceSignVerifyAndAgree) {
  const RandomFill random = seeded(7);
  for (int i = 0; i < 20; ++i) {
    const auto a = p256::generate(random);
    const auto b = p256::generate(random);
    EXPECT_NE(a, b);
    Digest digest;
    random(digest);
    const auto aPublic = p256::publicKeyOf(a).value();
    EXPECT_TRUE(p256::isPoint(aPublic));
    EXPECT_TRUE(p256::verify(aPublic, digest, p256::sign(a, digest, random).value()));
    EXPECT_EQ(p256::ecdh(a, p256::publicKeyOf(b).value()), p256::ecdh(b, aPublic));
  }
}

TEST(P256, RepeatsWithTheSameSeed) {
  const auto digest = unhex<32>(kDigest);
  EXPECT_EQ(p256::sign(privateKey(kKey), digest, seeded(3)), p256::sign(privateKey(kKey), digest, seeded(3)));
  EXPECT_NE(p256::sign(privateKey(kKey), digest, seeded(3)), p256::sign(privateKey(kKey), digest, seeded(4)));
}

}  // namespace
}  // namespace signet::emulator
