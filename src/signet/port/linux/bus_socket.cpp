#include "signet/port/linux/bus_socket.h"

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <limits>

namespace signet::port {
namespace {

constexpr std::uint8_t kAck = 0x00;
constexpr std::uint8_t kNack = 0x01;
constexpr Duration kByteTime = std::chrono::microseconds(90);  // nine bits at 100 kHz

BusSocketProblem problemOfConnect(int error) {
  return error == EACCES || error == EPERM ? BusSocketProblem::noPermission : BusSocketProblem::noServer;
}

/// A connected socket, or -1 with errno.
int tryConnect(int family, const sockaddr* address, socklen_t size) {
  const int fd = ::socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0 || ::connect(fd, address, size) == 0) return fd;
  const int error = errno;
  ::close(fd);
  errno = error;
  return -1;
}

int connectUnix(const Endpoint& endpoint) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  static_assert(sizeof address.sun_path == Endpoint::kMaxName + 1);
  std::memcpy(address.sun_path, endpoint.name.data(), sizeof address.sun_path);
  return tryConnect(AF_UNIX, reinterpret_cast<const sockaddr*>(&address), sizeof address);
}

/// A connected socket, -1 with errno, or -2 when the host has no address.
int connectTcp(const Endpoint& endpoint) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_NUMERICSERV;
  char port[8];
  std::snprintf(port, sizeof port, "%u", endpoint.port);
  addrinfo* found = nullptr;
  if (::getaddrinfo(endpoint.name.data(), port, &hints, &found) != 0) return -2;
  int fd = -1;
  for (const addrinfo* a = found; a != nullptr && fd < 0; a = a->ai_next) {
    fd = tryConnect(a->ai_family, a->ai_addr, a->ai_addrlen);
  }
  ::freeaddrinfo(found);
  // A transaction is a handful of bytes each way: waiting to fill a segment only adds 40 ms to each.
  const int on = 1;
  if (fd >= 0) ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return fd;
}

void putLe32(std::uint32_t value, std::uint8_t* to) {
  for (int i = 0; i < 4; ++i) to[i] = static_cast<std::uint8_t>(value >> (8 * i));
}

std::uint32_t micros32(Duration time) {
  constexpr std::int64_t kMost = std::numeric_limits<std::uint32_t>::max();
  return static_cast<std::uint32_t>(std::clamp<std::int64_t>(time.count(), 0, kMost));
}

}  // namespace

const char* problemText(BusSocketProblem problem) {
  switch (problem) {
    case BusSocketProblem::none: return "no problem";
    case BusSocketProblem::notConnected: return "there is no connection to a bus server: connect first";
    case BusSocketProblem::noServer:
      return "no bus server listens there: start one with `signet chip serve FILE --listen ...`";
    case BusSocketProblem::noPermission:
      return "the bus server's socket belongs to another user: start the server as the same user";
    case BusSocketProblem::unknownHost: return "the host of the bus server has no address: check its name";
    case BusSocketProblem::noAnswer:
      return "the bus server does not answer: see whether it is stopped or busy with another client";
    case BusSocketProblem::connectionLost:
      return "the bus server closed the connection: its log says why, connect again";
    case BusSocketProblem::badAnswer:
      return "what listens there does not speak the bus protocol: check the path or port";
  }
  return "unknown problem";
}

BusSocket::~BusSocket() {
  disconnect();
}

Status BusSocket::connect(const Endpoint& endpoint) {
  disconnect();
  const int fd = endpoint.kind == Endpoint::Kind::tcp ? connectTcp(endpoint) : connectUnix(endpoint);
  if (fd == -2) return fail(BusSocketProblem::unknownHost);
  if (fd < 0) return fail(problemOfConnect(errno), errno);
  socket_ = fd;
  problem_ = BusSocketProblem::none;
  systemError_ = 0;
  setTimeouts();
  return Status::ok;
}

void BusSocket::setTimeouts() {
  const timeval limit{std::chrono::duration_cast<std::chrono::seconds>(kAnswerTimeout).count(), 0};
  ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  ::setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
}

