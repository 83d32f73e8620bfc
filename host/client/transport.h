// ObservedTransport: TCP that records when name look-up and connect began and ended, and the
// address it reached.
//
// The network works in real time. A simulated chip that computes in the meantime (a fresh key, while the
// name is looked up) advances the clock of the timeline by milliseconds that the network has not seen: they
// are no part of its spans. Whatever time its computation really takes, this program does not look at the
// network: see Timeline::endsUnseen().
#pragma once

#include <string>

#include "host/client/timeline.h"
#include "signet/port/linux/system_clock.h"
#include "signet/port/linux/tcp_transport.h"

namespace signet::client {

class ObservedTransport final : public net::Transport {
 public:
  /// Timeline and clock must outlive it.
  ObservedTransport(Timeline& timeline, Timeline::Lane lane, Clock& clock)
      : timeline_(timeline), lane_(lane), clock_(clock) {}

  int descriptor() const { return tcp_.descriptor(); }
  /// "127.0.0.1" or "::1"; empty before the first connection.
  const std::string& peerAddress() const { return peerAddress_; }
  /// Whether the last open() got beyond the name look-up.
  bool lookedUp() const { return lookedUp_; }

 private:
  Result<std::size_t> doRead(MutableBytes buffer) override { return tcp_.read(buffer); }
  Result<std::size_t> doWrite(Bytes bytes) override { return tcp_.write(bytes); }
  void doClose() override { tcp_.close(); }
  Status doOpen(const char* host, std::uint16_t port, Instant now) override;
  Status doPollOpen(Instant now) override;

  void begin();
  void end(const char* phase);
  void noteLookUp();
  void notePeer();

  port::TcpTransport tcp_;
  Timeline& timeline_;
  Timeline::Lane lane_;
  Clock& clock_;
  port::SystemClock real_;
  Instant since_{};      ///< of the timeline's clock
  Instant realSince_{};  ///< the same moment of the real one
  bool lookedUp_ = false;
  bool opening_ = false;
  std::string peerAddress_;
};

}  // namespace signet::client
