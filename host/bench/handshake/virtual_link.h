// VirtualLink: a network in virtual time between a device and servers in the same process.
//
// Each direction takes the same time and carries any number of bytes; the server answers in no time. So a
// handshake over it shows what the device does, and nothing else, and the same in every run.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "signet/net/stream.h"

namespace signet::bench {

/// How a peer ended the connection.
enum class Ending { none, closed, reset };

/// The far end of one connection: takes bytes and answers with bytes.
class Peer {
 public:
  virtual ~Peer() = default;
  virtual std::vector<std::uint8_t> receive(Bytes bytes) = 0;
  /// Seen by the device after all that was answered before.
  virtual Ending ending() const { return Ending::none; }
};

/// Bytes on their way, from the moment they were sent to the moment they arrive.
struct Flight {
  bool toServer = false;
  std::size_t bytes = 0;  ///< 0: opening the connection
  Instant sent, arrived;
};

class VirtualLink final : public net::Transport {
 public:
  /// What accepts a connection.
  using Server = std::function<std::unique_ptr<Peer>()>;

  /// The clock is not owned. `oneWay`: how long a byte is on its way.
  VirtualLink(Clock& clock, Server server, Duration oneWay)
      : clock_(clock), server_(std::move(server)), oneWay_(oneWay) {}

  /// No read gives more than this.
  void setLongestRead(std::size_t bytes) { longestRead_ = bytes; }

  /// When the device should look again: bytes, the end or an open connection are there. Nothing when all of
  /// it was seen.
  std::optional<Instant> nextArrival() const;
  /// Everything that was on its way since the last open(), in the order in which it was sent.
  const std::vector<Flight>& flights() const { return flights_; }
  /// Of the last connection; null before the first.
  Peer* peer() const { return peer_.get(); }

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
  Server server_;
  Duration oneWay_;
  std::size_t longestRead_ = SIZE_MAX;
  std::unique_ptr<Peer> peer_;
  bool opening_ = false, open_ = false, endSeen_ = false;
  Instant openAt_{};
  std::deque<Arrival> arrivals_;
  std::vector<Flight> flights_;
};

}  // namespace signet::bench
