#include "host/emulator/bus/edge_wire.h"

#include <algorithm>
#include <utility>

namespace signet::emulator {

void EdgeWire::removeListener(BusListener& listener) {
  std::erase(listeners_, &listener);
}

void EdgeWire::drive(Time at, Lines released) {
  if (released == master_) return;
  time_.waitUntil(at);
  at = time_.now();
  levels();  // what has happened on the wire up to now
  edges_ += (released.scl != master_.scl ? 1 : 0) + (released.sda != master_.sda ? 1 : 0);
  if (released.sda != master_.sda) freeClocks_ = 0;
  const bool sda = master_.sda;
  master_ = {sda, released.scl};
  follow(at);
  master_.sda = released.sda;
  follow(at);
  if (released.sda && !sda && state_ == State::idle) joined_.clear();
}

Lines EdgeWire::levels() {
  bus_.settle();  // power cuts that are due, watchdogs, ends of commands, lines that are released
  follow(time_.now());
  return seen_;
}

Lines EdgeWire::pulled() const {
  const std::optional<Line> held = bus_.heldLine();
  return {master_.sda && !chipLow_ && held != Line::sda, master_.scl && held != Line::scl};
}

/// Until the levels are those that were reported: what a chip does at an edge may move SDA again.
void EdgeWire::follow(Time at) {
  for (Lines now = pulled(); now != seen_; now = pulled()) {
    if (now.scl != seen_.scl) {
      seen_.scl = now.scl;
      sclMoved(at, now.scl);
    } else {
      seen_.sda = now.sda;
      sdaMoved(at, now.sda);
    }
  }
}

void EdgeWire::sclMoved(Time at, bool high) {
  clocked_ = true;
  if (!high) return clockFell(at);
  bitRead(seen_.sda);
  // A defect that holds SDA lets go of it as a chip does, by nine clocks (datasheet section 6.7).
  constexpr unsigned kRecovery = 9;
  freeClocks_ = master_.sda ? freeClocks_ + 1 : 0;
  if (freeClocks_ == kRecovery) bus_.clockedFree();
}

/// A chip moves SDA only while SCL is low, and a defect may move it at any time.
void EdgeWire::sdaMoved(Time at, bool high) {
  if (seen_.scl && high) {
    stop(at);
  } else if (seen_.scl) {
    start(at);
  }
  if (!high) {
    sdaFell_ = at;
  } else if (!std::exchange(wakeLost_, false)) {
    tellSdaLow(at, at - sdaFell_);
  }
}

/// A chip that takes part in the transaction is awake, and to an awake chip a wake pulse means nothing.
void EdgeWire::tellSdaLow(Time at, Duration low) {
  if (low < VirtualBus::kShortestLow) return;
  for (Chip* const chip : bus_.chips()) {
    if (std::find(joined_.begin(), joined_.end(), chip) == joined_.end()) chip->sdaLow(at, low);
  }
}

void EdgeWire::start(Time at) {
  repeated_ = inTransaction_;
  inTransaction_ = true;
  clocked_ = false;
  joined_.clear();
  state_ = State::address;
  bits_ = 0;
  shift_ = 0;
  startEdge_ = at;
}

void EdgeWire::stop(Time at) {
  const bool pulse = inTransaction_ && !clocked_ && !repeated_;
  if (faults_ != nullptr && pulse) wakeLost_ = faults_->beforeWake(bus_, at);
  if (faults_ != nullptr && !pulse) faults_->beforeStop(bus_, at);
  inTransaction_ = false;
  state_ = State::idle;
  for (Chip* const chip : bus_.chips()) chip->stop(at);
  for (BusListener* const l : listeners_) {
    if (pulse) {
      l->onWakePulse(startEdge_, at - startEdge_);
    } else {
      l->onStop(at, true);
    }
  }
}

void EdgeWire::bitRead(bool sda) {
  ++bits_;
  if (bits_ <= 8) shift_ = (shift_ << 1 | (sda ? 1U : 0U)) & 0xFF;
  if (bits_ == 9) ack_ = !sda;
}

void EdgeWire::clockFell(Time at) {
  if (bits_ > 0) bit_ = at - lastFall_;
  lastFall_ = at;
  if (state_ == State::idle || state_ == State::ignore) return;
  if (bits_ == 0) {
    byteBegin_ = at;
  } else if (bits_ == 8) {
    chipLow_ = state_ != State::transmit && acknowledge(at);
  } else if (bits_ == 9) {
    byteEnded(at);
  } else if (state_ == State::transmit) {
    chipLow_ = (out_ >> (7 - bits_) & 1) == 0;
  }
}

/// The chips judge a byte where they have to answer it: at the end of its eighth bit. What the master sees.
bool EdgeWire::acknowledge(Time at) {
  const auto sent = static_cast<std::uint8_t>(shift_);
  const bool isAddress = state_ == State::address;
  if (isAddress && faults_ != nullptr) faults_->beforeStart(bus_, at, sent);
  const ByteFault fault = faultOfByte(at, false, sent);
  const auto taken = static_cast<std::uint8_t>(sent ^ fault.flip);
  const bool ack = isAddress ? takeAddress(at, taken, fault) : takeByte(at, taken, fault);
  tellFaults(taken, ack, fault);
  return ack != fault.flipAck;
}

bool EdgeWire::takeAddress(Time at, std::uint8_t byte, const ByteFault& fault) {
  if (fault.nack || fault.lost) return fault.lost;
  for (Chip* const chip : bus_.chips()) {
    if (chip->start(at, byte)) joined_.push_back(chip);
  }
  chipsSend_ = (byte & 1) != 0;
  if (fault.doubled && chipsSend_) readChips(at);  // to it, the second one is the clock of its first byte
  if (fault.doubled && !chipsSend_) takeByte(at, byte, {});
  return !joined_.empty();
}

bool EdgeWire::takeByte(Time at, std::uint8_t byte, const ByteFault& fault) {
  if (fault.nack) return false;
  if (fault.lost) return !joined_.empty();
  bool ack = false;
  for (Chip* const chip : joined_) {
    ack = chip->write(at, byte) || ack;
    if (fault.doubled) chip->write(at, byte);
  }
  return ack;
}

/// The ninth clock is over.
void EdgeWire::byteEnded(Time at) {
  bits_ = 0;
  chipLow_ = false;
  switch (state_) {
    case State::address:
      tellStart(ack_);
      doubled_.reset();
      state_ = joined_.empty() ? State::ignore : chipsSend_ ? State::transmit : State::receive;
      break;
    case State::receive: tellByte(ack_); break;
    case State::transmit:
      tellByte(ack_);
      if (!ack_) state_ = State::ignore;
      break;
    case State::idle:
    case State::ignore: break;
  }
  byteBegin_ = at;
  if (state_ == State::transmit) nextByteOut(at);
}

void EdgeWire::nextByteOut(Time at) {
  const ByteFault fault = faultOfByte(at, true, 0xFF);
  if (fault.lost) readChips(at);
  const std::uint8_t byte = doubled_ ? *doubled_ : readChips(at);
  doubled_ = fault.doubled ? std::optional(byte) : std::nullopt;
  out_ = byte ^ fault.flip;
  chipLow_ = (out_ & 0x80) == 0;
}

/// Of several chips at one address the zeros win.
std::uint8_t EdgeWire::readChips(Time at) {
  std::uint8_t byte = 0xFF;
  for (Chip* const chip : joined_) byte &= chip->read(at);
  return byte;
}

ByteFault EdgeWire::faultOfByte(Time at, bool isRead, std::uint8_t value) {
  return faults_ == nullptr ? ByteFault{} : faults_->beforeByte(bus_, at, isRead, value);
}

void EdgeWire::tellFaults(std::uint8_t taken, bool ack, const ByteFault& fault) {
  if (faults_ == nullptr || fault.nack || fault.lost) return;
  faults_->afterByte(bus_, taken, ack);
  if (fault.doubled) faults_->afterByte(bus_, taken, ack);
}

void EdgeWire::tellStart(bool ack) {
  const Chip* const chip = joined_.empty() ? nullptr : joined_.front();
  const StartEvent event{startEdge_,
                         bit_,
                         static_cast<std::uint8_t>(shift_),
                         ack,
                         repeated_,
                         chip,
                         chip != nullptr ? bus_.nameOf(*chip) : std::string_view()};
  for (BusListener* const l : listeners_) l->onStart(event);
}

void EdgeWire::tellByte(bool ack) {
  for (BusListener* const l : listeners_) l->onByte({byteBegin_, static_cast<std::uint8_t>(shift_), ack});
}

}  // namespace signet::emulator