void BusSocket::disconnect() {
  if (socket_ >= 0) ::close(socket_);
  socket_ = -1;
  problem_ = BusSocketProblem::notConnected;
}

Status BusSocket::fail(BusSocketProblem problem, int error) {
  disconnect();
  problem_ = problem;
  systemError_ = error;
  return Status::busFault;
}

Status BusSocket::doWrite(i2c::Address address, Bytes bytes) {
  return writeTo(address.sevenBit(), bytes);
}

Status BusSocket::doRead(i2c::Address address, MutableBytes bytes) {
  return readFrom(address.sevenBit(), bytes);
}

Status BusSocket::writeTo(std::uint8_t address, Bytes bytes) {
  return request(Op::write, address, bytes.size(), bytes, {});
}

Status BusSocket::readFrom(std::uint8_t address, MutableBytes bytes) {
  return request(Op::read, address, bytes.size(), {}, bytes);
}

Status BusSocket::doWake(Duration low) {
  std::uint8_t payload[4];
  putLe32(micros32(low), payload);
  busTime_ += low;
  return request(Op::wake, 0, sizeof payload, payload, {});
}

Status BusSocket::advance(Duration time) {
  if (time < Duration::zero() || time > kMaxAdvance) return Status::invalidArgument;
  std::uint8_t payload[4];
  putLe32(micros32(time), payload);
  const Status status = request(Op::advance, 0, sizeof payload, payload, {});
  return status == Status::nack ? Status::notSupported : status;
}

Status BusSocket::request(Op op, std::uint8_t address, std::size_t length, Bytes payload,
                          MutableBytes answer) {
  if (address > 0x7F || length > kMaxTransfer) return Status::invalidArgument;
  if (!connected()) return fail(BusSocketProblem::notConnected);
  const std::uint8_t header[4] = {static_cast<std::uint8_t>(op), address, static_cast<std::uint8_t>(length),
                                  static_cast<std::uint8_t>(length >> 8)};
  SIGNET_TRY(send(header, !payload.empty()));
  SIGNET_TRY(send(payload, false));

  std::uint8_t reply[3];
  SIGNET_TRY(receive(reply));
  const std::size_t got = reply[1] | static_cast<std::size_t>(reply[2]) << 8;
  // A NACK carries nothing; an ACK carries exactly what was asked for.
  const bool wellFormed = (reply[0] == kNack && got == 0) || (reply[0] == kAck && got == answer.size());
  if (!wellFormed) return fail(BusSocketProblem::badAnswer);
  if (op == Op::write || op == Op::read) busTime_ += kByteTime * static_cast<int>(length + 1);
  if (reply[0] == kNack) return Status::nack;
  return receive(answer);
}

Status BusSocket::send(Bytes bytes, bool more) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL | (more ? MSG_MORE : 0));
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0 && errno == EAGAIN) return fail(BusSocketProblem::noAnswer, ETIMEDOUT);
    if (sent < 0) return fail(BusSocketProblem::connectionLost, errno);
    bytes = bytes.from(static_cast<std::size_t>(sent));
  }
  return Status::ok;
}

Status BusSocket::receive(MutableBytes bytes) {
  while (!bytes.empty()) {
    const ssize_t got = ::recv(socket_, bytes.data(), bytes.size(), 0);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0 && errno == EAGAIN) return fail(BusSocketProblem::noAnswer, ETIMEDOUT);
    if (got <= 0) return fail(BusSocketProblem::connectionLost, got < 0 ? errno : 0);
    bytes = bytes.from(static_cast<std::size_t>(got));
  }
  return Status::ok;
}

Instant BusSocketClock::doNow() {
  return system_.now() + advanced_ + bus_.busTime();
}

void BusSocketClock::doSleepFor(Duration duration) {
  if (bus_.advance(duration) == Status::ok) {
    advanced_ += duration;
  } else {
    system_.sleepFor(duration);
  }
}

}  // namespace signet::port
