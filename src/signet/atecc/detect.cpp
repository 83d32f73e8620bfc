#include "signet/atecc/detect.h"

#include "signet/atecc/packet.h"
#include "signet/atecc/timing.h"

namespace signet::atecc {
namespace {

constexpr int kTries = 3;

Status wakeAll(i2c::Bus& bus, Clock& clock) {
  const Status status = bus.wake(kWakeLow);
  clock.sleepFor(kWakeHigh);
  return status == Status::nack ? Status::ok : status;
}

void send(i2c::Bus& bus, i2c::Address address, WordAddress word) {
  const std::uint8_t byte = static_cast<std::uint8_t>(word);
  (void)bus.write(address, Bytes(&byte, 1));
}

Status readWakeGroup(i2c::Bus& bus, i2c::Address address) {
  std::array<std::uint8_t, kStatusGroupSize> group{};
  const Status status = bus.read(address, group);
  if (status != Status::ok) return status == Status::nack ? Status::noDevice : status;
  return equal(group, kWakeGroup) || equal(group, kSelfTestFailedGroup) ? Status::ok : Status::notAnAtecc;
}

}  // namespace

Status probe(i2c::Bus& bus, Clock& clock, i2c::Address address) {
  Status status = Status::noDevice;
  for (int n = 0; n < kTries && status != Status::ok; ++n) {
    SIGNET_TRY(wakeAll(bus, clock));
    status = readWakeGroup(bus, address);
    if (status == Status::busFault) (void)bus.recover();
    // A chip that was awake shows its last answer, or the rest of one, instead of a wake group: idle it and
    // look once more.
    if (status == Status::notAnAtecc || status == Status::busFault) send(bus, address, WordAddress::idle);
    if (status == Status::ok) send(bus, address, WordAddress::sleep);
  }
  return status;
}

namespace {

struct Count {
  std::size_t chips = 0;
  bool doubtful = false;  ///< something answered otherwise: foreign, or a chip that was awake before
};

Result<Count> scanOnce(i2c::Bus& bus, Clock& clock, Span<i2c::Address> found) {
  SIGNET_TRY(wakeAll(bus, clock));
  Count count;
  for (std::uint8_t value = i2c::Address::kFirst; value <= i2c::Address::kLast; ++value) {
    const i2c::Address address = *i2c::Address::fromSevenBit(value);
    const Status status = readWakeGroup(bus, address);
    if (status == Status::busFault) return status;
    if (status == Status::notAnAtecc) count.doubtful = true;
    if (status != Status::ok) continue;
    send(bus, address, WordAddress::sleep);
    if (count.chips < found.size()) found[count.chips] = address;
    ++count.chips;
  }
  return count;
}

}  // namespace

Result<std::size_t> scan(i2c::Bus& bus, Clock& clock, Span<i2c::Address> found) {
  SIGNET_ASSIGN(Count count, scanOnce(bus, clock, found));
  if (count.doubtful) {
    // Nothing foreign may be written to, so a chip that was awake cannot be idled: its watchdog does that.
    clock.sleepFor(kWatchdogMax);
    SIGNET_ASSIGN(count, scanOnce(bus, clock, found));
  }
  return count.chips;
}

}  // namespace signet::atecc
