// Bytes between the MQTT client and the stream.
#include <cstring>

#include "signet/device/connection.h"

namespace signet::device {
namespace {

/// How often reading and writing take turns before poll() returns, so that a flood of messages leaves the
/// application its time.
constexpr unsigned kTurns = 32;

bool isFailure(Status status) {
  return status != Status::ok && status != Status::wouldBlock;
}

/// Moves what is left of a buffer to its front.
void dropFront(MutableBytes buffer, std::size_t& size, std::size_t count) {
  size -= count;
  std::memmove(buffer.data(), buffer.data() + count, size);
}

}  // namespace

net::Stream& Connection::stream() const {
  return link_.tls != nullptr ? static_cast<net::Stream&>(*link_.tls) : link_.transport;
}

Status Connection::exchange() {
  for (unsigned turn = 0; turn < kTurns; ++turn) {
    const Status received = receiveSome();
    if (isFailure(received)) {
      // Version 5 lets us say why we leave. When it was the stream that failed, nothing more is taken from
      // the store: it would be lost.
      if (mqtt_.state() == mqtt::Client::State::failed) (void)sendSome();
      return received;
    }
    makeSubscriptions();
    const Status sent = sendSome();
    if (isFailure(sent)) return hearTheRest(sent);
    if (received != Status::ok && sent != Status::ok) return Status::ok;
  }
  busy_ = true;
  return Status::ok;
}

/// Nothing can be sent any more, but what the broker had to say before is still there: messages, and perhaps
/// why it has ended the session.
Status Connection::hearTheRest(Status cause) {
  do mqtt_.discardControl();
  while (receiveSome() == Status::ok);
  return cause;
}

/// ok: something has moved; wouldBlock: nothing has. One after the other, because a step of the handshake
/// behind read() goes deep: what the MQTT client is called with is not on the stack then.
Status Connection::receiveSome() {
  return handOn(fillReceived());
}

Status Connection::fillReceived() {
  if (receivedSize_ == received_.size()) return Status::wouldBlock;
  const Result<std::size_t> count = stream().read(received_.from(receivedSize_));
  if (count.ok()) receivedSize_ += *count;
  return count.status();
}

Status Connection::handOn(Status filled) {
  if (receivedSize_ == 0) return filled;
  SIGNET_ASSIGN(const std::size_t taken, mqtt_.receive(received_.first(receivedSize_), now_));
  dropFront(received_, receivedSize_, taken);
  return filled == Status::ok || taken > 0 ? Status::ok : Status::wouldBlock;
}

Status Connection::sendSome() {
  if (unsentSize_ < unsent_.size()) unsentSize_ += mqtt_.pull(unsent_.from(unsentSize_), now_);
  if (unsentSize_ == 0) return Status::wouldBlock;
  SIGNET_ASSIGN(const std::size_t count, stream().write(unsent_.first(unsentSize_)));
  dropFront(unsent_, unsentSize_, count);
  return Status::ok;
}

bool Connection::wantsWrite() const {
  if (phase_ == Phase::opening) return true;
  return unsentSize_ > 0 || (link_.tls != nullptr && link_.tls->wantsWrite());
}

/// One after the other, so that the memory for control packets need hold only one.
void Connection::makeSubscriptions() {
  if (phase_ != Phase::connected || subscribing_ != 0) return;
  if (nextSubscription_ >= settings_.subscriptions.size()) return;
  // What does not fit right now is tried again on the next turn.
  if (mqtt_.subscribe(settings_.subscriptions.subspan(nextSubscription_, 1), &subscribing_) != Status::ok) {
    subscribing_ = 0;
  }
}

void Connection::onSubscribed(std::uint16_t packetId, Bytes reasons) {
  if (packetId != subscribing_) return events_.onSubscribed(packetId, reasons);
  subscribing_ = 0;
  const mqtt::Subscription& subscription = settings_.subscriptions[nextSubscription_++];
  events_.onSubscription(subscription, static_cast<mqtt::ReasonCode>(reasons[0]));
  if (nextSubscription_ == settings_.subscriptions.size()) events_.onReady();
}

}  // namespace signet::device
