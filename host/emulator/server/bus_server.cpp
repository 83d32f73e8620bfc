#include "host/emulator/server/bus_server.h"

#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

namespace signet::emulator {

struct BusServer::Client {
  Client(int socket, unsigned n) : fd(socket), number(n) {}
  ~Client() { ::close(fd); }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  /// Nothing is read while a request waits for its turn or an answer waits for the client: a client that
  /// only ever sends fills its own socket, not our memory.
  bool wantsInput() const { return !inputEnded && !request && answer.empty(); }
  bool wantsTurn() const { return answer.empty() && (request || inputEnded || parser.failed()); }

  int fd;
  unsigned number;
  BusRequestParser parser;
  std::optional<BusRequest> request;
  std::vector<std::uint8_t> answer;
  bool inputEnded = false;
  bool closed = false;
};

BusServer::BusServer(const ListeningSocket& socket, RequestHandler& handler, Log log)
    : socket_(socket), handler_(handler), log_(std::move(log)) {}

BusServer::~BusServer() = default;

void BusServer::run(int stopFd) {
  bool stop = false;
  while (!stop) {
    waitForWork(stopFd, stop);
    for (Client& client : clients_) serveOne(client);
    removeClosed();
  }
}

std::chrono::nanoseconds BusServer::untilNextTurn(bool& forever) {
  const auto next = handler_.settle();
  forever = !next;
  for (const Client& client : clients_) {
    if (!client.wantsTurn()) continue;
    forever = false;
    return std::chrono::nanoseconds::zero();
  }
  return next.value_or(std::chrono::nanoseconds::zero());
}

void BusServer::waitForWork(int stopFd, bool& stop) {
  bool forever = false;
  const auto wait = untilNextTurn(forever);
  const timespec limit{static_cast<time_t>(wait.count() / 1'000'000'000),
                       static_cast<long>(wait.count() % 1'000'000'000)};
  std::vector<pollfd> polled{{stopFd, POLLIN, 0},
                             {clients_.size() < kMaxClients ? socket_.fd() : -1, POLLIN, 0}};
  for (const Client& client : clients_) {
    const int events = (client.wantsInput() ? POLLIN : 0) | (client.answer.empty() ? 0 : POLLOUT);
    polled.push_back({client.fd, static_cast<short>(events), 0});
  }
  if (::ppoll(polled.data(), polled.size(), forever ? nullptr : &limit, nullptr) <= 0) return;

  auto ready = polled.begin() + 2;
  for (Client& client : clients_) {
    const short events = (ready++)->revents;
    // Also of a client that has disconnected: its earlier requests are still carried out.
    if (events != 0 && !client.answer.empty()) sendAnswer(client);
    if (events != 0 && client.wantsInput()) receive(client);
  }
  if (polled[1].revents != 0) acceptClients();
  stop = polled[0].revents != 0;
}

void BusServer::acceptClients() {
  const int fd = ::accept4(socket_.fd(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
  if (fd < 0) {
    // Out of file descriptors: without a pause the listening socket would wake us again at once.
    if (errno == EMFILE || errno == ENFILE) {
      log_("cannot accept another client: too many open files");
      ::usleep(10'000);
    }
    return;
  }
  const int on = 1;
  if (socket_.endpoint().kind == port::Endpoint::Kind::tcp)
    ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  clients_.emplace_back(fd, ++accepted_);
}

void BusServer::receive(Client& client) {
  std::array<std::uint8_t, 4096> buffer{};
  const ssize_t got = ::recv(client.fd, buffer.data(), buffer.size(), 0);
  if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (got < 0) return hangUp(client, fmt::format("lost its connection ({})", std::strerror(errno)));
  if (got == 0) {
    client.inputEnded = true;
  } else {
    client.parser.feed(std::span(buffer).first(static_cast<std::size_t>(got)));
  }
}

void BusServer::serveOne(Client& client) {
  if (client.closed || !client.answer.empty()) return;
  if (!client.request) client.request = client.parser.next();
  if (client.parser.failed()) return hangUp(client, client.parser.error());
  if (client.request) {
    client.answer = encodeAnswer(handler_.handle(*client.request));
    // The next request is taken out now, so that poll() knows that this client waits for a turn.
    client.request = client.parser.next();
    sendAnswer(client);
  } else if (client.inputEnded) {
    if (client.parser.partial()) return hangUp(client, "left in the middle of a request");
    client.closed = true;
  }
}

void BusServer::sendAnswer(Client& client) {
  const ssize_t sent = ::send(client.fd, client.answer.data(), client.answer.size(), MSG_NOSIGNAL);
  if (sent > 0) {
    client.answer.erase(client.answer.begin(), client.answer.begin() + sent);
  } else if (sent < 0 && errno != EAGAIN && errno != EINTR) {
    client.answer.clear();  // it left without waiting for its answer; recv() will say so
  }
}

void BusServer::hangUp(Client& client, const std::string& why) {
  log_(fmt::format("client {} {}: disconnected", client.number, why));
  client.closed = true;
}

void BusServer::removeClosed() {
  clients_.remove_if([](const Client& client) { return client.closed; });
}

}  // namespace signet::emulator
