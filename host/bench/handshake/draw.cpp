#include "host/bench/handshake/draw.h"

#include <fmt/format.h>

namespace signet::bench {
namespace {

using Entry = emulator::TraceEntry;

/// The model counts nanoseconds, a timeline microseconds.
Instant instantOf(emulator::Time time) {
  return Instant(std::chrono::floor<Duration>(time.time_since_epoch()));
}

std::string labelOf(const Flight& flight) {
  const char* const direction = flight.toServer ? "to server" : "to device";
  if (flight.bytes == 0) return flight.toServer ? "SYN" : "SYN, ACK";
  return fmt::format("{}: {} bytes", direction, flight.bytes);
}

}  // namespace

Drawing::Drawing(HandshakeRig& rig, client::Timeline& timeline)
    : rig_(rig),
      timeline_(timeline),
      network_(timeline.lane("network", client::Timeline::Detail::drawn)),
      processor_(timeline.lane("CPU")),
      bus_(timeline.lane("bus", client::Timeline::Detail::drawn)),
      chip_(timeline.lane("chip busy", client::Timeline::Detail::drawn)),
      steps_(timeline, processor_, rig.clock()),
      recorder_(rig.bus(), trace_) {
  rig.client().setObserver(&steps_);
}

Drawing::~Drawing() {
  rig_.client().setObserver(nullptr);
}

void Drawing::finish() {
  for (const Flight& flight : rig_.link().flights())
    timeline_.add(network_, labelOf(flight), flight.sent, flight.arrived);
  for (const Entry& entry : trace_.entries()) {
    const emulator::Time end = entry.begin + entry.duration;
    if (entry.kind == Entry::Kind::write || entry.kind == Entry::Kind::read ||
        entry.kind == Entry::Kind::wakePulse)
      timeline_.add(bus_, entry.words, instantOf(entry.begin), instantOf(end));
    if (entry.busy > emulator::Duration::zero())
      timeline_.add(chip_, entry.words, instantOf(end), instantOf(end + entry.busy));
  }
  timeline_.mark("TCP", rig_.moments().begin);
  timeline_.mark("CONNACK", rig_.moments().acknowledged);
}

}  // namespace signet::bench
