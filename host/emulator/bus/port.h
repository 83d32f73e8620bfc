// The driver's ports over a virtual bus: the whole device library in this process, in virtual time.
//
//     VirtualTime time;
//     VirtualBus bus(time, 400'000);
//     bus.attach(chip);
//     BusPort port(bus);
//     ClockPort clock(bus);
//     atecc::Session session(port, clock);
#pragma once

#include "host/emulator/bus/virtual_bus.h"
#include "signet/core/clock.h"
#include "signet/i2c/bus.h"

namespace signet::emulator {

/// Not owned: the bus must outlive the port. Statuses are those of VirtualBus.
class BusPort final : public i2c::Bus {
 public:
  explicit BusPort(VirtualBus& bus) : bus_(bus) {}

 private:
  Status doWrite(i2c::Address address, Bytes bytes) override {
    return bus_.write(address.sevenBit(), {bytes.data(), bytes.size()});
  }
  Status doRead(i2c::Address address, MutableBytes bytes) override {
    return bus_.read(address.sevenBit(), {bytes.data(), bytes.size()});
  }
  Status doWake(signet::Duration low) override { return bus_.wake(low); }
  Status doRecover() override { return bus_.recover(); }

  VirtualBus& bus_;
};

/// The bus's time in whole microseconds. Sleeping lets the time of the bus pass.
class ClockPort final : public Clock {
 public:
  explicit ClockPort(VirtualBus& bus) : bus_(bus) {}

 private:
  Instant doNow() override {
    return Instant(std::chrono::floor<signet::Duration>(bus_.now().time_since_epoch()));
  }
  void doSleepFor(signet::Duration duration) override { bus_.wait(duration); }

  VirtualBus& bus_;
};

}  // namespace signet::emulator
