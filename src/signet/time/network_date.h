// NetworkDate: a DateSource that an SntpClient sets over the network.
//
//     NetworkDate date({datagrams, entropy}, "pool.ntp.org", 123, options, seed);
//     loop:  if (const TimeNews news = date.poll(clock.now()); news != TimeNews::none) log(describe(news));
//
// Each request goes out from a new port. Memory: its own, nothing is allocated. Not thread safe.
#pragma once

#include "signet/net/datagrams.h"
#include "signet/time/date.h"
#include "signet/time/sntp_client.h"
#include "signet/tls/crypto.h"

namespace signet::time {

/// What it works with. Not owned; must outlive it.
struct TimeLink {
  net::Datagrams& datagrams;
  tls::Entropy& entropy;  ///< so that answers cannot be forged by who does not see the request
};

class NetworkDate final : public DateSource {
 public:
  /// `host`: a name or an address, must stay valid. `seed` as of Backoff.
  NetworkDate(const TimeLink& link, const char* host, std::uint16_t port, const SntpOptions& options,
              std::uint64_t seed)
      : link_(link), client_(options, seed), host_(host), port_(port) {}

  /// Does all that can be done now. The time is then that of `now`, until the next call.
  TimeNews poll(Instant now);
  /// When to call poll() again at the latest, when nothing arrives. Instant::max(): never.
  Instant nextPoll() const;

 private:
  std::int64_t doPosixTime() override { return client_.posixTime(now_); }

  TimeNews open(Instant now);
  TimeNews send(Instant now);
  TimeNews receive(Instant now);
  TimeNews done(TimeNews news);

  TimeLink link_;
  SntpClient client_;
  const char* host_;
  std::uint16_t port_;
  Instant now_{};
  bool opening_ = false;
  bool toldForeign_ = false;  ///< of this request; a flood of forgeries is reported once
};

}  // namespace signet::time
