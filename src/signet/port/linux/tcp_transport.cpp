#include "signet/port/linux/tcp_transport.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>

namespace signet::port {
namespace {

Status statusOf(int error) {
  switch (error) {
    case ECONNREFUSED: return Status::connectionRefused;
    case ENETUNREACH:
    case EHOSTUNREACH:
    case EADDRNOTAVAIL:
    case EAFNOSUPPORT: return Status::unreachable;
    case ETIMEDOUT: return Status::timeout;
    default: return Status::connectionReset;
  }
}

}  // namespace

TcpTransport::~TcpTransport() {
  doClose();
}

Status TcpTransport::doOpen(const char* host, std::uint16_t port, Instant now) {
  doClose();
  std::snprintf(service_, sizeof service_, "%u", static_cast<unsigned>(port));
  hints_ = {};
  hints_.ai_socktype = SOCK_STREAM;
  hints_.ai_flags = AI_ADDRCONFIG | AI_NUMERICSERV;
  // AI_ADDRCONFIG leaves out ::1 on machines without an IPv6 network; a literal address needs
  // no look-up anyway.
  addrinfo literal = hints_;
  literal.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV;
  since_ = now;
  if (getaddrinfo(host, service_, &literal, &addresses_) == 0) {
    next_ = addresses_;
    return tryNext(now);
  }
  request_ = {};
  request_.ar_name = host;
  request_.ar_service = service_;
  request_.ar_request = &hints_;
  gaicb* list[] = {&request_};
  if (getaddrinfo_a(GAI_NOWAIT, list, 1, nullptr) != 0) return Status::nameNotFound;
  requested_ = true;
  state_ = State::lookingUp;
  return Status::ok;
}

Status TcpTransport::doPollOpen(Instant now) {
  switch (state_) {
    case State::lookingUp: return pollLookUp(now);
    case State::connecting: return pollConnect(now);
    case State::open: return Status::ok;
    case State::closed: break;
  }
  return lastError_;
}

Status TcpTransport::pollLookUp(Instant now) {
  const int state = gai_error(&request_);
  if (state == EAI_INPROGRESS) {
    if (now - since_ < limits_.lookUp) return Status::wouldBlock;
    doClose();
    return lastError_ = Status::nameNotFound;
  }
  requested_ = false;
  if (state != 0) {
    doClose();
    return lastError_ = Status::nameNotFound;
  }
  addresses_ = request_.ar_result;
  next_ = addresses_;
  return tryNext(now);
}

/// Starts to connect to the next address; the error of the last one when there is none left.
Status TcpTransport::tryNext(Instant now) {
  closeSocket();
  for (; next_ != nullptr; next_ = next_->ai_next) {
    socket_ = socket(next_->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (socket_ < 0) {
      lastError_ = statusOf(errno);
      continue;
    }
    const int on = 1;  // small packets of a protocol with answers: no delay
    setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    const int result = connect(socket_, next_->ai_addr, next_->ai_addrlen);
    if (result == 0 || errno == EINPROGRESS) {
      next_ = next_->ai_next;
      state_ = State::connecting;
      since_ = now;
      return Status::wouldBlock;
    }
    lastError_ = statusOf(errno);
    closeSocket();
  }
  const Status error = lastError_;
  doClose();
  return lastError_ = error;
}

Status TcpTransport::pollConnect(Instant now) {
  pollfd entry{socket_, POLLOUT, 0};
  if (::poll(&entry, 1, 0) == 0) {
    if (now - since_ < limits_.connect) return Status::wouldBlock;
    lastError_ = Status::timeout;
    return tryNext(now);
  }
  int error = 0;
  socklen_t size = sizeof error;
  getsockopt(socket_, SOL_SOCKET, SO_ERROR, &error, &size);
  if (error != 0) {
    lastError_ = statusOf(error);
    return tryNext(now);
  }
  state_ = State::open;
  return Status::ok;
}

Result<std::size_t> TcpTransport::doRead(MutableBytes buffer) {
  if (state_ != State::open) return Status::closed;
  const ssize_t count = recv(socket_, buffer.data(), buffer.size(), 0);
  if (count > 0) return static_cast<std::size_t>(count);
  if (count == 0) return Status::closed;
  return errno == EAGAIN || errno == EINTR ? Status::wouldBlock : statusOf(errno);
}

Result<std::size_t> TcpTransport::doWrite(Bytes bytes) {
  if (state_ != State::open) return Status::closed;
  const ssize_t count = send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
  if (count >= 0) return static_cast<std::size_t>(count);
  return errno == EAGAIN || errno == EINTR ? Status::wouldBlock : statusOf(errno);
}

void TcpTransport::waitFor(Duration longest, bool alsoWritable) const {
  pollfd entry{socket_, static_cast<short>(POLLIN | (alsoWritable ? POLLOUT : 0)), 0};
  // Rounded up: half a millisecond must not become a busy loop. poll() cannot wait longer than 24 days.
  const auto milliseconds = std::chrono::ceil<std::chrono::milliseconds>(longest).count();
  constexpr std::int64_t kLongest = std::chrono::milliseconds(std::chrono::hours(1)).count();
  const auto bounded = std::clamp<std::int64_t>(milliseconds, 0, kLongest);
  ::poll(&entry, socket_ >= 0 ? 1 : 0, static_cast<int>(bounded));
}

void TcpTransport::closeSocket() {
  if (socket_ >= 0) ::close(socket_);
  socket_ = -1;
}

void TcpTransport::endLookUp() {
  if (requested_) {
    // The request is ours until it has ended; cancelling fails while a server is being asked, and then it
    // is waited for.
    gaicb* list[] = {&request_};
    if (gai_cancel(&request_) == EAI_NOTCANCELED) {
      while (gai_error(&request_) == EAI_INPROGRESS) gai_suspend(list, 1, nullptr);
    }
    if (gai_error(&request_) == 0) addresses_ = request_.ar_result;
    requested_ = false;
  }
  if (addresses_ != nullptr) freeaddrinfo(addresses_);
  addresses_ = nullptr;
  next_ = nullptr;
}

void TcpTransport::doClose() {
  closeSocket();
  endLookUp();
  state_ = State::closed;
  lastError_ = Status::closed;
}

}  // namespace signet::port
