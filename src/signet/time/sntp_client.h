// SntpClient: a device's time from a time server, without a socket. It says what to send and when, checks
// what is received, and keeps the time from then on.
//
//     if (client.due(now)) send(client.ask(random, now));
//     if (something came) client.receive(datagram, now);
//     client.poll(now);
//     client.posixTime(now);        // 0: not known
//
// A request that is not answered, or is answered with no time, is repeated after a back-off with jitter;
// after one that was, the next follows a day later, and the time advances in between. An attacker who sees
// the requests can still give any time after SntpOptions::notBefore: SNTP has no signatures.
//
// Memory: its own, nothing is allocated. Not thread safe.
#pragma once

#include <cstdint>

#include "signet/core/clock.h"
#include "signet/time/backoff.h"
#include "signet/time/sntp_packet.h"

namespace signet::time {

struct SntpOptions {
  Duration answerLimit = std::chrono::seconds(2);  ///< the time is known to half of what the answer took
  BackoffOptions backoff{std::chrono::seconds(2), std::chrono::minutes(15)};
  Duration slowDown = std::chrono::minutes(1);  ///< added to the back-off when the server answers RATE
  Duration refresh = std::chrono::hours(24);
  std::int64_t notBefore = 0;  ///< POSIX time in seconds that has passed; an earlier one is rejected
};

/// The outcome of a request.
enum class TimeNews : std::uint8_t {
  none,            ///< nothing yet
  set,             ///< the time is known, or was updated
  notReached,      ///< the name is not found, or nothing can be sent
  noAnswer,        ///< within the limit
  foreign,         ///< a datagram that answers no request of ours was ignored; the answer may still arrive
  unsynchronized,  ///< the server does not know the time itself
  noTime,          ///< an answer without a time
  tooEarly,        ///< its time is before SntpOptions::notBefore
  slowDown,        ///< the server wants to be asked less
  denied,          ///< the server wants no more requests, and gets none until the device is restarted
};

/// A sentence on it, empty for none. Static storage.
const char* describe(TimeNews news);

class SntpClient {
 public:
  /// `seed` as of Backoff. The first request is due at once.
  SntpClient(const SntpOptions& options, std::uint64_t seed)
      : options_(options), backoff_(options.backoff, seed) {}

  /// A request should be made now.
  bool due(Instant now) const { return !asking_ && now >= next_; }
  /// Makes a request, to be sent at once. `nonce`: 64 random bits, new for each. Precondition: due(now).
  SntpPacket ask(std::uint64_t nonce, Instant now);
  /// It could not be sent, or no request could be made. Precondition: due(now) or asking().
  TimeNews notSent(Instant now);
  /// A datagram that was received. none: no request is open.
  TimeNews receive(Bytes datagram, Instant now);
  /// noAnswer, once, when a request has waited for too long; else none.
  TimeNews poll(Instant now);

  /// A request waits for its answer.
  bool asking() const { return asking_; }
  /// When due() or poll() has something to say next. Instant::max(): never again.
  Instant nextPoll() const { return asking_ ? askedAt_ + options_.answerLimit : next_; }
  /// POSIX time in seconds; 0: not known yet.
  std::int64_t posixTime(Instant now) const;

 private:
  TimeNews again(TimeNews why, Instant now);
  TimeNews take(std::int64_t sent, Instant now);

  SntpOptions options_;
  Backoff backoff_;
  bool asking_ = false;
  bool known_ = false;
  std::uint64_t nonce_ = 0;
  Instant askedAt_{};
  Instant next_{};           ///< of the next request
  std::int64_t atZero_ = 0;  ///< POSIX time in microseconds when Instant{} was
};

}  // namespace signet::time
