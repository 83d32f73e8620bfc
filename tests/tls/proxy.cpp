#include "tests/tls/proxy.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <stdexcept>

namespace signet::test {
namespace {

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  return address;
}

int newSocket() {
  const int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (descriptor < 0) throw std::runtime_error("no socket");
  const int on = 1;
  setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return descriptor;
}

bool sendAll(int to, const std::uint8_t* bytes, std::size_t size, std::size_t piece) {
  for (std::size_t sent = 0; sent < size;) {
    const ssize_t count = send(to, bytes + sent, std::min(piece, size - sent), MSG_NOSIGNAL);
    if (count <= 0) return false;
    sent += static_cast<std::size_t>(count);
  }
  return true;
}

}  // namespace

Proxy::Proxy(std::uint16_t server, Spoil spoil, std::size_t from)
    : server_(server), spoil_(spoil), from_(from), listener_(newSocket()), wakeUp_(eventfd(0, EFD_CLOEXEC)) {
  sockaddr_in address = loopback(0);
  socklen_t size = sizeof address;
  if (bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 || listen(listener_, 8) != 0)
    throw std::runtime_error("the proxy cannot listen");
  getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
  port_ = ntohs(address.sin_port);
  thread_ = std::thread([this] { run(); });
}

Proxy::~Proxy() {
  const std::uint64_t one = 1;
  (void)!write(wakeUp_, &one, sizeof one);
  thread_.join();
  close(listener_);
  close(wakeUp_);
}

void Proxy::run() {
  for (;;) {
    std::array<pollfd, 2> entries = {{{listener_, POLLIN, 0}, {wakeUp_, POLLIN, 0}}};
    poll(entries.data(), entries.size(), -1);
    if (entries[1].revents != 0) return;
    const int client = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    const int on = 1;
    setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    const int server = newSocket();
    const sockaddr_in address = loopback(server_);
    forwarded_ = 0;
    if (connect(server, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0)
      serve(client, server);
    close(client);
    close(server);
  }
}

void Proxy::serve(int client, int server) {
  for (;;) {
    std::array<pollfd, 3> entries = {{{client, POLLIN, 0}, {server, POLLIN, 0}, {wakeUp_, POLLIN, 0}}};
    poll(entries.data(), entries.size(), -1);
    if (entries[2].revents != 0) return;
    if (entries[0].revents != 0) {
      std::array<std::uint8_t, 4096> buffer;
      const ssize_t count = read(client, buffer.data(), buffer.size());
      if (count <= 0) return;
      if (!sendAll(server, buffer.data(), static_cast<std::size_t>(count), buffer.size())) return;
    }
    if (entries[1].revents != 0 && !forwardToClient(client, server)) return;
  }
}

bool Proxy::forwardToClient(int client, int server) {
  std::array<std::uint8_t, 4096> buffer;
  const ssize_t count = read(server, buffer.data(), buffer.size());
  if (count <= 0) return false;
  const auto size = static_cast<std::size_t>(count);
  const bool spoils = spoil_ != Spoil::nothing && spoil_ != Spoil::trickle;
  const std::size_t good = spoils ? std::min(size, from_ - std::min(from_, forwarded_)) : size;
  forwarded_ += good;
  if (!sendAll(client, buffer.data(), good, spoil_ == Spoil::trickle ? 1 : size)) return false;
  if (good == size) return true;
  if (spoil_ != Spoil::garbage) return strike(client);
  buffer.fill(0);
  return sendAll(client, buffer.data(), size - good, size);
}

bool Proxy::strike(int client) {
  if (spoil_ == Spoil::stall) return true;  // what came is swallowed
  const linger atOnce = {1, 0};
  if (spoil_ == Spoil::reset) setsockopt(client, SOL_SOCKET, SO_LINGER, &atOnce, sizeof atOnce);
  return false;
}

}  // namespace signet::test
