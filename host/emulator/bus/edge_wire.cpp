#include "host/emulator/bus/edge_wire.h"

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
  if (released.sda && !sda && state_ == State::idle) wire_.start();
}

Lines EdgeWire::levels() {
  bus_.settle();  // power cuts that are due, watchdogs, ends of commands, lines that are released
  follow(time_.now());
  return seen_;
}

Lines EdgeWire::pulled() const {
  const std::optional<Line> held = bus_.heldLine();
  return {master_.sda && !chipPulls() && held != Line::sda, master_.scl && held != Line::scl};
}

/// Asked anew each time: a chip that has gone does not pull.
bool EdgeWire::chipPulls() const {
  if (chipsAnswer_) return wire_.ackSeen();
  return bitOut_ != 0 && (wire_.sending() & bitOut_) == 0;
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
    wire_.sdaLow(at, at - sdaFell_);
  }
}

void EdgeWire::start(Time at) {
  repeated_ = inTransaction_;
  inTransaction_ = true;
  clocked_ = false;
  wire_.start();
  letGo();
  state_ = State::address;
  bits_ = 0;
  shift_ = 0;
  startEdge_ = at;
}

void EdgeWire::stop(Time at) {
  const bool pulse = inTransaction_ && !clocked_ && !repeated_;
  if (pulse) {
    wakeLost_ = wire_.faults().beforeWake(bus_, at);
  } else {
    wire_.faults().beforeStop(bus_, at);
  }
  inTransaction_ = false;
  state_ = State::idle;
  letGo();
  wire_.stop(at);
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
    bitOut_ = 0;
    if (state_ != State::transmit) acknowledge(at);
  } else if (bits_ == 9) {
    byteEnded(at);
  } else if (state_ == State::transmit) {
    bitOut_ = static_cast<std::uint8_t>(0x80U >> bits_);
  }
}

/// The chips judge a byte where they have to answer it: at the end of its eighth bit.
void EdgeWire::acknowledge(Time at) {
  const auto sent = static_cast<std::uint8_t>(shift_);
  if (state_ == State::address) {
    wire_.faults().beforeStart(bus_, at, sent);
    chipsSend_ = (wire_.begin(at, false, sent) & 1) != 0;
    wire_.address(at);
  } else {
    wire_.begin(at, false, sent);
    wire_.write(at);
  }
  wire_.tellFaults();
  chipsAnswer_ = true;
}

/// The ninth clock is over.
void EdgeWire::byteEnded(Time at) {
  bits_ = 0;
  letGo();
  switch (state_) {
    case State::address:
      tellStart(ack_);
      state_ = wire_.first() == nullptr ? State::ignore : chipsSend_ ? State::transmit : State::receive;
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
  wire_.begin(at, true);
  wire_.read(at);
  bitOut_ = 0x80;
}

/// The chips, of SDA.
void EdgeWire::letGo() {
  bitOut_ = 0;
  chipsAnswer_ = false;
}

void EdgeWire::tellStart(bool ack) {
  const Chip* const chip = wire_.first();
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
