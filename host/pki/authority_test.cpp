#include "host/pki/authority.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "host/base/files.h"
#include "host/crypto/openssl.h"
#include "host/home/test_folder.h"
#include "host/pki/credential.h"

namespace signet::pki {
namespace {

using testing::HasSubstr;

constexpr std::int64_t kDay = 24 * 3600;
constexpr std::int64_t kYear = 365 * kDay;

/// OpenSSL's own judgement, as a broker (or a client) makes it; "ok", or the reason.
std::string verify(const Certificate& leaf, const Authority& authority, int purpose, std::int64_t now,
                   bool crl = false) {
  const std::unique_ptr<X509_STORE, OpensslFree<X509_STORE_free>> store(X509_STORE_new());
  const std::unique_ptr<X509_STORE_CTX, OpensslFree<X509_STORE_CTX_free>> context(X509_STORE_CTX_new());
  const std::unique_ptr<STACK_OF(X509), OpensslFree<[](STACK_OF(X509) * stack) { sk_X509_free(stack); }>>
      between(sk_X509_new_null());
  X509_STORE_add_cert(store.get(), authority.root().get());
  sk_X509_push(between.get(), authority.signer().get());
  const std::string list = authority.revoked().pem();
  const std::unique_ptr<X509_CRL, OpensslFree<X509_CRL_free>> revoked(
      PEM_read_bio_X509_CRL(readingBio(list).get(), nullptr, nullptr, nullptr));
  if (crl) X509_STORE_add_crl(store.get(), revoked.get());
  X509_STORE_set_flags(store.get(), X509_V_FLAG_X509_STRICT | (crl ? X509_V_FLAG_CRL_CHECK : 0));
  X509_STORE_CTX_init(context.get(), store.get(), leaf.get(), between.get());
  X509_STORE_CTX_set_purpose(context.get(), purpose);
  X509_STORE_CTX_set_time(context.get(), 0, now);
  X509_verify_cert(context.get());
  return X509_verify_cert_error_string(X509_STORE_CTX_get_error(context.get()));
}

class AuthorityTest : public testing::Test {
 protected:
  std::string read(const std::string& path) { return readFile(path); }
  bool has(const std::string& path) { return std::filesystem::exists(path); }

