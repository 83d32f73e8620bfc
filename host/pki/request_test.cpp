#include "host/pki/request.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "host/chip/test_bench.h"
#include "host/crypto/openssl_sha256.h"
#include "host/home/test_folder.h"
#include "signet/x509/csr.h"

namespace signet::pki {
namespace {

/// A request as a chip makes it.
class RequestTest : public testing::Test {
 protected:
  RequestTest() {
    EXPECT_EQ(bench_.device.lockConfig({}), Status::ok);
    const auto key = bench_.device.createKey(atecc::Slot::number<0>());
    EXPECT_TRUE(key.ok());
    key_ = *key;
    const x509::NameAttribute subject[] = {{x509::Attribute::commonName, "kitchen"}};
    x509::ChipSigner signer(bench_.device, atecc::Slot::number<0>());
    OpensslSha256 sha;
    std::array<std::uint8_t, x509::kCsrSize> buffer{};
    const auto der = x509::writeCsr({subject, {}, x509::digitalSignature, true}, signer, sha, buffer);
    EXPECT_TRUE(der.ok());
    der_.assign(der->begin(), der->end());
  }

  chip::TestBench bench_;
  atecc::PublicKey key_;
  std::vector<std::uint8_t> der_;
};

TEST_F(RequestTest, FromTheChipIsRead) {
  const CertificateRequest request = CertificateRequest::fromDer(der_, "x");
  EXPECT_EQ(request.commonName, "kitchen");
  EXPECT_EQ(request.publicKey, key_);
  const std::string pem = requestToPem(der_);
  EXPECT_THAT(pem, testing::StartsWith("-----BEGIN CERTIFICATE REQUEST-----\n"));
  EXPECT_EQ(CertificateRequest::fromPem(pem, "x").publicKey, key_);
}

TEST_F(RequestTest, ChangedInAnyByteIsRefused) {
  for (std::size_t i = 0; i < der_.size(); ++i) {
    std::vector<std::uint8_t> bad = der_;
    bad[i] ^= 0x01;
    EXPECT_THAT(home::refusal([&] { CertificateRequest::fromDer(bad, "the request"); }, Exit::badFile),
                testing::HasSubstr("the request is not a certificate request"))
        << i;
  }
  for (std::size_t size = 0; size < der_.size(); ++size) {
    const Bytes cut = Bytes(der_).first(size);
    EXPECT_NE(home::refusal([&] { CertificateRequest::fromDer(cut, "x"); }, Exit::badFile), "accepted")
        << size;
  }
}

}  // namespace
}  // namespace signet::pki
