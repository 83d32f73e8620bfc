// VirtualLink: a network in virtual time between a device and a server in the same process.
//
// Each direction takes the same time and carries any number of bytes; the server answers in no time. So a
// handshake over it shows what the device does, and nothing else, and the same in every run.
#pragma once

#include <deque>
#include <optional>
#include <vector>

#include "signet/net/stream.h"

namespace signet::bench {

/// The far end: takes bytes and answers with bytes.
class Peer {
 public:
  virtual ~Peer() = default;
  virtual std::vector<std::uint8_t> receive(Bytes bytes) = 0;
  /// True once it will neither take nor send anything more.
  virtual bool ended() const { return false; }
};

/// Bytes on their way, from the moment they were sent to the moment they arrive.
struct Flight {
  bool toServer = false;
  std::size_t bytes = 0;  ///< 0: opening the connection
  Instant sent, arrived;
};

class VirtualLink final : public net::Transport {
 public:
  /// Clock and peer are not owned. `oneWay`: how long a byte is on its way.
  VirtualLink(Clock& clock, Peer& peer, Duration oneWay) : clock_(clock), peer_(peer), oneWay_(oneWay) {}

  /// When the next bytes reach the device, or the connection is open; nothing when all has arrived.
  std::optional<Instant> nextArrival() const;
  /// Everything that was on its way so far, in the order in which it was sent.
  const std::vector<Flight>& flights() const { return flights_; }

 private:
  struct Arrival {
    Instant at;
    std::vector<std::uint8_t> bytes;
  };

  Result<std::size_t> doRead(MutableBytes buffer) override;
  Result<std::size_t> doWrite(Bytes bytes) override;
  void doClose() override;
  Status doOpen(const char* host, std::uint16_t port, Instant now) override;
  Status doPollOpen(Instant now) override;

  Clock& clock_;
  Peer& peer_;
  Duration oneWay_;
  bool opening_ = false, open_ = false;
  Instant openAt_{};
  std::deque<Arrival> arrivals_;
  std::vector<Flight> flights_;
};

}  // namespace signet::bench
