#include "signet/time/network_date.h"

namespace signet::time {
namespace {

/// A look-up has nothing that could be waited for.
constexpr Duration kServerOpenInterval = std::chrono::milliseconds(10);

}  // namespace

TimeNews NetworkDate::poll(Instant now) {
  now_ = now;
  if (client_.asking()) return receive(now);
  if (!opening_ && !client_.due(now)) return TimeNews::none;
  return opening_ ? send(now) : open(now);
}

TimeNews NetworkDate::open(Instant now) {
  const Status status = link_.datagrams.open(host_, port_, now);
  if (status != Status::ok) return done(client_.notSent(now));
  opening_ = true;
  return send(now);
}

TimeNews NetworkDate::send(Instant now) {
  const Status status = link_.datagrams.pollOpen(now);
  if (status == Status::wouldBlock) return TimeNews::none;
  opening_ = false;
  toldForeign_ = false;
  std::array<std::uint8_t, 8> random{};
  if (status != Status::ok || link_.entropy.fill(random) != Status::ok) return done(client_.notSent(now));
  std::uint64_t nonce = 0;
  for (const std::uint8_t byte : random) nonce = nonce << 8 | byte;
  const SntpPacket request = client_.ask(nonce, now);
  return link_.datagrams.send(request) == Status::ok ? TimeNews::none : done(client_.notSent(now));
}

TimeNews NetworkDate::receive(Instant now) {
  SntpPacket datagram;
  const Result<std::size_t> size = link_.datagrams.receive(datagram);
  TimeNews news = size.ok() ? client_.receive(Bytes(datagram).first(*size), now) : client_.poll(now);
  if (news != TimeNews::foreign) return done(news);
  if (toldForeign_) news = TimeNews::none;
  toldForeign_ = true;
  return news;
}

TimeNews NetworkDate::done(TimeNews news) {
  if (!client_.asking()) link_.datagrams.close();
  return news;
}

Instant NetworkDate::nextPoll() const {
  return opening_ ? now_ + kServerOpenInterval : client_.nextPoll();
}

}  // namespace signet::time
