#include "tests/board/time_server.h"

#include <arpa/inet.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <ctime>
#include <stdexcept>

namespace signet::test {
namespace {

constexpr std::int64_t kFrom1900To1970 = 2'208'988'800;

TimeServer::Packet honestAnswer(const TimeServer::Packet& request) {
  TimeServer::Packet answer{};
  answer[0] = 4 << 3 | 4;  // version 4, server
  answer[1] = 1;           // the first stratum
  std::copy(request.begin() + 40, request.end(), answer.begin() + 24);
  setTransmit(answer, std::time(nullptr));
  return answer;
}

}  // namespace

void setTransmit(TimeServer::Packet& packet, std::int64_t posix) {
  const auto seconds = static_cast<std::uint32_t>(posix + kFrom1900To1970);
  for (unsigned i = 0; i < 4; ++i) packet[40 + i] = static_cast<std::uint8_t>(seconds >> (24 - 8 * i));
}

TimeServer::TimeServer()
    : socket_(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)), wake_(eventfd(0, EFD_CLOEXEC)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (bind(socket_, reinterpret_cast<sockaddr*>(&address), size) != 0 || wake_ < 0)
    throw std::runtime_error("no time server");
  getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size);
  port_ = ntohs(address.sin_port);
  thread_ = std::thread([this] { serve(); });
}

TimeServer::~TimeServer() {
  eventfd_write(wake_, 1);
  thread_.join();
  close(socket_);
  close(wake_);
}

void TimeServer::spoil(std::function<void(Packet& answer)> action) {
  const std::lock_guard lock(mutex_);
  spoil_ = std::move(action);
}

void TimeServer::serve() {
  pollfd entries[] = {{socket_, POLLIN, 0}, {wake_, POLLIN, 0}};
  for (;;) {
    ::poll(entries, 2, -1);
    if (entries[1].revents != 0) return;
    Packet request{};
    sockaddr_in from{};
    socklen_t size = sizeof from;
    auto* const address = reinterpret_cast<sockaddr*>(&from);
    if (recvfrom(socket_, request.data(), request.size(), 0, address, &size) != 48) continue;
    ++requests_;
    if (silent_) continue;
    Packet answer = honestAnswer(request);
    const std::lock_guard lock(mutex_);
    if (spoil_) spoil_(answer);
    if (forged_) {
      Packet forgery = answer;
      forgery[24] ^= 1;
      setTransmit(forgery, std::time(nullptr) + 1'000'000'000);
      sendto(socket_, forgery.data(), forgery.size(), 0, address, size);
    }
    sendto(socket_, answer.data(), answer.size(), 0, address, size);
  }
}

}  // namespace signet::test
