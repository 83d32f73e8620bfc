// Datagrams to and from one peer, as a port implements them. Nothing here waits; see stream.h.
#pragma once

#include <cstddef>
#include <cstdint>

#include "signet/core/bytes.h"
#include "signet/core/clock.h"
#include "signet/core/status.h"

namespace signet::net {

/// Opened by name like a Transport. Datagrams may be lost, doubled and forged: the address of the sender is
/// all that the port has looked at. Not thread safe.
class Datagrams {
 public:
  /// Begins to open, after closing what was open, on a port of ours of its own. `host` is a name or a literal
  /// address and must stay valid until open() has ended.
  ///   ok            on the way
  ///   nameNotFound  no such host name
  ///   unreachable   no room for one more
  Status open(const char* host, std::uint16_t port, Instant now) { return doOpen(host, port, now); }

  /// Drives the opening.
  ///   ok            may be sent to
  ///   wouldBlock    the name is still being looked up
  ///   nameNotFound  no such host name, or no name server answered
  ///   unreachable   no room for one more
  ///   closed        open() was not called
  Status pollOpen(Instant now) { return doPollOpen(now); }

  /// Sends one datagram.
  ///   closed       not open
  ///   unreachable  no route, or no memory; it is lost
  Status send(Bytes datagram) { return doSend(datagram); }

  /// Takes the next datagram of the peer; what does not fit into `buffer` is cut off. Its size.
  ///   wouldBlock  nothing has arrived
  ///   closed      not open
  Result<std::size_t> receive(MutableBytes buffer) { return doReceive(buffer); }

  /// May be called at any time, also twice. Nothing arrives after it.
  void close() { doClose(); }

 protected:
  ~Datagrams() = default;

 private:
  virtual Status doOpen(const char* host, std::uint16_t port, Instant now) = 0;
  virtual Status doPollOpen(Instant now) = 0;
  virtual Status doSend(Bytes datagram) = 0;
  virtual Result<std::size_t> doReceive(MutableBytes buffer) = 0;
  virtual void doClose() = 0;
};

}  // namespace signet::net
