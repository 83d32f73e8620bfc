// What stands behind a bus server, and the one that is a virtual bus.
#pragma once

#include <chrono>
#include <optional>

#include "host/emulator/bus/virtual_bus.h"
#include "host/emulator/server/bus_protocol.h"

namespace signet::emulator {

/// Runs the requests of all clients, one at a time.
class RequestHandler {
 public:
  virtual ~RequestHandler() = default;
  /// An exception ends the server: what it serves cannot continue.
  virtual BusAnswer handle(const BusRequest& request) = 0;
  /// Does what became due by itself (a watchdog, the end of a command), and returns in how much real time to
  /// call again; none: only after the next request.
  virtual std::optional<std::chrono::nanoseconds> settle() { return std::nullopt; }
};

/// How the time of a served bus goes.
enum class ServedTime : bool { real, onlyByRequests };

/// A virtual bus as served to clients. The bus is not owned.
///
/// A line held low (busFault) is answered as a NACK: the protocol has no third answer, and a client that
/// polls does the right thing with it.
class VirtualBusHandler final : public RequestHandler {
 public:
  VirtualBusHandler(VirtualBus& bus, ServedTime time) : bus_(bus), time_(time) {}
  BusAnswer handle(const BusRequest& request) override;
  std::optional<std::chrono::nanoseconds> settle() override;

 private:
  VirtualBus& bus_;
  ServedTime time_;
};

}  // namespace signet::emulator
