#include "signet/port/bare/soft_i2c.h"

#include "signet/core/check.h"

namespace signet::port::bare {
namespace {

std::uint32_t halfPeriod(const SoftI2cOptions& options) {
  SIGNET_CHECK(options.clockHz >= 1000 && options.cyclesPerMicrosecond >= 1);
  const std::uint32_t perSecond = options.cyclesPerMicrosecond * 1'000'000;
  return (perSecond + 2 * options.clockHz - 1) / (2 * options.clockHz);
}

}  // namespace

SoftI2c::SoftI2c(Registers& registers, const I2cLines& lines, const SoftI2cOptions& options)
    : registers_(registers),
      lines_(lines),
      cyclesPerMicrosecond_(options.cyclesPerMicrosecond),
      half_(halfPeriod(options)),
      lastEdge_(registers.cycles()) {
  release(lines.sda | lines.scl);
}

/// Returns half a period after its last return: call it before each edge.
void SoftI2c::pace() {
  while (registers_.cycles() - lastEdge_ < half_) {
  }
  lastEdge_ = registers_.cycles();
}

Status SoftI2c::waitHigh(std::uint32_t line) {
  if (high(line)) return Status::ok;
  const std::uint32_t begin = registers_.cycles();
  const std::uint32_t longest = static_cast<std::uint32_t>(kPatience.count()) * cyclesPerMicrosecond_;
  while (!high(line)) {
    if (registers_.cycles() - begin > longest) return Status::busFault;
  }
  lastEdge_ = registers_.cycles();
  return Status::ok;
}

/// SDA falls while SCL is high.
Status SoftI2c::start() {
  SIGNET_TRY(waitHigh(lines_.scl));
  SIGNET_TRY(waitHigh(lines_.sda));
  pace();
  pullLow(lines_.sda);
  clockDown();
  return Status::ok;
}

/// SDA rises while SCL is high. Both lines are free afterwards, or another device holds one.
Status SoftI2c::stop() {
  pullLow(lines_.sda);
  SIGNET_TRY(clockUp());
  pace();
  release(lines_.sda);
  return waitHigh(lines_.sda);
}

Status SoftI2c::clockUp() {
  pace();
  release(lines_.scl);
  return waitHigh(lines_.scl);
}

void SoftI2c::clockDown() {
  pace();
  pullLow(lines_.scl);
}

Status SoftI2c::sendBit(bool bit) {
  if (bit) {
    release(lines_.sda);
  } else {
    pullLow(lines_.sda);
  }
  SIGNET_TRY(clockUp());
  clockDown();
  return Status::ok;
}

Result<bool> SoftI2c::receiveBit() {
  release(lines_.sda);
  SIGNET_TRY(clockUp());
  const bool bit = high(lines_.sda);
  clockDown();
  return bit;
}

Status SoftI2c::sendByte(std::uint8_t byte) {
  for (unsigned bit = 8; bit-- > 0;) SIGNET_TRY(sendBit((byte >> bit & 1) != 0));
  SIGNET_ASSIGN(const bool refused, receiveBit());
  return refused ? Status::nack : Status::ok;
}

Result<std::uint8_t> SoftI2c::receiveByte(bool acknowledge) {
  unsigned byte = 0;
  for (unsigned i = 0; i < 8; ++i) {
    SIGNET_ASSIGN(const bool bit, receiveBit());
    byte = byte << 1 | (bit ? 1U : 0U);
  }
  SIGNET_TRY(sendBit(!acknowledge));
  return static_cast<std::uint8_t>(byte);
}

Status SoftI2c::sendAll(std::uint8_t addressByte, Bytes bytes) {
  SIGNET_TRY(sendByte(addressByte));
  for (const std::uint8_t byte : bytes) SIGNET_TRY(sendByte(byte));
  return Status::ok;
}

Status SoftI2c::receiveAll(std::uint8_t addressByte, MutableBytes bytes) {
  SIGNET_TRY(sendByte(addressByte));
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    SIGNET_ASSIGN(bytes[i], receiveByte(i + 1 < bytes.size()));
  }
  return Status::ok;
}

Status SoftI2c::doWrite(i2c::Address address, Bytes bytes) {
  SIGNET_TRY(start());
  const Status status = sendAll(address.eightBit(), bytes);
  const Status stopped = stop();
  return status != Status::ok ? status : stopped;
}

Status SoftI2c::doRead(i2c::Address address, MutableBytes bytes) {
  SIGNET_TRY(start());
  const Status status = receiveAll(static_cast<std::uint8_t>(address.eightBit() | 1), bytes);
  const Status stopped = stop();
  return status != Status::ok ? status : stopped;
}

Status SoftI2c::doWake(Duration low) {
  SIGNET_TRY(waitHigh(lines_.scl));
  SIGNET_TRY(waitHigh(lines_.sda));
  pace();
  pullLow(lines_.sda);
  const std::uint32_t begin = registers_.cycles();
  const std::uint32_t length = static_cast<std::uint32_t>(low.count()) * cyclesPerMicrosecond_;
  while (registers_.cycles() - begin < length) {
  }
  lastEdge_ = registers_.cycles();
  release(lines_.sda);
  return waitHigh(lines_.sda);
}

/// A chip that holds SDA low releases it within nine clocks, because it takes the high ninth bit for a NACK.
Status SoftI2c::doRecover() {
  release(lines_.sda);
  SIGNET_TRY(clockUp());
  pace();
  pullLow(lines_.sda);  // Start, if SDA was free
  clockDown();
  for (unsigned i = 0; i < 9; ++i) SIGNET_TRY(sendBit(true));
  SIGNET_TRY(clockUp());
  SIGNET_TRY(waitHigh(lines_.sda));
  pace();
  pullLow(lines_.sda);
  clockDown();
  return stop();
}

}  // namespace signet::port::bare
