// FaultInjector: makes a fault plan happen on a virtual bus.
//
//     FaultInjector faults(loadFaultPlan("bad.faults"));
//     bus.setFaults(&faults);
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "host/emulator/bus/virtual_bus.h"
#include "host/emulator/fault/fault_plan.h"

namespace signet::emulator {

/// Counts from its construction. One injector serves one bus. Every fault that is injected is reported to the
/// bus's listeners by BusListener::onFault.
class FaultInjector final : public BusFaults {
 public:
  explicit FaultInjector(FaultPlan plan);
  ~FaultInjector() override;

  /// How often each rule of the plan has struck, in the plan's order.
  const std::vector<std::uint64_t>& strikes() const;
  /// How many of a unit were counted so far (of any address): lets a test try a fault at each of them.
  std::uint64_t counted(FaultUnit unit) const;

 private:
  void beforeStart(VirtualBus& bus, Time at, std::uint8_t addressByte) override;
  ByteFault beforeByte(VirtualBus& bus, Time at, bool isRead, std::uint8_t value) override;
  void afterByte(VirtualBus& bus, std::uint8_t value, bool ack) override;
  void beforeStop(VirtualBus& bus, Time at) override;
  bool beforeWake(VirtualBus& bus, Time at) override;

  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace signet::emulator
