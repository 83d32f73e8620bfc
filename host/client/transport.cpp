#include "host/client/transport.h"

#include <netdb.h>
#include <sys/socket.h>

namespace signet::client {

Status ObservedTransport::doOpen(const char* host, std::uint16_t port, Instant now) {
  begin();
  lookedUp_ = false;
  const Status status = tcp_.open(host, port, now);
  opening_ = status == Status::ok || status == Status::wouldBlock;
  noteLookUp();
  return status;
}

Status ObservedTransport::doPollOpen(Instant now) {
  const Status status = tcp_.pollOpen(now);
  if (!opening_) return status;
  noteLookUp();
  if (status == Status::wouldBlock) return status;
  opening_ = false;
  if (status == Status::ok) notePeer();
  // A refusal can come at once: then the socket was never seen, but it was no failure of the look-up.
  if (status != Status::nameNotFound) lookedUp_ = true;
  end(lookedUp_ ? "TCP" : "look-up");
  return status;
}

void ObservedTransport::begin() {
  since_ = clock_.now();
  realSince_ = real_.now();
}

void ObservedTransport::end(const char* phase) {
  timeline_.add(lane_, phase, since_, since_ + (real_.now() - realSince_));
}

/// There is a socket once an address is known.
void ObservedTransport::noteLookUp() {
  if (lookedUp_ || tcp_.descriptor() < 0) return;
  lookedUp_ = true;
  end("look-up");
  begin();
}

void ObservedTransport::notePeer() {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  char text[NI_MAXHOST] = {};
  if (getpeername(tcp_.descriptor(), reinterpret_cast<sockaddr*>(&address), &size) == 0 &&
      getnameinfo(reinterpret_cast<sockaddr*>(&address), size, text, sizeof text, nullptr, 0,
                  NI_NUMERICHOST) == 0) {
    peerAddress_ = text;
  }
}

}  // namespace signet::client
