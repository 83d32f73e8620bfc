// The byte stream as a port implements it, and as TLS offers it again to the layer above.
//
// Nothing here waits: a call does what can be done at once and says Status::wouldBlock when that is nothing.
// Whoever drives the connection decides how to wait (poll() on Linux, the lwIP main loop on a
// microcontroller) and for how long.
#pragma once

#include <cstddef>
#include <cstdint>

#include "signet/core/bytes.h"
#include "signet/core/clock.h"
#include "signet/core/status.h"

namespace signet::net {

/// A connected, ordered, two-way stream of bytes. Not thread safe.
class Stream {
 public:
  /// Reads at least one byte, at most buffer.size().
  ///   wouldBlock       nothing has arrived yet
  ///   closed           the peer has sent all it will send (orderly end)
  ///   connectionReset  the connection broke
  Result<std::size_t> read(MutableBytes buffer) { return doRead(buffer); }

  /// Hands over at least one byte, at most bytes.size(). Handed over is not delivered.
  ///   wouldBlock       no room now
  ///   closed           this side has closed
  ///   connectionReset  the connection broke
  Result<std::size_t> write(Bytes bytes) { return doWrite(bytes); }

  /// Ends the stream in an orderly way. May be called at any time, also twice.
  void close() { doClose(); }

 protected:
  ~Stream() = default;

 private:
  virtual Result<std::size_t> doRead(MutableBytes buffer) = 0;
  virtual Result<std::size_t> doWrite(Bytes bytes) = 0;
  virtual void doClose() = 0;
};

/// A stream that is opened by name: look-up, then connect. The time limits are the port's parameters.
class Transport : public Stream {
 public:
  /// Begins to open. `host` is a name or a literal IPv4 or IPv6 address and must stay valid until
  /// open() has ended.
  Status open(const char* host, std::uint16_t port, Instant now) { return doOpen(host, port, now); }

  /// Drives the opening.
  ///   ok                 connected
  ///   wouldBlock         still on the way
  ///   nameNotFound       no such host name, or no name server answered
  ///   connectionRefused  no server listens at that port
  ///   unreachable        no route to the host
  ///   timeout            no answer within the port's limit
  Status pollOpen(Instant now) { return doPollOpen(now); }

 protected:
  ~Transport() = default;

 private:
  virtual Status doOpen(const char* host, std::uint16_t port, Instant now) = 0;
  virtual Status doPollOpen(Instant now) = 0;
};

}  // namespace signet::net
