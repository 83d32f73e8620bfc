// Servers that stall, break off or send nonsense, from every byte on that they send until CONNACK: each ends
// in its own error, on the right side, in bounded time; and the same device connects to a good server
// afterwards. All of it in virtual time. (tests/tls/broken_network_test.cpp does the same with sockets.)
#include <gtest/gtest.h>

#include <map>
#include <string>

#include "host/base/sanitized.h"
#include "host/bench/handshake/rig.h"
#include "tests/tls/hostile_peer.h"

namespace signet::test {
namespace {

using namespace std::chrono_literals;
using bench::HandshakeRig;
using bench::Outcome;
using bench::RigOptions;
using device::Phase;

#if SIGNET_SANITIZED
constexpr std::size_t kStride = 61;  // the sanitizers are slow
#else
constexpr std::size_t kStride = 2;
#endif

const bench::PreparedDevice& provisioned() {
  static const bench::PreparedDevice device = bench::prepareDevice();
  return device;
}

RigOptions optionsWith(std::function<std::unique_ptr<bench::Peer>(std::unique_ptr<bench::Peer>)> between) {
  RigOptions options;
  options.trustSigner = true;
  options.between = std::move(between);
  return options;
}

/// Bytes that the server sends at least from ServerHello to CONNACK: signatures differ in length.
std::size_t serverBytes() {
  HandshakeRig rig(provisioned(), optionsWith(nullptr));
  EXPECT_EQ(rig.connect().status, Status::ok);
  std::size_t sum = 0;
  for (const bench::Flight& flight : rig.link().flights()) sum += flight.toServer ? 0 : flight.bytes;
  return sum - 8;
}

class HostileServer : public testing::TestWithParam<Evil> {
 protected:
  /// The first connection meets the evil at this byte; the second one a good server.
  Outcome meet(std::size_t from) {
    bool first = true;
    HandshakeRig rig(provisioned(), optionsWith([&](std::unique_ptr<bench::Peer> peer) {
                       if (!std::exchange(first, false)) return peer;
                       return std::unique_ptr<bench::Peer>(
                           std::make_unique<HostilePeer>(std::move(peer), GetParam(), from));
                     }));
    const Instant begin = rig.clock().now();
    const Outcome outcome = rig.connect();
    EXPECT_LT(rig.clock().now() - begin, Duration(51s)) << "byte " << from;
    if (outcome.status == Status::ok) rig.leave();
    EXPECT_EQ(rig.connect().status, Status::ok) << "after byte " << from;
    return outcome;
  }
};

/// What the device may say of it.
bool isTrue(Evil evil, const Outcome& outcome) {
  if (outcome.during != Phase::handshake && outcome.during != Phase::joining) return false;
  switch (evil) {
    case Evil::stall: return outcome.status == Status::timeout;
    case Evil::close: return outcome.status == Status::closed;
    case Evil::reset: return outcome.status == Status::connectionReset;
    case Evil::garbage:
    case Evil::flip:
    case Evil::flood: break;
  }
  if (outcome.status == Status::timeout) return true;  // a length that announces more than arrives
  if (outcome.status == Status::protocolError) return outcome.during == Phase::joining;
  return outcome.tls.side == tls::Side::server && outcome.status == outcome.tls.status;
}

TEST_P(HostileServer, EndsInItsOwnErrorWhereverItStrikes) {
  const std::size_t size = serverBytes();
  ASSERT_GT(size, 1000U);
  std::map<std::string, int> ends;
  int failures = 0;
  for (std::size_t from = 0; from < size && failures < 10; from += kStride) {
    const Outcome outcome = meet(from);
    ++ends[statusName(outcome.status)];
    if (isTrue(GetParam(), outcome)) continue;
    ADD_FAILURE() << "from byte " << from << ": " << statusName(outcome.status) << " during "
                  << phaseName(outcome.during) << ", side " << static_cast<int>(outcome.tls.side) << ", chip "
                  << statusName(outcome.tls.chip);
    ++failures;
  }
  for (const auto& [status, count] : ends) RecordProperty(status, count);
}

INSTANTIATE_TEST_SUITE_P(Every, HostileServer,
                         testing::Values(Evil::stall, Evil::close, Evil::reset, Evil::garbage, Evil::flip,
                                         Evil::flood),
                         [](const auto& evil) { return evilName(evil.param); });

/// What is received from a port with another protocol than TLS.
class Banner final : public bench::Peer {
 public:
  explicit Banner(std::string text) : text_(std::move(text)) {}
  std::vector<std::uint8_t> receive(Bytes) override { return {text_.begin(), text_.end()}; }

 private:
  std::string text_;
};

TEST(ServerWithoutTls, IsToldFromOneWithAnotherVersion) {
  for (const char* const text :
       {"HTTP/1.1 400 Bad Request\r\n\r\n", "220 mail.example ESMTP\r\n", "SSH-2.0-OpenSSH_9.2\r\n"}) {
    HandshakeRig rig(provisioned(), optionsWith([&](std::unique_ptr<bench::Peer>) {
                       return std::unique_ptr<bench::Peer>(std::make_unique<Banner>(text));
                     }));
    EXPECT_EQ(rig.connect().status, Status::tlsProtocol) << text;
  }
  // A ServerHello of TLS 1.0 is TLS, but too old.
  const std::string old = {22, 3, 1, 0, 6, 2, 0, 0, 2, 3, 1};
  HandshakeRig rig(provisioned(), optionsWith([&](std::unique_ptr<bench::Peer>) {
                     return std::unique_ptr<bench::Peer>(std::make_unique<Banner>(old));
                   }));
  EXPECT_EQ(rig.connect().status, Status::noCommonSuite);
}

TEST(SlowServer, OneByteAtATimeConnects) {
  HandshakeRig rig(provisioned(), optionsWith(nullptr));
  rig.link().setLongestRead(1);
  EXPECT_EQ(rig.connect().status, Status::ok);
  EXPECT_TRUE(rig.authenticated());
}

}  // namespace
}  // namespace signet::test
