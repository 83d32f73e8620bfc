#include "host/emulator/chip/engine/engine.h"

#include <algorithm>

namespace signet::emulator {

namespace {

/// tPU: from power good until a wake pulse counts (table 8-3).
constexpr Duration kPowerUp = std::chrono::microseconds(100);

/// SplitMix64; evenly from 0 to 2^32 - 1.
std::uint32_t draw(std::uint64_t& state) {
  state += 0x9E3779B97F4A7C15;
  std::uint64_t z = state;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
  return static_cast<std::uint32_t>(z >> 32);
}

}  // namespace

// ---- Power and modes

void Engine::powerOn(Time now) {
  advance(now);
  if (mode_ != Mode::off) return;
  mode_ = Mode::asleep;
  wakeableFrom_ = now_ + kPowerUp;
  address_ = machine_.config().i2cAddress();
}

void Engine::powerOff(Time now) {
  advance(now);
  machine_.lasting.abandon();
  machine_.state = VolatileState{};
  machine_.intrusionLatch = false;
  clearInterface();
  mode_ = Mode::off;
}

void Engine::sdaLow(Time now, Duration low) {
  advance(now);
  if (!sleepsOrIdles()) return;
  const Time began = std::max(now_ - low, wakeableFrom_);
  if (now_ - began >= machine_.options.wakeThreshold) wake(now_);
}

void Engine::wake(Time now) {
  if (mode_ == Mode::asleep && machine_.options.addressLatch == AddressLatch::wakeFromSleep) {
    address_ = machine_.config().i2cAddress();
  }
  mode_ = Mode::awake;
  listensFrom_ = now + machine_.options.wakeDelay;
  watchdogAt_ =
      now + (machine_.config().longWatchdog() ? machine_.options.longWatchdog : machine_.options.watchdog);
  clearInterface();
  response_ = ResponseGroup(StatusCode::afterWake);
  if (listener_ != nullptr) listener_->onWake(now);
}

void Engine::fallAsleep(Time now, bool byWatchdog) {
  machine_.lasting.abandon();
  machine_.state = VolatileState{};
  clearInterface();
  mode_ = Mode::asleep;
  wakeableFrom_ = now;
  if (listener_ != nullptr) listener_->onSleep(now, byWatchdog);
}

void Engine::goIdle(Time now) {
  clearInterface();
  mode_ = Mode::idle;
  wakeableFrom_ = now;
  if (listener_ != nullptr) listener_->onIdle(now);
}

void Engine::clearInterface() {
  transaction_ = Transaction::notOurs;
  command_.clear();
  response_ = ResponseGroup();
  responsePosition_ = 0;
  readSinceCommandByte_ = false;
  idlesWhenReady_ = false;
}

// ---- Time

void Engine::advance(Time now) {
  now_ = std::max(now_, now);
  for (auto event = nextEvent(); event && *event <= now_; event = nextEvent()) happen(*event);
}

void Engine::happen(Time event) {
  const auto& pending = machine_.lasting.pending();
  if (mode_ == Mode::busy && !pending.empty() && commitTime(pending.front().moment) == event)
    return commit(event);
  if (mode_ == Mode::busy && pending.empty() && readyAt_ == event) return finishCommand(event);
  fallAsleep(event, true);
}

std::optional<Time> Engine::nextEvent() const {
  if (mode_ == Mode::awake) return watchdogAt_;
  if (mode_ != Mode::busy) return std::nullopt;
  const auto& pending = machine_.lasting.pending();
  const Time own = pending.empty() ? readyAt_ : commitTime(pending.front().moment);
  return std::min(own, watchdogAt_);
}

void Engine::strikeWatchdog(Time now) {
  advance(now);
  if (mode_ == Mode::awake || mode_ == Mode::busy) fallAsleep(now_, true);
}

void Engine::arm(const ChipFault& fault) {
  machine_.eccFaultArmed |= fault.eccFault;
  damageNextCrc_ |= fault.wrongCrc;
  extraBusy_ += fault.extraBusy;
}

// ---- Commands

void Engine::runCommand(Time now) {
  const auto group = command_.bytes();
  const Execution execution = execute(machine_, group, watchdogAt_ - now);
  mode_ = Mode::busy;
  busyFrom_ = now;
  readyAt_ = now + busyTime(execution);
  if (listener_ != nullptr) listener_->onCommand(now, group, readyAt_);
  clearInterface();
  idlesWhenReady_ = execution.response.isSilent();
  response_ = ResponseGroup(execution.response);
  if (std::exchange(damageNextCrc_, false)) response_.damageCrc();
}

void Engine::finishCommand(Time now) {
  if (idlesWhenReady_) return goIdle(now);
  mode_ = Mode::awake;
  if (listener_ != nullptr) listener_->onResponse(now, response_.bytes());
}

Duration Engine::busyTime(const Execution& execution) {
  Duration time = execution.typical;
  if (options().timing == Timing::maximum) time = execution.maximum;
  if (options().timing == Timing::drawn) {
    const std::int64_t span = (execution.maximum - execution.typical).count();
    time += Duration((span >> 16) * (draw(drawState_) >> 16));
  }
  return time + machine_.extraTime + std::exchange(extraBusy_, Duration::zero());
}

Time Engine::commitTime(Moment moment) const {
  const int quarter = moment == Moment::early ? 1 : moment == Moment::torn ? 2 : 3;
  return busyFrom_ + (readyAt_ - busyFrom_) * quarter / 4;
}

void Engine::commit(Time now) {
  const bool changes = machine_.lasting.pending().front().content != machine_.lasting.committed();
  machine_.lasting.commitFirst();
  if (options().addressLatch == AddressLatch::atOnce) {
    address_ = ConfigView(machine_.lasting.committed()).i2cAddress();
  }
  if (changes && listener_ != nullptr) listener_->onEepromChanged(now);
}

// ---- I2C

bool Engine::isAddressedBy(std::uint8_t addressByte) const {
  const std::uint8_t called = addressByte & 0xFE;
  return machine_.config().i2cEnabled() && called != 0 && called == (address_ & 0xFE);
}

bool Engine::start(Time now, std::uint8_t addressByte) {
  advance(now);
  transaction_ = Transaction::notOurs;
  if (!listens(now_) || !isAddressedBy(addressByte)) return false;
  const bool reads = (addressByte & 0x01) != 0;
  if (reads && !command_.empty() && options().partialRead == PartialRead::nack) return false;
  transaction_ = reads ? Transaction::reading : Transaction::wordAddress;
  return true;
}

bool Engine::write(Time now, std::uint8_t byte) {
  advance(now);
  if (transaction_ == Transaction::wordAddress) return takeWordAddress(byte);
  if (transaction_ == Transaction::command) return takeCommandByte(byte);
  return false;
}

bool Engine::takeWordAddress(std::uint8_t byte) {
  switch (byte) {
    case 0x00:
      command_.clear();
      responsePosition_ = 0;
      transaction_ = Transaction::notOurs;
      break;
    case 0x01: transaction_ = Transaction::sleep; break;
    case 0x02: transaction_ = Transaction::idle; break;
    case 0x03: transaction_ = Transaction::command; break;
    default: transaction_ = Transaction::notOurs; break;
  }
  return true;
}

bool Engine::takeCommandByte(std::uint8_t byte) {
  // Section 6.8: the first write after a read starts a new command.
  if (std::exchange(readSinceCommandByte_, false)) command_.clear();
  if (command_.empty()) response_ = ResponseGroup();  // one memory serves both directions
  return command_.append(byte, options().inputBufferSize);
}

std::uint8_t Engine::read(Time now) {
  advance(now);
  if (transaction_ != Transaction::reading) return 0xFF;
  readSinceCommandByte_ = true;
  const auto bytes = response_.bytes();
  return command_.empty() && responsePosition_ < bytes.size() ? bytes[responsePosition_++] : 0xFF;
}

void Engine::stop(Time now) {
  advance(now);
  const Transaction ended = std::exchange(transaction_, Transaction::notOurs);
  if (mode_ != Mode::awake) return;
  if (ended == Transaction::sleep) return fallAsleep(now_, false);
  if (ended == Transaction::idle) return goIdle(now_);
  if (command_.isComplete(options().inputBufferSize)) runCommand(now_);
}

}  // namespace signet::emulator
