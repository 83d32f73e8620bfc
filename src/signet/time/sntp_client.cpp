#include "signet/time/sntp_client.h"

namespace signet::time {
namespace {

constexpr std::int64_t kMicros = 1'000'000;

}  // namespace

const char* describe(TimeNews news) {
  switch (news) {
    case TimeNews::none: break;
    case TimeNews::set: return "The time server has set the time.";
    case TimeNews::notReached: return "The time server cannot be reached: check its name and the network.";
    case TimeNews::noAnswer: return "The time server does not answer.";
    case TimeNews::foreign: return "A datagram that is no answer of the time server was ignored.";
    case TimeNews::unsynchronized: return "The time server does not know the time itself.";
    case TimeNews::noTime: return "The time server's answer has no time in it.";
    case TimeNews::tooEarly: return "The time server's time is before this device was set up: refused.";
    case TimeNews::slowDown: return "The time server wants to be asked less often.";
    case TimeNews::denied: return "The time server does not want this device: name another in its settings.";
  }
  return "";
}

SntpPacket SntpClient::ask(std::uint64_t nonce, Instant now) {
  SIGNET_CHECK(due(now));
  asking_ = true;
  askedAt_ = now;
  nonce_ = nonce;
  return sntpRequest(nonce);
}

TimeNews SntpClient::again(TimeNews why, Instant now) {
  asking_ = false;
  next_ = now + backoff_.next();
  return why;
}

TimeNews SntpClient::notSent(Instant now) {
  return again(TimeNews::notReached, now);
}

TimeNews SntpClient::poll(Instant now) {
  if (!asking_ || now - askedAt_ < options_.answerLimit) return TimeNews::none;
  return again(TimeNews::noAnswer, now);
}

TimeNews SntpClient::receive(Bytes datagram, Instant now) {
  if (!asking_) return TimeNews::none;
  if (const TimeNews late = poll(now); late != TimeNews::none) return late;
  const SntpReply reply = parseSntpReply(datagram, nonce_);
  switch (reply.answer) {
    case SntpAnswer::time: return take(reply.posix, now);
    case SntpAnswer::unsynchronized: return again(TimeNews::unsynchronized, now);
    case SntpAnswer::noTime:
    case SntpAnswer::kiss: return again(TimeNews::noTime, now);
    case SntpAnswer::rate:
      again(TimeNews::slowDown, now);
      next_ += options_.slowDown;
      return TimeNews::slowDown;
    case SntpAnswer::deny:
      asking_ = false;
      next_ = Instant::max();
      return TimeNews::denied;
    case SntpAnswer::foreign: break;
  }
  return TimeNews::foreign;
}

/// The way back took about half of the time that there was no answer.
TimeNews SntpClient::take(std::int64_t sent, Instant now) {
  const std::int64_t posix = sent + (now - askedAt_).count() / 2;
  if (posix <= 0 || posix < options_.notBefore * kMicros) return again(TimeNews::tooEarly, now);
  atZero_ = posix - now.time_since_epoch().count();
  known_ = true;
  asking_ = false;
  backoff_.reset();
  next_ = now + options_.refresh;
  return TimeNews::set;
}

std::int64_t SntpClient::posixTime(Instant now) const {
  return known_ ? (atZero_ + now.time_since_epoch().count()) / kMicros : 0;
}

}  // namespace signet::time
