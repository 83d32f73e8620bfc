// A device behind a bad network, with real sockets and a real server: each way of breaking has its own
// error, within the connection's own time limit. (tests/tls/hostile_server_test.cpp tries every byte,
// in virtual time.)
#include <gtest/gtest.h>

#include "tests/tls/device_run.h"
#include "tests/tls/proxy.h"

namespace signet::test {
namespace {

using device::Phase;

/// ServerHello and a part of the server's certificate.
constexpr std::size_t kInTheMiddle = 200;

class BrokenNetwork : public testing::Test {
 protected:
  RunEnd connectThrough(Spoil spoil, std::size_t from, Duration limit = std::chrono::seconds(20)) {
    const Proxy proxy(server_.port, spoil, from);
    return runOnce(rig_, proxy.port(), limit);
  }

  PemFolder folder_;
  TlsRig rig_;
  TlsServer server_{folder_, {issue({.dnsName = "localhost"}, newEcKey(), rig_.authority)}, rig_.authority};
};

TEST_F(BrokenNetwork, OneByteASegmentIsNoTrouble) {
  const Proxy proxy(server_.port, Spoil::trickle);
  tls::Client client(rig_.crypto, rig_.anchors, rig_.memory.view());
  ASSERT_EQ(rig_.connect(client, proxy.port(), rig_.settings()), Status::ok) << rig_.reason(client);
  EXPECT_EQ(rig_.exchange(client, "hello\n"), "olleh\n");
}

TEST_F(BrokenNetwork, Silence) {
  for (const std::size_t from : {std::size_t{0}, kInTheMiddle}) {
    const RunEnd ended = connectThrough(Spoil::stall, from, std::chrono::milliseconds(300));
    EXPECT_EQ(ended.status, Status::timeout);
    EXPECT_EQ(ended.during, Phase::handshake);
    EXPECT_NE(ended.sentence.find("fell silent"), std::string::npos) << ended.sentence;
  }
}

TEST_F(BrokenNetwork, EndInTheMiddle) {
  for (const std::size_t from : {std::size_t{0}, kInTheMiddle}) {
    const RunEnd ended = connectThrough(Spoil::close, from);
    EXPECT_EQ(ended.status, Status::closed);
    EXPECT_NE(ended.sentence.find("closed the connection"), std::string::npos) << ended.sentence;
  }
}

TEST_F(BrokenNetwork, Reset) {
  for (const std::size_t from : {std::size_t{0}, kInTheMiddle}) {
    const RunEnd ended = connectThrough(Spoil::reset, from);
    EXPECT_EQ(ended.status, Status::connectionReset);
    EXPECT_NE(ended.sentence.find("broke"), std::string::npos) << ended.sentence;
  }
}

TEST_F(BrokenNetwork, Garbage) {
  EXPECT_EQ(connectThrough(Spoil::garbage, 0).status, Status::tlsProtocol);
  const RunEnd ended = connectThrough(Spoil::garbage, kInTheMiddle);
  EXPECT_EQ(ended.side, tls::Side::server);
}

TEST_F(BrokenNetwork, NobodyListens) {
  server_.program.reset();
  const RunEnd ended = runOnce(rig_, server_.port);
  EXPECT_EQ(ended.status, Status::connectionRefused);
  EXPECT_EQ(ended.during, Phase::opening);
}

}  // namespace
}  // namespace signet::test
