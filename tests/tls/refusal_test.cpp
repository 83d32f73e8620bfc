// How a handshake fails: each cause has its own status and its own sentence, and says which side it was.
#include <gtest/gtest.h>

#include "tests/tls/tls_rig.h"

namespace signet::test {
namespace {

using ::testing::Test;

class TlsRefusal : public Test {
 protected:
  Credential server(const CertificateOrder& order = {.commonName = "server", .dnsName = "localhost"}) {
    return issue(order, newEcKey(), rig_.authority);
  }
  void expectRefused(const TlsServer& peer, Status expected, tls::Side side, const std::string& words,
                     const tls::ConnectionSettings& settings) {
    tls::Client client(rig_.crypto, rig_.anchors, rig_.memory.view());
    EXPECT_EQ(rig_.connect(client, peer.port, settings), expected);
    if (client.established()) (void)rig_.readLine(client);
    EXPECT_EQ(client.failure().status, expected);
    EXPECT_EQ(client.failure().side, side);
    EXPECT_NE(rig_.reason(client).find(words), std::string::npos) << rig_.reason(client);
  }
  void expectRefused(const TlsServer& peer, Status expected, tls::Side side, const std::string& words) {
    expectRefused(peer, expected, side, words, rig_.settings());
  }

  PemFolder folder_;
  TlsRig rig_;
};

TEST_F(TlsRefusal, UntrustedIssuer) {
  const Credential stranger = selfSigned({.commonName = "Stranger", .authority = true}, newEcKey());
  const TlsServer peer(folder_, {issue({.commonName = "s", .dnsName = "localhost"}, newEcKey(), stranger)},
                       rig_.authority);
  expectRefused(peer, Status::untrustedIssuer, tls::Side::server, "trusted");
}

TEST_F(TlsRefusal, WrongHost) {
  const TlsServer peer(folder_, {server({.commonName = "x", .dnsName = "elsewhere"})}, rig_.authority);
  expectRefused(peer, Status::wrongHost, tls::Side::server, "another host name");
}

TEST_F(TlsRefusal, Expired) {
  const TlsServer peer(folder_, {server({.dnsName = "localhost", .validFromDays = -10, .validForDays = 3})},
                       rig_.authority);
  expectRefused(peer, Status::certificateExpired, tls::Side::server, "expired at 20");
}

TEST_F(TlsRefusal, NotYetValid) {
  const TlsServer peer(folder_, {server({.dnsName = "localhost", .validFromDays = 10})}, rig_.authority);
  expectRefused(peer, Status::certificateNotYetValid, tls::Side::server, "valid from 20");
}

TEST_F(TlsRefusal, ClockNotSet) {
  const TlsServer peer(folder_, {server()}, rig_.authority);
  tls::ConnectionSettings settings = rig_.settings();
  settings.now = 0;
  expectRefused(peer, Status::clockNotSet, tls::Side::device, "clock is not set", settings);
}

TEST_F(TlsRefusal, ServerWantsNoClientCertificate) {
  const TlsServer peer(folder_, {server()}, rig_.authority, {}, false);
  expectRefused(peer, Status::clientAuthNotWanted, tls::Side::server, "no client certificate");
  // It can be allowed.
  tls::ConnectionSettings settings = rig_.settings();
  settings.requireClientAuth = false;
  tls::Client client(rig_.crypto, rig_.anchors, rig_.memory.view());
  EXPECT_EQ(rig_.connect(client, peer.port, settings), Status::ok);
  EXPECT_FALSE(client.info().clientAuthenticated);
}

TEST_F(TlsRefusal, ServerDoesNotTrustTheDevice) {
  const Credential stranger = selfSigned({.commonName = "Stranger", .authority = true}, newEcKey());
  const TlsServer peer(folder_, {server()}, stranger, {"-tls1_2"});
  expectRefused(peer, Status::tlsAlert, tls::Side::server, "unknown_ca");
}

TEST_F(TlsRefusal, CertificateOfAnotherKey) {
  x509::ChipSigner otherKey(rig_.chip.device, kAgreement);
  tls::Identity other(rig_.chain, otherKey);
  const TlsServer peer(folder_, {server()}, rig_.authority, {"-tls1_2"});
  tls::ConnectionSettings settings = rig_.settings();
  settings.identity = &other;
  expectRefused(peer, Status::tlsAlert, tls::Side::server, "decrypt_error", settings);
}

TEST_F(TlsRefusal, NoSuiteInCommon) {
  const TlsServer peer(folder_, {server()}, rig_.authority,
                       {"-tls1_2", "-cipher", "ECDHE-ECDSA-AES256-GCM-SHA384"});
  expectRefused(peer, Status::tlsAlert, tls::Side::server, "handshake_failure");
}

TEST_F(TlsRefusal, ServerWithoutTls12) {
  const TlsServer peer(folder_, {server()}, rig_.authority, {"-tls1_3"});
  expectRefused(peer, Status::tlsAlert, tls::Side::server, "protocol_version");
}

TEST_F(TlsRefusal, ChipWithoutKeyInTheSlot) {
  emulator::Eeprom part = tlsPart();
  TlsRig rig(part);
  const TlsServer peer(folder_, {issue({.dnsName = "localhost"}, newEcKey(), rig.authority)}, rig.authority);
  x509::ChipSigner noKey(rig.chip.device, Slot::number<8>());
  tls::Identity identity(rig.chain, noKey);
  tls::ConnectionSettings settings = rig.settings();
  settings.identity = &identity;
  tls::Client client(rig.crypto, rig.anchors, rig.memory.view());
  EXPECT_EQ(rig.connect(client, peer.port, settings), Status::chipFailed);
  EXPECT_EQ(client.failure().side, tls::Side::chip);
  EXPECT_EQ(client.failure().chip, Status::executionError);
}

TEST_F(TlsRefusal, ChipThatIsNotLocked) {
  Rig blank(factoryPart());
  tls::EphemeralKeys keys(blank.device, rig_.slots);
  tls::Crypto crypto = rig_.crypto;
  crypto.chip = &blank.device;
  crypto.ephemeral = &keys;
  tls::Client client(crypto, rig_.anchors, rig_.memory.view());
  EXPECT_EQ(client.prepare(), Status::notLocked);
  const TlsServer peer(folder_, {server()}, rig_.authority);
  EXPECT_EQ(rig_.connect(client, peer.port, rig_.settings()), Status::notLocked);
  EXPECT_NE(rig_.reason(client).find("fixed pattern"), std::string::npos);
}

/// It would need a second ephemeral key, and it is not used in practice. Rejected, OpenSSL
/// ends the connection.
TEST_F(TlsRefusal, RefusesToRenegotiate) {
  const TlsServer peer(folder_, {server()}, rig_.authority, {"-tls1_2", "-no_cache", "-no_ticket"}, true,
                       "-nbio");
  tls::Client client(rig_.crypto, rig_.anchors, rig_.memory.view());
  ASSERT_EQ(rig_.connect(client, peer.port, rig_.settings()), Status::ok) << rig_.reason(client);
  peer.program->send("r\n");
  Status status = Status::ok;
  const Instant end = rig_.clock.now() + std::chrono::seconds(20);
  while ((status = client.poll()) == Status::ok && rig_.clock.now() < end) {
    rig_.transport.waitFor(std::chrono::milliseconds(20), false);
  }
  EXPECT_EQ(status, Status::tlsAlert) << rig_.reason(client) << peer.program->output();
  EXPECT_EQ(rig_.slots[0].generated + rig_.slots[1].generated, 1U);
}

}  // namespace
}  // namespace signet::test
