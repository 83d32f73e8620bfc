// MeteredBus: passes everything on to a bus and counts the cycles of it.
#pragma once

#include "firmware/common/board.h"
#include "signet/i2c/bus.h"

namespace signet::firmware {

class MeteredBus final : public i2c::Bus {
 public:
  /// `bus` must outlive it.
  explicit MeteredBus(i2c::Bus& bus) : bus_(bus) {}
  std::uint32_t cycles() const { return cycles_; }

 private:
  template <typename Transaction>
  Status metered(Transaction transaction) {
    const std::uint32_t begin = hardware().cycles();
    const Status status = transaction();
    cycles_ += hardware().cycles() - begin;
    return status;
  }
  Status doWrite(i2c::Address address, Bytes bytes) override {
    return metered([&] { return bus_.write(address, bytes); });
  }
  Status doRead(i2c::Address address, MutableBytes bytes) override {
    return metered([&] { return bus_.read(address, bytes); });
  }
  Status doWake(Duration low) override {
    return metered([&] { return bus_.wake(low); });
  }
  Status doRecover() override {
    return metered([&] { return bus_.recover(); });
  }

  i2c::Bus& bus_;
  std::uint32_t cycles_ = 0;
};

}  // namespace signet::firmware
