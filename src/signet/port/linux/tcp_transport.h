// TcpTransport: net::Transport over Linux sockets, IPv4 and IPv6, without ever blocking.
//
// Look-up runs in the background (getaddrinfo_a); a name's addresses are tried one after the other, each for
// its share of the time. One thread at a time.
#pragma once

#include <netdb.h>

#include <cstdint>

#include "signet/net/stream.h"

namespace signet::port {

struct TcpLimits {
  Duration lookUp = std::chrono::seconds(10);
  Duration connect = std::chrono::seconds(10);  ///< per address
};

class TcpTransport final : public net::Transport {
 public:
  explicit TcpTransport(const TcpLimits& limits = {}) : limits_(limits) {}
  ~TcpTransport();
  TcpTransport(const TcpTransport&) = delete;
  TcpTransport& operator=(const TcpTransport&) = delete;

  /// Waits until something can be read (or written too), or the time is over: at most an hour, not at all
  /// when `longest` is negative. For programs that have nothing else to do.
  void waitFor(Duration longest, bool alsoWritable) const;
  /// The socket, -1 when there is none; for a caller's own poll().
  int descriptor() const { return socket_; }

 private:
  enum class State : std::uint8_t { closed, lookingUp, connecting, open };

  Result<std::size_t> doRead(MutableBytes buffer) override;
  Result<std::size_t> doWrite(Bytes bytes) override;
  void doClose() override;
  Status doOpen(const char* host, std::uint16_t port, Instant now) override;
  Status doPollOpen(Instant now) override;

  Status pollLookUp(Instant now);
  Status pollConnect(Instant now);
  Status tryNext(Instant now);
  void endLookUp();
  void closeSocket();

  TcpLimits limits_;
  State state_ = State::closed;
  int socket_ = -1;
  gaicb request_{};
  bool requested_ = false;
  char service_[6] = {};
  addrinfo hints_{};
  addrinfo* addresses_ = nullptr;
  const addrinfo* next_ = nullptr;
  Instant since_{};
  Status lastError_ = Status::nameNotFound;
};

}  // namespace signet::port
