// The master and the wire: transactions become pin events of the chips, each at its exact time.
#include <algorithm>

#include "host/emulator/bus/seat.h"
#include "host/emulator/bus/virtual_bus.h"

namespace signet::emulator {

Status VirtualBus::write(std::uint8_t address, std::span<const std::uint8_t> bytes) {
  const Message message = Message::write(address, bytes);
  return transfer({&message, 1});
}

Status VirtualBus::read(std::uint8_t address, std::span<std::uint8_t> bytes) {
  const Message message = Message::read(address, bytes);
  return transfer({&message, 1});
}

Status VirtualBus::transfer(std::span<const Message> messages) {
  Status status = Status::ok;
  bool repeated = false;
  for (const Message& message : messages) {
    status = runMessage(message, repeated);
    if (status != Status::ok) break;
    repeated = true;
  }
  if (!messages.empty()) endTransaction(status);
  return status;
}

/// The next instant at which the master may make a Start.
void VirtualBus::seekStart() {
  cursor_ = std::max(now(), earliestStart_);
  runUntil(cursor_);
}

/// Waits while a line is held. False: for longer than the master has patience.
bool VirtualBus::waitForFreeLines() {
  if (!held_) return true;
  const Time patience = cursor_ + kHeldTimeout;
  cursor_ = held_->until ? std::min(*held_->until, patience) : patience;
  runUntil(cursor_);
  return !held_;
}

Status VirtualBus::runMessage(const Message& message, bool repeated) {
  const auto addressByte = static_cast<std::uint8_t>(message.address << 1 | (message.isRead ? 1 : 0));
  if (repeated) {
    repeatStart();
  } else {
    seekStart();
  }
  wire_.faults().beforeStart(*this, cursor_, addressByte);
  if (repeated ? held_.has_value() : !waitForFreeLines()) return Status::busFault;
  const bool ack = sendAddress(addressByte, repeated);
  if (held_) return Status::busFault;
  if (!ack && !message.ignoreNack) return Status::nack;
  return runBytes(message);
}

Status VirtualBus::runBytes(const Message& message) {
  for (std::size_t i = 0; i < message.size; ++i) {
    bool ack = true;
    if (message.isRead) {
      message.in[i] = receiveByte(i + 1 < message.size);
    } else {
      ack = sendByte(message.out[i]);
    }
    if (held_) return Status::busFault;
    if (!ack && !message.ignoreNack) return Status::nack;
  }
  return Status::ok;
}

bool VirtualBus::sendAddress(std::uint8_t addressByte, bool repeated) {
  wire_.start();
  inTransaction_ = true;
  startTold_ = true;
  const Time edge = cursor_;
  sdaFalls(edge);
  cursor_ += bit_ / 2;
  const std::uint8_t sent = wire_.begin(cursor_, false, addressByte);
  sdaBits(cursor_, sent, 8);
  const Time end = cursor_ + 9 * bit_;
  runUntil(end);
  const bool ack = wire_.address(end);
  sdaBits(cursor_ + 8 * bit_, ack ? 0 : 1, 1);
  cursor_ = end;
  const bool seen = wire_.ackSeen();
  wire_.tellFaults();
  if (!listeners_.empty()) {
    const Chip* const chip = wire_.first();
    const StartEvent event{
        edge, bit_, addressByte, seen, repeated, chip, chip != nullptr ? nameOf(*chip) : std::string_view()};
    for (BusListener* l : listeners_) l->onStart(event);
  }
  return seen;
}

bool VirtualBus::sendByte(std::uint8_t value) {
  const std::uint8_t sent = wire_.begin(cursor_, false, value);
  const Time begin = cursor_;
  cursor_ += 9 * bit_;
  runUntil(cursor_);
  const bool ack = wire_.write(cursor_);
  sdaBits(begin, static_cast<unsigned>(sent) << 1 | (ack ? 0U : 1U), 9);
  const bool seen = wire_.ackSeen();
  wire_.tellFaults();
  for (BusListener* l : listeners_) l->onByte({begin, value, seen});
  return seen;
}

std::uint8_t VirtualBus::receiveByte(bool ack) {
  wire_.begin(cursor_, true);
  const Time begin = cursor_;
  cursor_ += 9 * bit_;
  runUntil(cursor_);
  const std::uint8_t value = wire_.read(cursor_);
  sdaBits(begin, static_cast<unsigned>(value) << 1 | (ack ? 0U : 1U), 9);
  for (BusListener* l : listeners_) l->onByte({begin, value, ack});
  return value;
}

/// SDA up, SCL up after half a period, and half a period later SDA may fall again.
void VirtualBus::repeatStart() {
  sdaRises(cursor_);
  cursor_ += bit_;
  runUntil(cursor_);
}

void VirtualBus::endTransaction(Status status) {
  if (status == Status::busFault) {
    sdaLowSince_.reset();
    if (startTold_) {
      for (BusListener* l : listeners_) l->onStop(cursor_, false);
    }
  } else {
    makeStop();
  }
  startTold_ = false;
  time_.waitUntil(cursor_);
}

void VirtualBus::makeStop() {
  sdaFalls(cursor_);
  cursor_ += bit_;
  runUntil(cursor_);
  wire_.faults().beforeStop(*this, cursor_);
  stopChips(cursor_);
  sdaRises(cursor_);
  earliestStart_ = cursor_ + bit_ / 2;
  for (BusListener* l : listeners_) l->onStop(cursor_, true);
}

void VirtualBus::stopChips(Time at) {
  inTransaction_ = false;
  wire_.stop(at);
}

Status VirtualBus::wake(Duration low) {
  seekStart();
  const bool lost = wire_.faults().beforeWake(*this, cursor_);
  if (!waitForFreeLines()) {
    time_.waitUntil(cursor_);
    return Status::busFault;
  }
  const Time begin = cursor_;
  low = std::max(low, Duration::zero());
  cursor_ += low;
  runUntil(cursor_);
  wire_.start();
  for (BusListener* l : listeners_) l->onWakePulse(begin, low);
  if (!lost) tellSdaLow(cursor_, low);
  earliestStart_ = cursor_ + bit_ / 2;
  time_.waitUntil(cursor_);
  return Status::ok;
}

Status VirtualBus::recover() {
  seekStart();
  const Time begin = cursor_;
  cursor_ += bit_ / 2 + 9 * bit_;
  runUntil(cursor_);
  // The nine clocks with SDA high look like a read from address 7Fh, which no chip has.
  wire_.start();
  if (!held_ || held_->line == Line::sda) {
    for (const auto& seat : seats_) seat->chip.start(cursor_, 0xFF);
  }
  clockedFree();
  cursor_ += bit_ * 3 / 2 + bit_;
  runUntil(cursor_);
  if (!held_) stopChips(cursor_);
  earliestStart_ = cursor_ + bit_ / 2;
  for (BusListener* l : listeners_) l->onRecover(begin, bit_, cursor_, !held_);
  time_.waitUntil(cursor_);
  return held_ ? Status::busFault : Status::ok;
}

/// The line during `count` bits from `begin`, most significant first.
void VirtualBus::sdaBits(Time begin, unsigned bits, unsigned count) {
  for (unsigned i = 0; i < count; ++i) {
    const bool high = (bits >> (count - 1 - i) & 1) != 0;
    if (high == !sdaLowSince_) continue;
    if (high) {
      sdaRises(begin + i * bit_);
    } else {
      sdaFalls(begin + i * bit_);
    }
  }
}

void VirtualBus::sdaFalls(Time at) {
  if (!sdaLowSince_) sdaLowSince_ = at;
}

void VirtualBus::sdaRises(Time at) {
  if (!sdaLowSince_) return;
  tellSdaLow(at, at - *sdaLowSince_);
  sdaLowSince_.reset();
}

void VirtualBus::tellSdaLow(Time at, Duration low) {
  wire_.sdaLow(std::max(at, lastScheduled_), low);  // within a byte, what was scheduled comes first
}

}  // namespace signet::emulator
