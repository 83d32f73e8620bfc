// Maximum fragment length (RFC 6066, section 4): always asked for, and both kinds of servers dealt with.
#include <gtest/gtest.h>

#include "host/bench/handshake/rig.h"
#include "tests/tls/bearssl_peer.h"
#include "tests/tls/tls_rig.h"

namespace signet::test {
namespace {

using bench::HandshakeRig;
using bench::Outcome;

/// CONNACK, and behind it in the same record a message of so many bytes.
std::vector<std::uint8_t> connackAndMessage(std::size_t size) {
  std::vector<std::uint8_t> bytes = {0x20, 3, 0, 0, 0, 0x30};
  const std::size_t remaining = 4 + size;
  for (std::size_t rest = remaining;; rest /= 128) {
    bytes.push_back(static_cast<std::uint8_t>(rest % 128 | (rest >= 128 ? 0x80U : 0U)));
    if (rest < 128) break;
  }
  bytes.insert(bytes.end(), {0, 1, 't', 0});
  bytes.resize(bytes.size() + size, 'x');
  return bytes;
}

class FragmentLength : public testing::Test {
 protected:
  Outcome connect(Fragments fragments, std::size_t messageSize) {
    const bench::PreparedDevice device = bench::prepareDevice();
    bench::RigOptions options;
    options.between = [&](std::unique_ptr<bench::Peer>) {
      auto peer = std::make_unique<BearSslPeer>(device.certificates, bench::kPosixNow, fragments,
                                                connackAndMessage(messageSize));
      peer_ = peer.get();
      return std::unique_ptr<bench::Peer>(std::move(peer));
    };
    HandshakeRig rig(device, options);
    const Outcome outcome = rig.connect();
    EXPECT_TRUE(peer_->wasAsked());
    return outcome;
  }
  BearSslPeer* peer_ = nullptr;
};

TEST_F(FragmentLength, ServerKeepsToIt) {
  EXPECT_EQ(connect(Fragments::honoured, 14'000).status, Status::ok);
}

TEST_F(FragmentLength, ServerDoesNotKnowItAndSendsSmallRecords) {
  EXPECT_EQ(connect(Fragments::ignored, 4'000).status, Status::ok);
}

TEST_F(FragmentLength, ServerDoesNotKnowItAndSendsLargeRecords) {
  const Outcome outcome = connect(Fragments::ignored, 5'000);
  EXPECT_EQ(outcome.status, Status::recordTooLarge);
  EXPECT_EQ(outcome.tls.side, tls::Side::server);
  std::array<std::uint8_t, 240> text;
  EXPECT_NE(std::string(tls::describe(outcome.tls, text)).find("maximum fragment length"), std::string::npos);
}

TEST_F(FragmentLength, LongLineComesBackInRecordsOf512Bytes) {
  const PemFolder folder;
  TlsRig rig;
  const TlsServer peer(folder, {issue({.dnsName = "localhost"}, newEcKey(), rig.authority)}, rig.authority);
  tls::ClientMemory<512, 512> memory;
  tls::Client client(rig.crypto, rig.anchors, memory.view());
  ASSERT_EQ(rig.connect(client, peer.port, rig.settings()), Status::ok) << rig.reason(client);
  const std::string line(5'000, 'a');
  EXPECT_EQ(rig.exchange(client, line + "\n"), line + "\n");
}

}  // namespace
}  // namespace signet::test
