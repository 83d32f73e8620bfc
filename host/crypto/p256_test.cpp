#include "host/crypto/p256.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "host/base/encoding.h"
#include "host/base/errors.h"
#include "host/crypto/openssl_sha256.h"

namespace signet {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

// RFC 6979, appendix A.2.5: key, message "sample" with SHA-256.
constexpr const char* kPoint =
    "60FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB6"
    "7903FE1008B8BC99A41AE9E95628BC64F2F1B20C2D7E9F5177A3C294D4462299";
constexpr const char* kSignature =
    "EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716"
    "F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8";

atecc::PublicKey sampleKey() {
  return decodePublicKey(kPoint, "the sample key");
}

std::string complaint(std::string_view content, bool asKey) {
  try {
    asKey ? (void)decodePublicKey(content, "FILE") : (void)decodeSignature(content, "FILE");
  } catch (const UserError& error) {
    EXPECT_EQ(error.code(), Exit::badFile);
    EXPECT_FALSE(error.next().empty());
    return error.what();
  }
  ADD_FAILURE() << "was accepted";
  return {};
}

TEST(OpensslSha256, KnownDigestsAlsoInPieces) {
  OpensslSha256 sha;
  EXPECT_EQ(hexOf(sha.digestOf(bytesOf("abc"))),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  sha.start();
  sha.update(bytesOf("a"));
  sha.start();
  sha.update(bytesOf("ab"));
  sha.update(bytesOf("c"));
  EXPECT_EQ(hexOf(sha.finish()), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(P256Key, EveryFormReadsBack) {
  const atecc::PublicKey key = sampleKey();
  for (const KeyForm form : {KeyForm::pem, KeyForm::der, KeyForm::raw, KeyForm::hex}) {
    EXPECT_EQ(decodePublicKey(encodePublicKey(key, form), "x"), key);
  }
}

TEST(P256Key, FormsAreThoseOfOpenssl) {
  EXPECT_THAT(encodePublicKey(sampleKey(), KeyForm::pem), StartsWith("-----BEGIN PUBLIC KEY-----\n"));
  EXPECT_EQ(hexOf(bytesOf(encodePublicKey(sampleKey(), KeyForm::der))).substr(0, 54),
            "3059301306072a8648ce3d020106082a8648ce3d03010703420004");
  EXPECT_THAT(encodePublicKey(sampleKey(), KeyForm::hex), StartsWith("0460fed4ba"));
  EXPECT_EQ(encodePublicKey(sampleKey(), KeyForm::raw).size(), 65u);
}

TEST(P256Key, SaysWhatAForeignFileIs) {
  EXPECT_THAT(complaint("hello", true), HasSubstr("not a public key"));
  EXPECT_THAT(complaint("", true), HasSubstr("not a public key"));
  EXPECT_THAT(complaint("-----BEGIN EC PRIVATE KEY-----\nMHc=\n-----END EC PRIVATE KEY-----\n", true),
              HasSubstr("private key"));
  EXPECT_THAT(
      complaint("-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n"
                "-----END PUBLIC KEY-----\n",
                true),
      HasSubstr("another kind"));
  std::string offCurve = encodePublicKey(sampleKey(), KeyForm::raw);
  offCurve.back() = static_cast<char>(offCurve.back() ^ 1);
  EXPECT_THAT(complaint(offCurve, true), HasSubstr("point on the curve"));
}

TEST(P256Signature, EveryFormReadsBack) {
  const atecc::Signature signature = decodeSignature(kSignature, "x");
  for (const SignatureForm form :
       {SignatureForm::der, SignatureForm::base64, SignatureForm::raw, SignatureForm::hex}) {
    EXPECT_EQ(decodeSignature(encodeSignature(signature, form), "x"), signature);
  }
}

TEST(P256Signature, RefusesWhatIsNone) {
  const std::string der = encodeSignature(decodeSignature(kSignature, "x"), SignatureForm::der);
  for (const std::string& bad :
       {std::string(), std::string("hello"), der + '\0', der.substr(0, der.size() - 1), std::string(63, 'x'),
        std::string(126, 'a')}) {
    EXPECT_THAT(complaint(bad, false), HasSubstr("not a P-256 signature"));
  }
}

TEST(P256, VerifiesTheRfc6979Vector) {
  OpensslSha256 sha;
  const Sha256Digest digest = sha.digestOf(bytesOf("sample"));
  atecc::Signature signature = decodeSignature(kSignature, "x");
  EXPECT_TRUE(verifyOnHost(sampleKey(), digest, signature));
  EXPECT_FALSE(verifyOnHost(sampleKey(), sha.digestOf(bytesOf("sampel")), signature));
  signature.bytes[63] ^= 1;
  EXPECT_FALSE(verifyOnHost(sampleKey(), digest, signature));
}

RC_GTEST_PROP(P256Signature, DerRoundTrips, (const std::array<std::uint8_t, 64>& bytes)) {
  const atecc::Signature signature{bytes};
  RC_ASSERT(decodeSignature(encodeSignature(signature, SignatureForm::der), "x") == signature);
}

}  // namespace
}  // namespace signet
