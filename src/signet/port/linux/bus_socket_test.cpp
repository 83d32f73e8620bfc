#include "signet/port/linux/bus_socket.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <future>
#include <string>
#include <vector>

namespace signet::port {
namespace {

using namespace std::chrono_literals;
using ByteVector = std::vector<std::uint8_t>;

/// A server that accepts one client, sends `answer` once it has `expected` bytes, and hands back what it got.
class OneAnswer {
 public:
  OneAnswer(std::size_t expected, const ByteVector& answer)
      : path_(testing::TempDir() + "bus_socket_" + std::to_string(::getpid())) {
    ::unlink(path_.c_str());
    listener_ = ::socket(AF_UNIX, SOCK_STREAM, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, path_.c_str(), sizeof address.sun_path - 1);
    EXPECT_EQ(::bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    EXPECT_EQ(::listen(listener_, 1), 0);
    got_ = std::async(std::launch::async, [this, expected, answer] { return serve(expected, answer); });
  }
  ~OneAnswer() {
    ::close(listener_);
    ::unlink(path_.c_str());
  }

  Endpoint endpoint() const {
    Endpoint e;
    EXPECT_EQ(e.parse("unix:" + path_), nullptr);
    return e;
  }
  ByteVector got() { return got_.get(); }

 private:
  ByteVector serve(std::size_t expected, const ByteVector& answer) const {
    const int client = ::accept(listener_, nullptr, nullptr);
    ByteVector got(expected);
    const ssize_t n = ::recv(client, got.data(), expected, MSG_WAITALL);
    got.resize(n < 0 ? 0 : static_cast<std::size_t>(n));
    EXPECT_EQ(::send(client, answer.data(), answer.size(), 0), static_cast<ssize_t>(answer.size()));
    ::close(client);
    return got;
  }

  std::string path_;
  int listener_ = -1;
  std::future<ByteVector> got_;
};

const auto kChip = i2c::Address::sevenBit<0x60>();

TEST(BusSocket, SendsAWriteAsTheProtocolSays) {
  OneAnswer server(4 + 3, {0x00, 0, 0});
  BusSocket bus;
  ASSERT_EQ(bus.connect(server.endpoint()), Status::ok);
  EXPECT_EQ(bus.write(kChip, ByteVector{3, 7, 0x30}), Status::ok);
  EXPECT_EQ(server.got(), (ByteVector{'W', 0x60, 3, 0, 3, 7, 0x30}));
  EXPECT_EQ(bus.busTime(), 360us);
}

TEST(BusSocket, ReadsWhatTheServerAnswers) {
  OneAnswer server(4, {0x00, 4, 0, 0x04, 0x11, 0x33, 0x43});
  BusSocket bus;
  ASSERT_EQ(bus.connect(server.endpoint()), Status::ok);
  ByteVector answer(4);
  EXPECT_EQ(bus.read(kChip, answer), Status::ok);
  EXPECT_EQ(answer, (ByteVector{0x04, 0x11, 0x33, 0x43}));
  EXPECT_EQ(server.got(), (ByteVector{'R', 0x60, 4, 0}));
}

TEST(BusSocket, TellsANackFromAFailure) {
  OneAnswer server(4, {0x01, 0, 0});
  BusSocket bus;
  ASSERT_EQ(bus.connect(server.endpoint()), Status::ok);
  ByteVector answer(4);
  EXPECT_EQ(bus.read(kChip, answer), Status::nack);
  EXPECT_TRUE(bus.connected());
  EXPECT_EQ(bus.problem(), BusSocketProblem::none);
}

TEST(BusSocket, SendsTheLengthOfAWakePulse) {
  OneAnswer server(8, {0x00, 0, 0});
  BusSocket bus;
  ASSERT_EQ(bus.connect(server.endpoint()), Status::ok);
  EXPECT_EQ(bus.wake(300us), Status::ok);
  EXPECT_EQ(server.got(), (ByteVector{'K', 0, 4, 0, 0x2C, 0x01, 0, 0}));
}

TEST(BusSocket, AdvancesVirtualTime) {
  OneAnswer server(8, {0x00, 0, 0});
  BusSocket bus;
  ASSERT_EQ(bus.connect(server.endpoint()), Status::ok);
  BusSocketClock clock(bus);
  const Instant before = clock.now();
  clock.sleepFor(1000s);
  EXPECT_GE(clock.now() - before, 1000s);
  EXPECT_EQ(server.got(), (ByteVector{'T', 0, 4, 0, 0x00, 0xCA, 0x9A, 0x3B}));
  EXPECT_EQ(bus.advance(BusSocket::kMaxAdvance + 1us), Status::invalidArgument);
}

TEST(BusSocket, SleepsItselfWhenTheServerRunsInRealTime) {
  OneAnswer server(8, {0x01, 0, 0});
  BusSocket bus;
  ASSERT_EQ(bus.connect(server.endpoint()), Status::ok);
  BusSocketClock clock(bus);
  SystemClock system;
  const Instant before = system.now();
  clock.sleepFor(2ms);
  EXPECT_GE(system.now() - before, 2ms);
}

TEST(BusSocket, ReportsAServerThatHangsUp) {
  OneAnswer server(4, {0x00, 4, 0, 0x04});  // three of the promised bytes never come
  BusSocket bus;
  ASSERT_EQ(bus.connect(server.endpoint()), Status::ok);
  ByteVector answer(4);
  EXPECT_EQ(bus.read(kChip, answer), Status::busFault);
  EXPECT_EQ(bus.problem(), BusSocketProblem::connectionLost);
  EXPECT_FALSE(bus.connected());
  EXPECT_EQ(bus.read(kChip, answer), Status::busFault);
  EXPECT_EQ(bus.problem(), BusSocketProblem::notConnected);
}

TEST(BusSocket, RefusesAnswersOfAnotherProtocol) {
  const ByteVector wrong[] = {{0x02, 0, 0}, {'H', 'T', 'T'}, {0x00, 5, 0},
                              {0x00, 0, 1}, {0x01, 4, 0},    {0x01, 0, 1}};
  for (const ByteVector& answer : wrong) {
    OneAnswer server(4, answer);
    BusSocket bus;
    ASSERT_EQ(bus.connect(server.endpoint()), Status::ok);
    ByteVector bytes(4);
    EXPECT_EQ(bus.read(kChip, bytes), Status::busFault);
    EXPECT_EQ(bus.problem(), BusSocketProblem::badAnswer);
  }
}

TEST(BusSocket, SaysWhyItCannotConnect) {
  BusSocket bus;
  Endpoint nowhere;
  ASSERT_EQ(nowhere.parse("unix:/nonexistent/chip.sock"), nullptr);
  EXPECT_EQ(bus.connect(nowhere), Status::busFault);
  EXPECT_EQ(bus.problem(), BusSocketProblem::noServer);
  EXPECT_EQ(bus.systemError(), ENOENT);
  ASSERT_EQ(nowhere.parse("tcp:host.invalid:1"), nullptr);
  EXPECT_EQ(bus.connect(nowhere), Status::busFault);
  EXPECT_EQ(bus.problem(), BusSocketProblem::unknownHost);
}

TEST(BusSocket, RefusesWhatTheProtocolCannotCarry) {
  BusSocket bus;
  ByteVector tooLong(BusSocket::kMaxTransfer + 1);
  EXPECT_EQ(bus.write(kChip, tooLong), Status::invalidArgument);
  EXPECT_EQ(bus.read(kChip, tooLong), Status::invalidArgument);
  EXPECT_EQ(bus.writeTo(0x80, {}), Status::invalidArgument);
}

TEST(BusSocket, EveryProblemHasItsOwnSentence) {
  for (int i = 0; i <= static_cast<int>(BusSocketProblem::badAnswer); ++i) {
    EXPECT_STRNE(problemText(static_cast<BusSocketProblem>(i)), "unknown problem") << i;
  }
}

}  // namespace
}  // namespace signet::port
