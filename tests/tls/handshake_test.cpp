// The TLS client against `openssl s_server`: every suite, both kinds of chain, every choice of
// who computes what.
#include <gtest/gtest.h>

#include <set>

#include "tests/tls/tls_rig.h"

namespace signet::test {
namespace {

class TlsHandshake : public ::testing::Test {
 protected:
  Credential server(const CertificateOrder& order = {.commonName = "server", .dnsName = "localhost"}) {
    return issue(order, newEcKey(), rig_.authority);
  }
  /// The whole way: handshake, a line there and back.
  void expectConversation(tls::Client& client, const TlsServer& peer) {
    const Status status = rig_.connect(client, peer.port, rig_.settings());
    ASSERT_EQ(status, Status::ok) << rig_.reason(client) << "\n" << peer.program->output();
    EXPECT_EQ(rig_.exchange(client, "hello signet\n"), "tengis olleh\n");
  }

  PemFolder folder_;
  TlsRig rig_;
  tls::Client client_{rig_.crypto, rig_.anchors, rig_.memory.view()};
};

TEST_F(TlsHandshake, EveryEllipticCurveOperationInTheChip) {
  const TlsServer peer(folder_, {server()}, rig_.authority);
  expectConversation(client_, peer);
  EXPECT_TRUE(client_.info().clientAuthenticated);
  EXPECT_FALSE(client_.info().resumed);
  EXPECT_EQ(rig_.slots[0].generated + rig_.slots[1].generated, 1U);
}

TEST_F(TlsHandshake, EachSuite) {
  const Credential rsa = issue({.commonName = "rsa", .dnsName = "localhost"}, newRsaKey(), rig_.authority);
  const std::pair<const char*, Credential> suites[] = {{"ECDHE-ECDSA-AES128-GCM-SHA256", server()},
                                                       {"ECDHE-ECDSA-CHACHA20-POLY1305", server()},
                                                       {"ECDHE-RSA-AES128-GCM-SHA256", rsa},
                                                       {"ECDHE-RSA-CHACHA20-POLY1305", rsa}};
  std::set<std::uint16_t> seen;
  for (const auto& [suite, credential] : suites) {
    const TlsServer peer(folder_, {credential}, rig_.authority, {"-tls1_2", "-cipher", suite});
    expectConversation(client_, peer);
    seen.insert(client_.info().cipherSuite);
    EXPECT_STRNE(tls::cipherSuiteName(client_.info().cipherSuite), "unknown");
    client_.close();
  }
  EXPECT_EQ(seen.size(), 4U);
}

TEST_F(TlsHandshake, ChainWithAnIntermediate) {
  const Credential middle = issue({.commonName = "middle", .authority = true}, newEcKey(), rig_.authority);
  const Credential leaf = issue({.commonName = "leaf", .dnsName = "localhost"}, newEcKey(), middle);
  const TlsServer peer(folder_, {leaf, middle}, rig_.authority);
  expectConversation(client_, peer);
}

TEST_F(TlsHandshake, RsaChainUnderAnRsaRoot) {
  const Credential root = selfSigned({.commonName = "RSA root", .authority = true}, newRsaKey());
  const Credential leaf = issue({.commonName = "leaf", .dnsName = "localhost"}, newRsaKey(), root);
  rig_.trust(root);
  tls::Client client(rig_.crypto, rig_.anchors, rig_.memory.view());
  const TlsServer peer(folder_, {leaf}, rig_.authority);
  expectConversation(client, peer);
}

TEST_F(TlsHandshake, EveryPolicy) {
  const TlsServer peer(folder_, {server()}, rig_.authority);
  rig_.crypto.software = tls::allSoftware();
  for (const tls::Where exchange : {tls::Where::chip, tls::Where::software}) {
    for (const tls::Where verify : {tls::Where::chip, tls::Where::software}) {
      rig_.crypto.policy = {exchange, verify};
      tls::Client client(rig_.crypto, rig_.anchors, rig_.memory.view());
      expectConversation(client, peer);
      client.close();
    }
  }
  EXPECT_EQ(rig_.slots[0].generated + rig_.slots[1].generated, 2U);
}

TEST_F(TlsHandshake, SharedSecretOverTheBusEncrypted) {
  const TlsServer peer(folder_, {server()}, rig_.authority);
  tls::EphemeralSlot slot[] = {{kAgreement}};
  tls::EphemeralKeys keys(rig_.chip.device, slot);
  const atecc::SerialNumber serial = *rig_.chip.device.serialNumber();
  atecc::EncryptedAccess access(rig_.chip.device, rig_.chip.sha, serial, kParent, secretOf(kParent));
  tls::ProtectedEcdh way{access};
  rig_.crypto.ephemeral = &keys;
  rig_.crypto.protectedEcdh = &way;
  tls::Client client(rig_.crypto, rig_.anchors, rig_.memory.view());
  expectConversation(client, peer);
}

TEST_F(TlsHandshake, FreshKeyEachTimeSpreadOverTheSlots) {
  const TlsServer peer(folder_, {server()}, rig_.authority);
  std::set<std::array<std::uint8_t, 64>> keys;
  for (int i = 0; i < 4; ++i) {
    ASSERT_EQ(client_.prepare(), Status::ok);
    keys.insert(rig_.ephemeral.publicKey().bytes);
    expectConversation(client_, peer);
    EXPECT_FALSE(rig_.ephemeral.ready());
    client_.close();
  }
  EXPECT_EQ(keys.size(), 4U);
  EXPECT_EQ(rig_.slots[0].generated, 2U);
  EXPECT_EQ(rig_.slots[1].generated, 2U);
}

TEST_F(TlsHandshake, ResumesWithoutTheChip) {
  const TlsServer peer(folder_, {server()}, rig_.authority, {"-tls1_2"});
  tls::SavedSession session;
  tls::ConnectionSettings settings = rig_.settings();
  settings.session = &session;
  ASSERT_EQ(rig_.connect(client_, peer.port, settings), Status::ok) << rig_.reason(client_);
  EXPECT_FALSE(client_.info().resumed);
  ASSERT_TRUE(session.valid);
  client_.close();
  ASSERT_EQ(rig_.connect(client_, peer.port, settings), Status::ok) << rig_.reason(client_);
  EXPECT_TRUE(client_.info().resumed);
  EXPECT_EQ(rig_.exchange(client_, "again\n"), "niaga\n");
  EXPECT_TRUE(rig_.ephemeral.ready());  // prepared, and not needed
}

TEST_F(TlsHandshake, AgreesOnAlpn) {
  const TlsServer peer(folder_, {server()}, rig_.authority, {"-alpn", "x-amzn-mqtt-ca"});
  tls::ConnectionSettings settings = rig_.settings();
  settings.alpn = "x-amzn-mqtt-ca";
  ASSERT_EQ(rig_.connect(client_, peer.port, settings), Status::ok) << rig_.reason(client_);
  EXPECT_STREQ(client_.info().alpn, "x-amzn-mqtt-ca");
}

TEST_F(TlsHandshake, WorksWithSmallBuffersWhenTheServerTakesFragmentLength) {
  const TlsServer peer(folder_, {server()}, rig_.authority);
  tls::ClientMemory<512, 512> memory;
  tls::Client client(rig_.crypto, rig_.anchors, memory.view());
  expectConversation(client, peer);
}

TEST_F(TlsHandshake, IdentityMustBelongToTheKey) {
  EXPECT_EQ(rig_.identity->check(), Status::ok);
  x509::ChipSigner otherKey(rig_.chip.device, kAgreement);
  tls::Identity other(rig_.chain, otherKey);
  EXPECT_EQ(other.check(), Status::keyMismatch);
  const std::uint8_t nonsense[] = {0x30, 0x00};
  br_x509_certificate bad[] = {{const_cast<unsigned char*>(nonsense), sizeof nonsense}};
  tls::Identity damaged(bad, rig_.signer);
  EXPECT_EQ(damaged.check(), Status::badEncoding);
}

}  // namespace
}  // namespace signet::test
