#include "host/bench/handshake/measure.h"

#include <fmt/format.h>

#include <algorithm>

#include "host/bench/bus/measure.h"
#include "host/bench/handshake/draw.h"

namespace signet::bench {
namespace {

double inMs(Duration duration) {
  return std::chrono::duration<double, std::milli>(duration).count();
}

unsigned certificatesOf(HandshakeKind kind) {
  return kind == HandshakeKind::rootTrusted ? 2 : 1;
}

double chipLimit(HandshakeKind kind, unsigned clockHz) {
  if (kind == HandshakeKind::resumed) return 0;
  using namespace exchange;
  Work work{false, {ecdh(), nonceLoad(), sign()}};
  for (unsigned i = 0; i < certificatesOf(kind) + 1; ++i) {
    work.exchanges.push_back(nonceLoad());
    work.exchanges.push_back(verifyExternal());
  }
  return limitMs(work, clockHz);
}

/// Random numbers and an ephemeral key are ready no sooner than this. (The second connection makes a key too:
/// whether the server will resume the session is not known yet.)
double prepareLimit(HandshakeKind kind, unsigned clockHz) {
  const bool isAsleep = kind != HandshakeKind::resumed;
  return limitMs({isAsleep, {exchange::random(), exchange::genKey()}}, clockHz);
}

/// One round trip for TCP, during which the chip prepares, two for a handshake (one when resumed),
/// one for MQTT.
double connackLimit(HandshakeKind kind, unsigned clockHz, Duration roundTrip) {
  const double trips = kind == HandshakeKind::resumed ? 2 : 3;
  return std::max(inMs(roundTrip), prepareLimit(kind, clockHz)) + trips * inMs(roundTrip) +
         chipLimit(kind, clockHz);
}

/// From the server's first bytes to the client's last ones before the connection was established.
double chipTime(const HandshakeRig& rig) {
  Instant hello = Instant::max(), finished = Instant::min();
  for (const Flight& flight : rig.link().flights()) {
    if (flight.bytes == 0) continue;
    if (!flight.toServer) hello = std::min(hello, flight.arrived);
    if (flight.toServer && flight.sent < rig.moments().established)
      finished = std::max(finished, flight.sent);
  }
  return inMs(finished - hello);
}

}  // namespace

const char* handshakeName(HandshakeKind kind) {
  switch (kind) {
    case HandshakeKind::signerTrusted: return "one certificate";
    case HandshakeKind::rootTrusted: return "two certificates";
    case HandshakeKind::resumed: return "resumed";
  }
  return "";
}

HandshakeTimes measureHandshake(const PreparedDevice& device, HandshakeKind kind, unsigned clockHz,
                                Duration roundTrip) {
  HandshakeTimes times;
  times.kind = kind;
  times.clockHz = clockHz;
  times.roundTrip = roundTrip;
  times.chipLimitMs = chipLimit(kind, clockHz);
  times.connackLimitMs = connackLimit(kind, clockHz, roundTrip);
  const bool resumed = kind == HandshakeKind::resumed;
  HandshakeRig rig(device, {.clockHz = clockHz,
                            .oneWay = roundTrip / 2,
                            .trustSigner = kind == HandshakeKind::signerTrusted,
                            .resume = resumed});
  if (resumed) {
    if (times.status = rig.connect().status; times.status != Status::ok) return times;
    rig.leave();
  }
  Drawing drawing(rig, times.timeline);
  times.status = rig.connect().status;
  drawing.finish();
  if (times.status != Status::ok) return times;
  times.chipMs = resumed ? 0 : chipTime(rig);
  times.connackMs = inMs(rig.moments().acknowledged - rig.moments().begin);
  return times;
}

std::vector<HandshakeTimes> measureHandshakes(Duration roundTrip) {
  const PreparedDevice device = prepareDevice();
  std::vector<HandshakeTimes> all;
  for (const HandshakeKind kind :
       {HandshakeKind::signerTrusted, HandshakeKind::rootTrusted, HandshakeKind::resumed}) {
    for (const unsigned clockHz : kClockRates) {
      all.push_back(measureHandshake(device, kind, clockHz, roundTrip));
    }
  }
  return all;
}

std::vector<Figure> figuresOf(const std::vector<HandshakeTimes>& measured) {
  std::vector<Figure> figures;
  for (const HandshakeTimes& m : measured) {
    if (m.status != Status::ok) continue;
    std::string clock = clockName(m.clockHz);
    std::erase(clock, ' ');
    const std::string name = fmt::format("handshake/{}/{}/", clock, handshakeName(m.kind));
    if (m.kind != HandshakeKind::resumed) figures.push_back({name + "chip", m.chipMs, "ms", m.chipLimitMs});
    figures.push_back({name + "TCP to CONNACK", m.connackMs, "ms", m.connackLimitMs});
  }
  return figures;
}

}  // namespace signet::bench
