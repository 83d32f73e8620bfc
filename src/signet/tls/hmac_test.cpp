#include "signet/tls/hmac.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <array>
#include <new>
#include <string>
#include <string_view>
#include <vector>

namespace signet::tls {
namespace {

using Buffer = std::vector<std::uint8_t>;

Buffer fromHex(std::string_view hex) {
  Buffer bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
    bytes.push_back(static_cast<std::uint8_t>(std::stoul(std::string(hex.substr(i, 2)), nullptr, 16)));
  }
  return bytes;
}

Buffer fromText(std::string_view text) {
  return {text.begin(), text.end()};
}

Buffer macOf(const Buffer& key, const Buffer& data) {
  HmacSha256 hmac(key);
  hmac.update(data);
  Buffer mac(HmacSha256::kSize);
  hmac.finish(mac.data());
  return mac;
}

// RFC 4231, test cases 1, 2 and 6 (a key longer than the block).
TEST(HmacSha256, AgreesWithTheStandard) {
  EXPECT_EQ(macOf(Buffer(20, 0x0B), fromText("Hi There")),
            fromHex("b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"));
  EXPECT_EQ(macOf(fromText("Jefe"), fromText("what do ya want for nothing?")),
            fromHex("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"));
  EXPECT_EQ(macOf(Buffer(131, 0xAA), fromText("Test Using Larger Than Block-Size Key - Hash Key First")),
            fromHex("60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"));
}

TEST(HmacSha256, BeginsAnewWithTheSameKeyOrAnother) {
  HmacSha256 hmac(fromText("Jefe"));
  Buffer mac(HmacSha256::kSize);
  for (int round = 0; round < 2; ++round) {
    hmac.update(fromText("what do ya want for nothing?"));
    hmac.finish(mac.data());
    EXPECT_EQ(mac, macOf(fromText("Jefe"), fromText("what do ya want for nothing?")));
    hmac.update(fromText("dropped"));
    hmac.start();
  }
  hmac.setKey(fromText("other"));
  hmac.update(fromText("data"));
  hmac.finish(mac.data());
  EXPECT_EQ(mac, macOf(fromText("other"), fromText("data")));
  EXPECT_NE(mac, macOf(fromText("Jefe"), fromText("data")));
}

TEST(HmacSha256, LeavesNothingBehind) {
  alignas(HmacSha256) std::array<std::uint8_t, sizeof(HmacSha256)> memory;
  memory.fill(0xEE);
  auto* const hmac = new (memory.data()) HmacSha256(fromText("a secret key"));
  hmac->update(fromText("data"));
  hmac->~HmacSha256();
  const volatile std::uint8_t* const bytes = memory.data();  // the object is gone: look at the memory itself
  unsigned left = 0;
  for (std::size_t i = 0; i < memory.size(); ++i) left += bytes[i] != 0 && bytes[i] != 0xEE ? 1U : 0U;
  EXPECT_EQ(left, 0U);
}

// The published vector for P_SHA256 (mailing list of the IETF's TLS group, "TLS 1.2 PRF test vectors").
TEST(PrfSha256, AgreesWithThePublishedVector) {
  const Buffer secret = fromHex("9bbe436ba940f017b17652849a71db35");
  const Buffer seed = fromHex("a0ba9f936cda311827a6f796ffd5198c");
  const br_tls_prf_seed_chunk chunks[] = {{seed.data(), 5}, {nullptr, 0}, {seed.data() + 5, 11}};
  Buffer out(100);
  prfSha256(out.data(), out.size(), secret.data(), secret.size(), "test label", 3, chunks);
  EXPECT_EQ(out, fromHex("e3f229ba727be17b8d122620557cd453c2aab21d07c3d495329b52d4e61edb5a"
                         "6b301791e90d35c9c9a46b4e14baf9af0fa022f7077def17abfd3797c0564bab"
                         "4fbc91666e9def9b97fce34f796789baa48082d122ee42c5a72e5a5110fff701"
                         "87347b66"));
}

RC_GTEST_PROP(PrfSha256, AgreesWithBearSsl, (const Buffer& secret, const std::vector<Buffer>& seeds)) {
  const std::size_t size = *rc::gen::inRange<std::size_t>(0, 200);
  const auto label = *rc::gen::container<std::string>(rc::gen::inRange('a', 'z'));
  std::vector<br_tls_prf_seed_chunk> chunks;
  for (const Buffer& seed : seeds) chunks.push_back({seed.data(), seed.size()});
  Buffer ours(size + 1, 0xEE), theirs(size + 1, 0xEE);
  prfSha256(ours.data(), size, secret.data(), secret.size(), label.c_str(), chunks.size(), chunks.data());
  br_tls12_sha256_prf(theirs.data(), size, secret.data(), secret.size(), label.c_str(), chunks.size(),
                      chunks.data());
  RC_ASSERT(ours == theirs);
}

RC_GTEST_PROP(HmacDrbg, GivesTheNumbersOfBearSslsGenerator,
              (const Buffer& seed, const std::vector<Buffer>& more)) {
  br_hmac_drbg_context ours{}, theirs{};
  initDrbg(ours, seed);
  br_hmac_drbg_init(&theirs, &br_sha256_vtable, seed.data(), seed.size());
  for (const Buffer& next : more) {
    Buffer a(*rc::gen::inRange<std::size_t>(0, 100)), b(a.size());
    generate(ours, a);
    br_hmac_drbg_generate(&theirs, b.data(), b.size());
    RC_ASSERT(a == b);
    updateDrbg(ours, next);
    br_hmac_drbg_update(&theirs, next.data(), next.size());
    RC_ASSERT(equal({ours.K, 32}, {theirs.K, 32}) && equal({ours.V, 32}, {theirs.V, 32}));
  }
  RC_ASSERT(ours.digest_class == theirs.digest_class);
}

TEST(HmacDrbg, GivesOtherNumbersForAnotherSeed) {
  br_hmac_drbg_context one{}, other{};
  initDrbg(one, fromText("one"));
  initDrbg(other, fromText("other"));
  Buffer a(32), b(32);
  generate(one, a);
  generate(other, b);
  EXPECT_NE(a, b);
}

}  // namespace
}  // namespace signet::tls