  home::TestFolder folder_;
  home::Home home_ = folder_.home();
  PrivateKey key_ = PrivateKey::generate();
};

TEST_F(AuthorityTest, IsMadeOnceAndStaysTheSame) {
  EXPECT_THAT(home::refusal([&] { Authority::open(home_); }, Exit::badFile),
              HasSubstr("root.crt is missing"));
  const std::string root = Authority::openOrMake(home_, home::kNow).root().fingerprint();
  EXPECT_EQ(Authority::openOrMake(home_, home::kNow + kYear).root().fingerprint(), root);
  EXPECT_EQ(Authority::open(home_).root().fingerprint(), root);
  for (const char* const file : {"root.key", "signer.key"}) {
    struct stat status {};
    ASSERT_EQ(::stat(home_.ca(file).c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777, 0600u) << file;
  }
}

TEST_F(AuthorityTest, OpensslAcceptsWhatItIssuesForItsPurposeOnly) {
  const Authority authority = Authority::openOrMake(home_, home::kNow);
  const Certificate device = authority.issueClient("kitchen", key_.publicKey(), kDeviceYears, home::kNow);
  const Certificate server = authority.issueServer("broker", {"localhost"}, key_.publicKey(), home::kNow);
  EXPECT_EQ(verify(device, authority, X509_PURPOSE_SSL_CLIENT, home::kNow), "ok");
  EXPECT_EQ(verify(server, authority, X509_PURPOSE_SSL_SERVER, home::kNow), "ok");
  EXPECT_THAT(verify(device, authority, X509_PURPOSE_SSL_SERVER, home::kNow), HasSubstr("purpose"));
  EXPECT_THAT(verify(server, authority, X509_PURPOSE_SSL_CLIENT, home::kNow), HasSubstr("purpose"));
  EXPECT_EQ(device.commonName(), "kitchen");
  EXPECT_TRUE(device.hasKey(key_.publicKey()));
  EXPECT_FALSE(device.hasKey(PrivateKey::generate().publicKey()));
}

TEST_F(AuthorityTest, CertificatesBeginNowAndEndInTime) {
  const Authority authority = Authority::openOrMake(home_, home::kNow);
  const Certificate device = authority.issueClient("kitchen", key_.publicKey(), kDeviceYears, home::kNow);
  EXPECT_TRUE(authority.accepts(device, home::kNow - 1800));  // a clock that is a little slow
  EXPECT_FALSE(authority.accepts(device, home::kNow - 2 * 3600));
  EXPECT_TRUE(authority.accepts(device, home::kNow + 14 * kYear));
  EXPECT_FALSE(authority.accepts(device, home::kNow + 16 * kYear));
  // Never beyond the signer's own end.
  const Certificate late =
      authority.issueClient("attic", key_.publicKey(), kDeviceYears, home::kNow + 12 * kYear);
  EXPECT_LE(late.notAfter(), authority.signer().notAfter());
  EXPECT_EQ(verify(late, authority, X509_PURPOSE_SSL_CLIENT, home::kNow + 13 * kYear), "ok");
}

TEST_F(AuthorityTest, OnTheLeapDayToo) {
  const std::int64_t leapDay = x509::posixOf({2028, 2, 29, 12});
  const Authority authority = Authority::openOrMake(home_, leapDay);
  const Certificate device = authority.issueClient("kitchen", key_.publicKey(), kDeviceYears, leapDay);
  EXPECT_EQ(verify(device, authority, X509_PURPOSE_SSL_CLIENT, leapDay), "ok");
}

TEST_F(AuthorityTest, ServersHaveTheirNames) {
  const Authority authority = Authority::openOrMake(home_, home::kNow);
  const std::vector<std::string> names = {"localhost", "broker.example.com", "127.0.0.1", "::1"};
  const Certificate server = authority.issueServer("broker", names, key_.publicKey(), home::kNow);
  EXPECT_EQ(server.serverNames(), names);
  EXPECT_EQ(X509_check_host(server.get(), "broker.example.com", 0, 0, nullptr), 1);
  EXPECT_EQ(X509_check_ip_asc(server.get(), "127.0.0.1", 0), 1);
  EXPECT_EQ(X509_check_host(server.get(), "127.0.0.1", 0, 0, nullptr), 1);  // as BearSSL looks at it
  EXPECT_NE(X509_check_host(server.get(), "example.com", 0, 0, nullptr), 1);
  for (const char* const bad : {"", "a b", "x,DNS:evil.example.com", "-a", "a..b", "*.example.com"}) {
    EXPECT_THAT(home::refusal([&] { authority.issueServer("broker", {bad}, key_.publicKey(), home::kNow); },
                              Exit::usage),
                HasSubstr("neither a host name nor"))
        << bad;
  }
}

TEST_F(AuthorityTest, RevokesForEver) {
  Authority authority = Authority::openOrMake(home_, home::kNow);
  const Certificate device = authority.issueClient("kitchen", key_.publicKey(), kDeviceYears, home::kNow);
  const Certificate other = authority.issueClient("attic", PrivateKey::generate().publicKey(), 1, home::kNow);
  EXPECT_EQ(verify(device, authority, X509_PURPOSE_SSL_CLIENT, home::kNow, true), "ok");
  EXPECT_TRUE(authority.revoke(device, home::kNow));
  EXPECT_FALSE(authority.revoke(device, home::kNow));
  EXPECT_FALSE(authority.accepts(device, home::kNow));
  EXPECT_TRUE(authority.accepts(other, home::kNow));
  Authority again = Authority::open(home_);
  EXPECT_EQ(again.revoked().size(), 1u);
  EXPECT_THAT(verify(device, again, X509_PURPOSE_SSL_CLIENT, home::kNow, true), HasSubstr("revoked"));
  EXPECT_EQ(verify(other, again, X509_PURPOSE_SSL_CLIENT, home::kNow, true), "ok");
  // The same key in the same hour gets another serial number.
  const Certificate renewed = again.issueClient("kitchen", key_.publicKey(), kDeviceYears, home::kNow);
  EXPECT_TRUE(again.accepts(renewed, home::kNow));
  EXPECT_TRUE(again.revoke(renewed, home::kNow));
  EXPECT_EQ(Authority::open(home_).revoked().size(), 2u);
}

TEST_F(AuthorityTest, RevokesOnlyItsOwn) {
  Authority authority = Authority::openOrMake(home_, home::kNow);
  const home::TestFolder elsewhere;
  const Authority foreign = Authority::openOrMake(elsewhere.home(), home::kNow);
  const Certificate device = foreign.issueClient("kitchen", key_.publicKey(), 1, home::kNow);
  EXPECT_FALSE(authority.accepts(device, home::kNow));
  EXPECT_THAT(home::refusal([&] { authority.revoke(device, home::kNow); }, Exit::usage),
              HasSubstr("did not sign"));
}

TEST_F(AuthorityTest, GoesOnWhereItWasCutShort) {
  // Whatever subset of the files an interruption leaves, in the order in which they are written.
  const char* const files[] = {"root.key", "root.crt", "signer.key", "crl.pem", "signer.crt"};
  for (std::size_t kept = 0; kept <= std::size(files); ++kept) {
    const home::TestFolder folder;
    const home::Home home = folder.home();
    const Authority whole = Authority::openOrMake(home, home::kNow);
    const std::string rootKey = read(home.ca("root.key"));
    for (std::size_t i = kept; i < std::size(files); ++i) std::filesystem::remove(home.ca(files[i]));
    const Authority again = Authority::openOrMake(home, home::kNow);
    EXPECT_TRUE(again.signer().isIssuedBy(again.root())) << kept;
    EXPECT_EQ(read(home.ca("root.key")) == rootKey, kept > 0);
    EXPECT_EQ(again.root().fingerprint() == whole.root().fingerprint(), kept > 1);
  }
}

TEST_F(AuthorityTest, TheRootsKeyMayBeElsewhere) {
  Authority::openOrMake(home_, home::kNow);
  std::filesystem::remove(home_.ca("root.key"));
  Authority authority = Authority::openOrMake(home_, home::kNow);
  EXPECT_TRUE(
      authority.accepts(authority.issueClient("kitchen", key_.publicKey(), 1, home::kNow), home::kNow));
  std::filesystem::remove(home_.ca("signer.crt"));
  EXPECT_THAT(home::refusal([&] { Authority::openOrMake(home_, home::kNow); }, Exit::badFile),
              HasSubstr("root.key is missing"));
}

TEST_F(AuthorityTest, RefusesFilesThatDoNotBelongTogether) {
  Authority::openOrMake(home_, home::kNow);
  const home::TestFolder elsewhere;
  Authority::openOrMake(elsewhere.home(), home::kNow);
  const auto outcomeWith = [&](const std::string& file, const std::string& content) {
    const std::string original = read(home_.ca(file));
    replaceFile(home_.ca(file), content, kOwnerOnly);
    const std::string outcome = home::refusal([&] { Authority::open(home_); }, Exit::badFile);
    replaceFile(home_.ca(file), original, kOwnerOnly);
    return outcome;
  };
  const auto foreign = [&](const std::string& file) { return read(elsewhere.home().ca(file)); };
  EXPECT_EQ(outcomeWith("signer.key", read(home_.ca("signer.key"))), "accepted");
  EXPECT_THAT(outcomeWith("signer.key", foreign("signer.key")), HasSubstr("is not the key of signer.crt"));
  EXPECT_THAT(outcomeWith("signer.crt", foreign("signer.crt")), HasSubstr("is not signed by root.crt"));
  EXPECT_THAT(outcomeWith("root.crt", foreign("root.crt")), HasSubstr("is not signed by root.crt"));
  EXPECT_THAT(outcomeWith("crl.pem", foreign("crl.pem")), HasSubstr("is not a revocation list of"));
  EXPECT_THAT(outcomeWith("signer.crt", read(home_.ca("root.crt"))), HasSubstr("is not named"));
  EXPECT_THAT(outcomeWith("root.crt", "garbage"), HasSubstr("is not an X.509 certificate"));
  EXPECT_THAT(outcomeWith("signer.key", "garbage"), HasSubstr("is not a P-256 private key"));
}

TEST_F(AuthorityTest, RefusesAKeyThatOthersCanRead) {
  Authority::openOrMake(home_, home::kNow);
  ::chmod(home_.ca("signer.key").c_str(), 0644);
  EXPECT_THAT(home::refusal([&] { Authority::open(home_); }, Exit::badFile), HasSubstr("can reach"));
  ::chmod(home_.ca("signer.key").c_str(), 0600);
  Authority::open(home_);
}

TEST_F(AuthorityTest, ForgetsNoRevocation) {
  Authority::openOrMake(home_, home::kNow);
  std::filesystem::remove(home_.ca("crl.pem"));
  EXPECT_THAT(home::refusal([&] { Authority::openOrMake(home_, home::kNow); }, Exit::badFile),
              HasSubstr("crl.pem is missing"));
}

TEST_F(AuthorityTest, OperatorAndServerAreRenewedOnlyWhenNecessary) {
  Authority authority = Authority::openOrMake(home_, home::kNow);
  EXPECT_TRUE(ensureOperator(home_, authority, home::kNow));
  EXPECT_FALSE(ensureOperator(home_, authority, home::kNow));
  EXPECT_FALSE(ensureOperator(home_, authority, home::kNow + 4 * kYear));
  const Certificate first = Certificate::load(home_.operatorFile("operator.crt"));
  EXPECT_EQ(first.commonName(), home::kOperatorName);
  EXPECT_TRUE(ensureOperator(home_, authority, home::kNow + 5 * kYear - 10 * kDay));
  authority.revoke(Certificate::load(home_.operatorFile("operator.crt")), home::kNow);
  EXPECT_TRUE(ensureOperator(home_, authority, home::kNow));
  replaceFile(home_.operatorFile("operator.key"), read(home_.ca("signer.key")), kOwnerOnly);
  EXPECT_TRUE(ensureOperator(home_, authority, home::kNow));

  EXPECT_TRUE(ensureServer(home_, authority, {"localhost"}, home::kNow));
  EXPECT_FALSE(ensureServer(home_, authority, {"localhost"}, home::kNow));
  EXPECT_TRUE(ensureServer(home_, authority, {"example.com"}, home::kNow));
  EXPECT_FALSE(ensureServer(home_, authority, {"localhost"}, home::kNow));  // it kept that name
  EXPECT_EQ(Certificate::chainFromPem(read(home_.broker("server.crt")), "x").size(), 2u);
}

TEST_F(AuthorityTest, DevicesAndBrokersShareNoNames) {
  const Authority authority = Authority::openOrMake(home_, home::kNow);
  const auto asDevice = [&](const std::string& name) {
    return home::refusal([&] { refuseServerName(home_, name); }, Exit::usage);
  };
  EXPECT_THAT(asDevice("localhost"), HasSubstr("is a name of the broker"));
  EXPECT_EQ(asDevice("gateway"), "accepted");
  ensureServer(home_, authority, {"localhost", "Gateway"}, home::kNow);
  EXPECT_THAT(asDevice("gateway"), HasSubstr("is a name of the broker"));
  EXPECT_EQ(asDevice("kitchen"), "accepted");
  home::DeviceRecord kitchen;
  kitchen.name = "kitchen";
  home_.save(kitchen);
  const auto asBroker = [&](const std::string& name) {
    return home::refusal([&] { ensureServer(home_, authority, {name}, home::kNow); }, Exit::usage);
  };
  EXPECT_THAT(asBroker("KITCHEN"), HasSubstr("is the name of a device"));
  EXPECT_EQ(asBroker("kitchen.example.com"), "accepted");
}

TEST_F(AuthorityTest, ASecondCertificateOfACrashedRenewalIsMade) {
  const Authority authority = Authority::openOrMake(home_, home::kNow);
  ensureServer(home_, authority, {"localhost"}, home::kNow);
  PrivateKey::generate().save(home_.broker("server.key"));  // the crash came before the new certificate
  EXPECT_TRUE(ensureServer(home_, authority, {"localhost"}, home::kNow));
  EXPECT_TRUE(Certificate::load(home_.broker("server.crt"))
                  .hasKey(PrivateKey::load(home_.broker("server.key")).publicKey()));
}

}  // namespace
}  // namespace signet::pki
