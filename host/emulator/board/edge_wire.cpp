#include "host/emulator/board/edge_wire.h"

#include <algorithm>

namespace signet::emulator {

void EdgeWire::removeListener(BusListener& listener) {
  std::erase(listeners_, &listener);
}

void EdgeWire::drive(Time at, Lines released) {
  if (released == master_) return;
  time_.waitUntil(at);
  at = time_.now();
  bus_.settle();  // power that goes at an instant, watchdogs, ends of commands
  if (released.scl != master_.scl) moveScl(at, released.scl);
  if (released.sda != master_.sda) moveSda(at, released.sda);
}

void EdgeWire::moveScl(Time at, bool high) {
  ++edges_;
  master_.scl = high;
  clocked_ = true;
  if (high) {
    bitRead(levels().sda);
    return;
  }
  const bool before = levels().sda;
  clockFell(at);
  if (levels().sda != before) watchSda(at, levels().sda);
}

void EdgeWire::moveSda(Time at, bool released) {
  ++edges_;
  const bool before = levels().sda;
  master_.sda = released;
  if (levels().sda == before) return;
  if (master_.scl && released) {
    stop(at);
  } else if (master_.scl) {
    start(at);
  }
  watchSda(at, levels().sda);
  if (released && state_ == State::idle) joined_.clear();
}

void EdgeWire::watchSda(Time at, bool high) {
  if (high) {
    tellSdaLow(at, at - sdaFell_);
  } else {
    sdaFell_ = at;
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

/// The chips judge a byte where they have to answer it: at the end of its eighth bit.
bool EdgeWire::acknowledge(Time at) {
  const auto byte = static_cast<std::uint8_t>(shift_);
  bool ack = false;
  if (state_ == State::address) {
    for (Chip* const chip : bus_.chips()) {
      if (chip->start(at, byte)) joined_.push_back(chip);
    }
    ack = !joined_.empty();
  } else {
    for (Chip* const chip : joined_) ack = chip->write(at, byte) || ack;
  }
  return ack;
}

/// The ninth clock is over.
void EdgeWire::byteEnded(Time at) {
  bits_ = 0;
  chipLow_ = false;
  const bool isRead = (shift_ & 1) != 0;
  switch (state_) {
    case State::address:
      tellStart(ack_);
      state_ = joined_.empty() ? State::ignore : isRead ? State::transmit : State::receive;
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

/// Of several chips at one address the zeros win.
void EdgeWire::nextByteOut(Time at) {
  out_ = 0xFF;
  for (Chip* const chip : joined_) out_ &= chip->read(at);
  chipLow_ = (out_ & 0x80) == 0;
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
