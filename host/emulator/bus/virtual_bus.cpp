// Chips, time and power. The wire is in virtual_bus_wire.cpp.
#include "host/emulator/bus/virtual_bus.h"

#include <algorithm>
#include <stdexcept>

#include "host/emulator/bus/seat.h"

namespace signet::emulator {

VirtualBus::VirtualBus(TimeSource& time, unsigned clockHz) : time_(time) {
  setClockRate(clockHz);
}

VirtualBus::~VirtualBus() = default;

void VirtualBus::setClockRate(unsigned hz) {
  if (hz < kSlowest || hz > kFastest) {
    throw std::invalid_argument("the clock rate of a virtual bus is 10000 to 1000000 Hz, not " +
                                std::to_string(hz));
  }
  constexpr unsigned kHalfSecond = 500'000'000;  // in ns: half periods are whole nanoseconds
  clockHz_ = hz;
  bit_ = Duration(2 * ((kHalfSecond + hz - 1) / hz));
}

Time VirtualBus::now() {
  return std::max(time_.now(), cursor_);
}

void VirtualBus::wait(Duration duration) {
  time_.waitUntil(now() + duration);
  settle();
}

void VirtualBus::skip(Duration duration) {
  time_.skip(duration);
  settle();
}

void VirtualBus::settle() {
  const Time t = now();
  runUntil(t);
  for (const auto& seat : seats_) seat->chip.advance(t);
}

std::optional<Time> VirtualBus::nextEvent() const {
  std::optional<Time> next;
  const auto consider = [&next](std::optional<Time> t) {
    if (t && (!next || *t < *next)) next = t;
  };
  for (const auto& seat : seats_) consider(seat->chip.nextEvent());
  if (!scheduled_.empty()) consider(scheduled_.front().at);
  if (held_) consider(held_->until);
  return next;
}

VirtualBus::Seat* VirtualBus::seatOf(const Chip& chip) const {
  for (const auto& seat : seats_) {
    if (&seat->chip == &chip) return seat.get();
  }
  return nullptr;
}

VirtualBus::Seat& VirtualBus::attachedSeat(const Chip& chip) const {
  Seat* seat = seatOf(chip);
  if (seat == nullptr) throw std::invalid_argument("the chip is not attached to this bus");
  return *seat;
}

void VirtualBus::attach(Chip& chip, std::string name) {
  if (seatOf(chip) != nullptr) throw std::invalid_argument("the chip is already attached to this bus");
  ++named_;
  if (name.empty()) name = "chip" + std::to_string(named_);
  seats_.push_back(std::make_unique<Seat>(*this, chip, std::move(name)));
  applyPower(*seats_.back(), now(), true);
}

void VirtualBus::detach(Chip& chip) {
  Seat* const seat = seatOf(chip);
  if (seat == nullptr) return;
  const auto leave = [&] {
    chip.setListener(nullptr);
    std::erase_if(scheduled_, [&chip](const Scheduled& event) { return event.chip == &chip; });
    std::erase_if(seats_, [seat](const auto& s) { return s.get() == seat; });
  };
  try {
    settle();
    applyPower(*seat, now(), false);
  } catch (...) {
    leave();
    throw;
  }
  leave();
}

void VirtualBus::addChipListener(Chip& chip, ChipListener& listener) {
  attachedSeat(chip).addListener(listener);
}

std::vector<Chip*> VirtualBus::chips() const {
  std::vector<Chip*> all;
  for (const auto& seat : seats_) all.push_back(&seat->chip);
  return all;
}

std::string_view VirtualBus::nameOf(const Chip& chip) const {
  const Seat* seat = seatOf(chip);
  return seat == nullptr ? std::string_view() : seat->name;
}

std::vector<Stay> VirtualBus::stays() const {
  std::vector<Stay> all;
  for (const auto& seat : seats_) all.push_back(seat->stay);
  return all;
}

Chip* VirtualBus::chipAt(Stay stay) const {
  for (const auto& seat : seats_) {
    if (seat->stay == stay) return &seat->chip;
  }
  return nullptr;
}

void VirtualBus::setPower(Chip& chip, bool on) {
  Seat& seat = attachedSeat(chip);
  settle();
  applyPower(seat, now(), on);
}

void VirtualBus::schedulePower(Chip& chip, Time at, bool on) {
  schedule({at, &chip, on ? Scheduled::What::powerOn : Scheduled::What::powerOff});
}

void VirtualBus::scheduleWatchdog(Chip& chip, Time at) {
  schedule({at, &chip, Scheduled::What::watchdog});
}

void VirtualBus::schedule(Scheduled event) {
  attachedSeat(*event.chip);
  event.at = std::max(event.at, now());  // no chip's time goes back
  const auto earlier = [](const Scheduled& a, const Scheduled& b) { return a.at < b.at; };
  scheduled_.insert(std::upper_bound(scheduled_.begin(), scheduled_.end(), event, earlier), event);
}

void VirtualBus::applyPower(Seat& seat, Time at, bool on) {
  if (seat.chip.powered() == on) return;
  seat.stay = newStay();
  if (on) {
    seat.chip.powerOn(at);
  } else {
    seat.chip.powerOff(at);
  }
  for (BusListener* l : listeners_) l->onPower(at, seat.name, on);
}

/// Everything scheduled on the bus up to `t`, each at its own time. Chips run by themselves as they are
/// given the time.
void VirtualBus::runUntil(Time t) {
  while (!scheduled_.empty() && scheduled_.front().at <= t) {
    const Scheduled event = scheduled_.front();
    scheduled_.erase(scheduled_.begin());
    lastScheduled_ = std::max(lastScheduled_, event.at);
    if (event.what == Scheduled::What::watchdog) {
      event.chip->strikeWatchdog(event.at);
    } else {
      applyPower(attachedSeat(*event.chip), event.at, event.what == Scheduled::What::powerOn);
    }
  }
  if (held_ && held_->until && *held_->until <= t) freeLine(*held_->until, true);
}

void VirtualBus::hold(Line line, std::optional<Duration> duration) {
  const Time at = now();
  if (held_) freeLine(at, false);
  held_ = Hold{line, at, duration ? std::optional<Time>(at + *duration) : std::nullopt};
  for (BusListener* l : listeners_) l->onHeld(at, line, true);
}

void VirtualBus::release() {
  settle();
  if (held_) freeLine(now(), true);
}

void VirtualBus::clockedFree() {
  if (held_ && held_->line == Line::sda && !held_->until) freeLine(now(), false);
}

void VirtualBus::freeLine(Time at, bool makesStop) {
  const Hold hold = *held_;
  held_.reset();
  for (BusListener* l : listeners_) l->onHeld(at, hold.line, false);
  // SDA that rises while SCL is high is a Stop condition, also to a chip that was in the middle
  // of a transfer.
  if (inTransaction_ && makesStop) stopChips(at);
  if (hold.line == Line::sda) tellSdaLow(at, at - hold.since);
}

void VirtualBus::addListener(BusListener& listener) {
  listeners_.push_back(&listener);
}

void VirtualBus::removeListener(BusListener& listener) {
  std::erase(listeners_, &listener);
}

void VirtualBus::reportFault(std::string_view what) {
  for (BusListener* l : listeners_) l->onFault(now(), what);
}

}  // namespace signet::emulator
