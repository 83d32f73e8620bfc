#include "host/emulator/server/bus_server.h"

#include <gtest/gtest.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <condition_variable>
#include <cstring>
#include <future>
#include <mutex>
#include <thread>

#include "signet/port/linux/bus_socket.h"

namespace signet::emulator {
namespace {

using namespace std::chrono_literals;
using Bytes = std::vector<std::uint8_t>;

port::Endpoint endpointOf(const std::string& text) {
  port::Endpoint endpoint;
  EXPECT_EQ(endpoint.parse(text), nullptr) << text;
  return endpoint;
}

/// Answers reads with the address over and over, NACKs address 0x11, fails at 0x66, and can be held.
class FakeHandler final : public RequestHandler {
 public:
  BusAnswer handle(const BusRequest& request) override {
    std::unique_lock lock(mutex_);
    ++waiting_;
    changed_.notify_all();
    changed_.wait(lock, [this] { return open_; });
    if (request.address == 0x66) throw std::runtime_error("the disk is full");
    handled_.push_back(request);
    if (request.address == 0x11) return {false, {}};
    return {true, Bytes(request.length, request.address)};
  }

  void hold() { setOpen(false); }
  void letGo() { setOpen(true); }
  void waitForRequest() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return waiting_ > 0; });
  }
  std::vector<BusRequest> handled() {
    const std::lock_guard lock(mutex_);
    return handled_;
  }

 private:
  void setOpen(bool open) {
    const std::lock_guard lock(mutex_);
    open_ = open;
    changed_.notify_all();
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<BusRequest> handled_;
  int waiting_ = 0;
  bool open_ = true;
};

/// A server in a thread of its own.
class RunningServer {
 public:
  explicit RunningServer(RequestHandler& handler, const std::string& listen = {})
      : path_(testing::TempDir() + "bus_server_" + std::to_string(::getpid())),
        socket_(endpointOf(listen.empty() ? "unix:" + path_ : listen)),
        server_(socket_, handler, [this](const std::string& line) { log_ += line + "\n"; }),
        stopFd_(::eventfd(0, EFD_CLOEXEC)),
        done_(std::async(std::launch::async, [this] { server_.run(stopFd_); })) {}
  ~RunningServer() {
    if (done_.valid()) stop();
    ::close(stopFd_);
  }

  /// Waits for the end of run() and passes on what it throws.
  void stop() {
    EXPECT_EQ(::eventfd_write(stopFd_, 1), 0);
    done_.get();
  }
  void waitForEnd() { done_.get(); }
  const std::string& logOfStopped() {
    stop();
    return log_;
  }
  port::Endpoint endpoint() const { return socket_.endpoint(); }

 private:
  std::string path_;
  ListeningSocket socket_;
  std::string log_;
  BusServer server_;
  int stopFd_;
  std::future<void> done_;
};

