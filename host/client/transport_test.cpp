#include "host/client/transport.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>

namespace signet::client {
namespace {

using std::chrono::milliseconds;

/// Real time, and that of a simulated chip that computes in no time.
class ChipsClock final : public Clock {
 public:
  Duration computed{};

 private:
  Instant doNow() override { return real_.now() + computed; }
  void doSleepFor(Duration duration) override { real_.sleepFor(duration); }
  port::SystemClock real_;
};

class TransportTest : public testing::Test {
 protected:
  TransportTest() : listener_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const generic = reinterpret_cast<sockaddr*>(&address);
    EXPECT_EQ(bind(listener_, generic, size), 0);
    EXPECT_EQ(listen(listener_, 1), 0);
    getsockname(listener_, generic, &size);
    port_ = ntohs(address.sin_port);
  }
  ~TransportTest() override { close(listener_); }

  /// Connects to `host`; before the first look at the network the chip computes, before each
  /// real time passes.
  void connect(const char* host, Duration computed, Duration slept) {
    Status status = transport_.open(host, port_, clock_.now());
    for (int n = 0; status != Status::ok || n == 0; ++n) {
      ASSERT_LT(n, 1000);
      if (n == 0) clock_.computed += computed;
      clock_.sleepFor(slept);
      status = transport_.pollOpen(clock_.now());
      ASSERT_TRUE(status == Status::ok || status == Status::wouldBlock);
    }
  }
  Duration length(const std::string& phase) const {
    for (const auto& span : timeline_.lanes().front().segments) {
      if (span.label == phase) return span.length();
    }
    ADD_FAILURE() << "no span " << phase;
    return {};
  }

  int listener_;
  std::uint16_t port_ = 0;
  ChipsClock clock_;
  Timeline timeline_;
  ObservedTransport transport_{timeline_, timeline_.lane("network"), clock_};
};

// What the chip computes in simulated time is far beyond what loopback takes in real time.
constexpr milliseconds kComputed{2000};
constexpr milliseconds kSlept{20};

TEST_F(TransportTest, TheSimulatedChipsTimeIsNotTheNetworks) {
  connect("localhost", kComputed, milliseconds(1));
  EXPECT_LT(length("look-up"), kComputed);
  EXPECT_LT(length("TCP"), kComputed);
}

TEST_F(TransportTest, TheSameWithoutALookUp) {
  connect("127.0.0.1", kComputed, Duration::zero());
  EXPECT_LT(length("TCP"), kComputed);
  EXPECT_EQ(transport_.peerAddress(), "127.0.0.1");
}

TEST_F(TransportTest, RealTimeIs) {
  connect("127.0.0.1", Duration::zero(), kSlept);
  EXPECT_GE(length("TCP"), kSlept);
}

}  // namespace
}  // namespace signet::client
