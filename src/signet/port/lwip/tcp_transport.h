// TcpTransport: net::Transport over lwIP's raw interface, for devices without an operating system (NO_SYS=1).
//
// lwIP calls back from within its own input and timers: the main loop feeds it (netif->input,
// sys_check_timeouts) and polls the connection afterwards. Everything runs in that one loop.
//
// Memory: received data stays in lwIP's buffers until it is read, and only then is the window reopened for
// the peer; what is written is copied into lwIP's heap. One connection at a time. A DNS query of lwIP cannot
// be cancelled, so a transport that has ever been given a name must not end before lwIP does.
#pragma once

#include <lwip/ip_addr.h>

#include <cstdint>

#include "signet/net/stream.h"

struct tcp_pcb;
struct pbuf;

namespace signet::port::lwip {

struct TcpLimits {
  Duration lookUp = std::chrono::seconds(10);
  Duration connect = std::chrono::seconds(10);
};

class TcpTransport final : public net::Transport {
 public:
  explicit TcpTransport(const TcpLimits& limits = {}) : limits_(limits) {}
  ~TcpTransport() { doClose(); }
  TcpTransport(const TcpTransport&) = delete;
  TcpTransport& operator=(const TcpTransport&) = delete;

 private:
  enum class State : std::uint8_t { closed, lookingUp, connecting, open };

  Result<std::size_t> doRead(MutableBytes buffer) override;
  Result<std::size_t> doWrite(Bytes bytes) override;
  void doClose() override;
  Status doOpen(const char* host, std::uint16_t port, Instant now) override;
  Status doPollOpen(Instant now) override;

  Status connectTo(const ip_addr_t& address);
  Status giveUp(Status why);

  // What lwIP calls.
  static void found(const char* name, const ip_addr_t* address, void* self);
  static signed char connected(void* self, tcp_pcb* pcb, signed char error);
  static signed char received(void* self, tcp_pcb* pcb, pbuf* data, signed char error);
  static void failed(void* self, signed char error);

  TcpLimits limits_;
  State state_ = State::closed;
  Status problem_ = Status::ok;  ///< what lwIP has reported since
  tcp_pcb* pcb_ = nullptr;
  pbuf* arrived_ = nullptr;
  bool ended_ = false;  ///< the peer has sent all it will send
  std::uint16_t port_ = 0;
  Instant since_{};
  ip_addr_t address_{};
  bool haveAddress_ = false;
  const char* host_ = nullptr;
};

}  // namespace signet::port::lwip