/// A client that sends whatever it likes.
class RawClient {
 public:
  explicit RawClient(const port::Endpoint& endpoint) : fd_(::socket(AF_UNIX, SOCK_STREAM, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, endpoint.name.data(), sizeof address.sun_path);
    EXPECT_EQ(::connect(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    const timeval limit{10, 0};
    ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  }
  ~RawClient() { ::close(fd_); }

  void send(const Bytes& bytes) {
    EXPECT_EQ(::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL), static_cast<ssize_t>(bytes.size()));
  }
  void endInput() { ::shutdown(fd_, SHUT_WR); }
  /// Everything until the server closes the connection.
  Bytes all() {
    Bytes got;
    std::uint8_t byte = 0;
    while (::recv(fd_, &byte, 1, 0) == 1) got.push_back(byte);
    return got;
  }
  int fd() const { return fd_; }

 private:
  int fd_;
};

void expectServed(const port::Endpoint& endpoint) {
  port::BusSocket client;
  ASSERT_EQ(client.connect(endpoint), Status::ok);
  Bytes answer(3);
  EXPECT_EQ(client.read(i2c::Address::sevenBit<0x60>(), answer), Status::ok);
  EXPECT_EQ(answer, Bytes(3, 0x60));
}

TEST(BusServer, AnswersEveryOperation) {
  FakeHandler handler;
  RunningServer server(handler);
  port::BusSocket client;
  ASSERT_EQ(client.connect(server.endpoint()), Status::ok);
  EXPECT_EQ(client.writeTo(0x60, Bytes{1, 2}), Status::ok);
  EXPECT_EQ(client.writeTo(0x11, Bytes{1}), Status::nack);
  Bytes answer(2);
  EXPECT_EQ(client.readFrom(0x42, answer), Status::ok);
  EXPECT_EQ(answer, Bytes(2, 0x42));
  EXPECT_EQ(client.wake(99us), Status::ok);
  EXPECT_EQ(client.advance(1s), Status::ok);
  using Asked = BusRequest::Op;
  EXPECT_EQ(handler.handled(), (std::vector<BusRequest>{{Asked::write, 0x60, {1, 2}, 0, 0us},
                                                        {Asked::write, 0x11, {1}, 0, 0us},
                                                        {Asked::read, 0x42, {}, 2, 0us},
                                                        {Asked::wake, 0, {}, 0, 99us},
                                                        {Asked::advance, 0, {}, 0, 1s}}));
  EXPECT_EQ(server.logOfStopped(), "");
}

TEST(BusServer, ListensOnAFreeTcpPort) {
  FakeHandler handler;
  RunningServer server(handler, "tcp:127.0.0.1:0");
  EXPECT_NE(server.endpoint().port, 0);
  expectServed(server.endpoint());
}

TEST(BusServer, HangsUpOnGarbageAndHarmsNobodyElse) {
  FakeHandler handler;
  RunningServer server(handler);
  port::BusSocket bystander;
  ASSERT_EQ(bystander.connect(server.endpoint()), Status::ok);
  RawClient garbage(server.endpoint());
  garbage.send({'G', 'E', 'T', ' ', '/', '\r', '\n'});
  EXPECT_TRUE(garbage.all().empty());
  EXPECT_EQ(bystander.writeTo(0x60, {}), Status::ok);
  EXPECT_EQ(server.logOfStopped(), "client 2 asks for the unknown operation 47h ('G'): disconnected\n");
}

TEST(BusServer, DoesWhatCameBeforeTheGarbage) {
  FakeHandler handler;
  RunningServer server(handler);
  RawClient client(server.endpoint());
  client.send({'R', 0x42, 1, 0, 'T', 0, 1, 0});
  EXPECT_EQ(client.all(), (Bytes{0, 1, 0, 0x42}));
  EXPECT_EQ(server.logOfStopped(), "client 1 sends 1 bytes with 'T', which takes 4: disconnected\n");
}

TEST(BusServer, IsNotBlockedByAnUnfinishedRequest) {
  FakeHandler handler;
  RunningServer server(handler);
  RawClient slow(server.endpoint());
  slow.send({'W', 0x60, 9, 0, 1});
  expectServed(server.endpoint());
  slow.endInput();
  EXPECT_TRUE(slow.all().empty());
  EXPECT_EQ(server.logOfStopped(), "client 1 left in the middle of a request: disconnected\n");
}

TEST(BusServer, AnswersAllRequestsOfAClientThatEndedItsInput) {
  FakeHandler handler;
  RunningServer server(handler);
  RawClient client(server.endpoint());
  client.send({'R', 0x42, 1, 0, 'R', 0x43, 2, 0, 'W', 0x11, 0, 0});
  client.endInput();
  EXPECT_EQ(client.all(), (Bytes{0, 1, 0, 0x42, 0, 2, 0, 0x43, 0x43, 1, 0, 0}));
  EXPECT_EQ(server.logOfStopped(), "");
}

TEST(BusServer, DoesTheRequestsOfAClientThatDoesNotWaitForAnswers) {
  FakeHandler handler;
  RunningServer server(handler);
  handler.hold();
  {
    RawClient client(server.endpoint());
    client.send({'W', 0x40, 0, 0, 'W', 0x41, 0, 0, 'W', 0x42, 0, 0});
    handler.waitForRequest();
  }
  handler.letGo();
  for (int i = 0; i < 1000 && handler.handled().size() < 3; ++i) std::this_thread::sleep_for(5ms);
  EXPECT_EQ(handler.handled().size(), 3U);
}

TEST(BusServer, LetsClientsTakeTurns) {
  FakeHandler handler;
  RunningServer server(handler);
  handler.hold();
  RawClient greedy(server.endpoint());
  Bytes many;
  for (int i = 0; i < 100; ++i) many.insert(many.end(), {'W', 0x40, 0, 0});
  greedy.send(many);
  handler.waitForRequest();
  RawClient modest(server.endpoint());
  modest.send({'W', 0x50, 0, 0});
  modest.endInput();
  handler.letGo();
  EXPECT_EQ(modest.all(), (Bytes{0, 0, 0}));
  greedy.endInput();
  EXPECT_EQ(greedy.all().size(), 300U);
  const auto handled = handler.handled();
  ASSERT_EQ(handled.size(), 101U);
  std::size_t turn = 0;
  while (handled[turn].address != 0x50) ++turn;
  EXPECT_LT(turn, 5U);
}

TEST(BusServer, IsNotBlockedByAClientThatNeverReads) {
  FakeHandler handler;
  RunningServer server(handler);
  RawClient deaf(server.endpoint());
  Bytes reads;
  for (int i = 0; i < 100; ++i) reads.insert(reads.end(), {'R', 0x42, 0x00, 0x20});  // 800 KB of answers
  deaf.send(reads);
  expectServed(server.endpoint());
  deaf.endInput();
  EXPECT_EQ(deaf.all().size(), 100U * (3 + 8192));
}

TEST(BusServer, ServesManyClientsAtOnce) {
  FakeHandler handler;
  RunningServer server(handler);
  std::vector<std::future<void>> clients;
  clients.reserve(20);
  for (int i = 0; i < 20; ++i) {
    clients.push_back(std::async(std::launch::async, [&server] {
      for (int n = 0; n < 20; ++n) expectServed(server.endpoint());
    }));
  }
  for (auto& client : clients) client.get();
  EXPECT_EQ(handler.handled().size(), 400U);
}

TEST(BusServer, EndsWhenWhatItServesFails) {
  FakeHandler handler;
  RunningServer server(handler);
  port::BusSocket client;
  ASSERT_EQ(client.connect(server.endpoint()), Status::ok);
  RawClient last(server.endpoint());
  last.send({'W', 0x66, 0, 0});
  EXPECT_THROW(server.waitForEnd(), std::runtime_error);
}

}  // namespace
}  // namespace signet::emulator
