#include "host/home/certificates.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "host/base/encoding.h"
#include "host/home/test_folder.h"

namespace signet::home {
namespace {

using testing::HasSubstr;

// Made by openssl; what is expected of them is what `openssl x509 -nameopt oneline,-esc_msb` prints.
constexpr const char* kRoot = R"(-----BEGIN CERTIFICATE-----
MIICGjCCAcCgAwIBAgIDAP8BMAoGCCqGSM49BAMCMGsxCzAJBgNVBAYTAkRFMR0w
GwYDVQQKDBRNw7xsbGVyLCBTw7ZobmUgJiBDbzEOMAwGA1UECwwFIGxlYWQxETAP
BgNVBAMMCHJvb3QgIngiMRowGAYJKoZIhvcNAQkBFgthQGIuZXhhbXBsZTAeFw0y
NjExMzAxNjI3MTVaFw0zNjExMjcxNjI3MTVaMGsxCzAJBgNVBAYTAkRFMR0wGwYD
VQQKDBRNw7xsbGVyLCBTw7ZobmUgJiBDbzEOMAwGA1UECwwFIGxlYWQxETAPBgNV
BAMMCHJvb3QgIngiMRowGAYJKoZIhvcNAQkBFgthQGIuZXhhbXBsZTBZMBMGByqG
SM49AgEGCCqGSM49AwEHA0IABI9YBXWIuMw/9GJ+H2nrW3xsWFd1pFB8kzFsiyhu
DXYJO3fv35SvIdfWkrsmtb3IkKiVRbcffP/u+oFvEqy07bCjUzBRMB0GA1UdDgQW
BBR550kWn5r0U+IZySmRbNW6yYZwzjAfBgNVHSMEGDAWgBR550kWn5r0U+IZySmR
bNW6yYZwzjAPBgNVHRMBAf8EBTADAQH/MAoGCCqGSM49BAMCA0gAMEUCIED+dJI8
UgDunkdcEqKkCy9/QamnYIHwK8nkBDfp+YrCAiEA4ask8344ky591hKctzsrziiA
7nXBlsBeD5mxd9oD5mo=
-----END CERTIFICATE-----
)";
/// Of version 1, and signed by kRoot.
constexpr const char* kLeaf = R"(-----BEGIN CERTIFICATE-----
MIIBZTCCAQwCAhI0MAoGCCqGSM49BAMCMGsxCzAJBgNVBAYTAkRFMR0wGwYDVQQK
DBRNw7xsbGVyLCBTw7ZobmUgJiBDbzEOMAwGA1UECwwFIGxlYWQxETAPBgNVBAMM
CHJvb3QgIngiMRowGAYJKoZIhvcNAQkBFgthQGIuZXhhbXBsZTAeFw0yNjExMzAx
NjI3MTVaFw0yNjEyMzAxNjI3MTVaMBIxEDAOBgNVBAMMB2tpdGNoZW4wWTATBgcq
hkjOPQIBBggqhkjOPQMBBwNCAASPWAV1iLjMP/Rifh9p61t8bFhXdaRQfJMxbIso
bg12CTt379+UryHX1pK7JrW9yJColUW3H3z/7vqBbxKstO2wMAoGCCqGSM49BAMC
A0cAMEQCIFetAyBohSFgL334CNUG8OytgaWh4GU53meLT1jcqXDNAiBi3UhKymc0
yf00JGDOevYu8YsqAzv4aOMFmAN3PElxgg==
-----END CERTIFICATE-----
)";

constexpr const char* kRootName =
    R"(C = DE, O = "Müller, Söhne & Co", OU = " lead", CN = root \"x\", emailAddress = a@b.example)";

std::string refused(const std::string& pem) {
  return refusal([&] { (void)CertificateList::fromPem(pem, "my.pem"); }, Exit::badFile);
}

TEST(Certificates, TellWhatOpensslTells) {
  const CertificateFacts root = CertificateList::fromPem(kRoot, "x").facts(0);
  EXPECT_EQ(root.subject, kRootName);
  EXPECT_EQ(root.issuer, kRootName);
  EXPECT_EQ(root.commonName, R"(root "x")");
  EXPECT_EQ(root.serialNumber, "ff01");
  EXPECT_EQ(root.notBefore, 1796056035);
  EXPECT_EQ(root.notAfter, 2111416035);
  EXPECT_TRUE(root.selfSigned);
}

TEST(Certificates, OfVersion1AreRead) {
  const CertificateFacts leaf = CertificateList::fromPem(kLeaf, "x").facts(0);
  EXPECT_EQ(leaf.subject, "CN = kitchen");
  EXPECT_EQ(leaf.issuer, kRootName);
  EXPECT_EQ(leaf.serialNumber, "1234");
  EXPECT_FALSE(leaf.selfSigned);
}

TEST(Certificates, KeepTheOrderOfTheFile) {
  const auto list = CertificateList::fromPem("A word before.\n" + std::string(kLeaf) + "\n\n" + kRoot, "x");
  ASSERT_EQ(list.size(), 2U);
  EXPECT_EQ(list.facts(0).commonName, "kitchen");
  EXPECT_EQ(list.withoutRoots().size(), 1U);
  EXPECT_EQ(CertificateList::fromPem(list.pem(), "x").pem(), list.pem());
  EXPECT_EQ(CertificateList::fromPem(kRoot, "x").pem(), kRoot);
}

TEST(Certificates, DamagedOnesAreRefused) {
  EXPECT_THAT(refused(""), HasSubstr("my.pem holds no certificate"));
  EXPECT_THAT(refused("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"),
              HasSubstr("no certificate"));
  const std::string good = kRoot;
  EXPECT_THAT(refused(good + good.substr(0, good.size() - 10)),
              HasSubstr("certificate number 2 in it is damaged"));
  std::string bad = good;
  bad[100] = '!';
  EXPECT_THAT(refused(bad), HasSubstr("certificate number 1 in it is damaged"));
}

TEST(Certificates, CutAnywhereAreRefused) {
  const auto list = CertificateList::fromPem(kRoot, "x");
  const Bytes der = list.der(0);
  for (std::size_t size = 0; size < der.size(); ++size) {
    const std::string pem = fmt::format("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n",
                                        base64Of(der.first(size)));
    EXPECT_THAT(refused(pem), HasSubstr("is damaged")) << size;
  }
}

}  // namespace
}  // namespace signet::home
