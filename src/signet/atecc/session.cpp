#include "signet/atecc/session.h"

#include "signet/core/check.h"
#include "signet/core/secure.h"

namespace signet::atecc {
namespace {

/// What a command may take on the bus at 100 kHz, both directions, on top of its execution time.
constexpr Duration kTransferReserve = std::chrono::milliseconds(30);

/// How often a chip is woken before it is given up.
constexpr int kWakeTries = 4;

bool allOnes(Bytes bytes) {
  for (const std::uint8_t byte : bytes) {
    if (byte != 0xFF) return false;
  }
  return true;
}

bool isDamage(Status status) {
  return status == Status::badCrc || status == Status::badResponse;
}

/// Bytes to read for an answer. An error group is shorter; the chip fills up with FF.
std::size_t expectedSize(const Command& command) {
  return command.responseSize == 0 ? kStatusGroupSize : command.responseSize + kResponseOverhead;
}

}  // namespace

Session::Session(i2c::Bus& bus, Clock& clock, i2c::Address address, const SessionOptions& options)
    : bus_(bus), clock_(clock), options_(options), address_(address) {
  SIGNET_CHECK(options.attempts > 0);
}

Session::~Session() {
  wipe();
}

void Session::wipe() {
  secureZero(buffer_);
}

Result<Bytes> Session::execute(const Command& command) {
  SIGNET_CHECK(command.responseSize <= kMaxResponseSize - kResponseOverhead);
  Reply reply{Outcome::silent, Status::timeout};
  bool again = true;
  for (unsigned n = 0; n < options_.attempts && again; ++n) {
    SIGNET_TRY(ensureAwake(executionTime(command.opcode).maximum + kTransferReserve));
    if (command.volatileState == Volatile::needs && memory_ == Memory::lost) return Status::volatileStateLost;
    const Status sent = transmit(command);
    unsigned faults = 0;
    reply = {Outcome::silent, waitForAnswer(command, faults)};
    if (reply.status == Status::ok) reply = examine(command, sent, faults != 0);
    again = false;
    reply.status = reply.outcome == Outcome::answered ? judgeAnswer(command, reply.status, again)
                                                      : judgeSilence(command, reply, sent, again);
  }
  if (reply.status != Status::ok) return reply.status;
  // Behind the count byte.
  return Bytes(buffer_).subspan(1, command.responseSize);
}

/// The chip has answered: take it, or send the command again where the answer says that it did not run.
Status Session::judgeAnswer(const Command& command, Status answer, bool& again) {
  if (answer == Status::ok && command.volatileState == Volatile::loads) memory_ = Memory::loaded;
  if (answer == Status::watchdogExpiring) SIGNET_TRY(restart());
  again = answer == Status::watchdogExpiring || answer == Status::communication || answer == Status::eccFault;
  return answer;
}

/// There is no usable answer: bring the chip to a known state, then decide whether the command may run again.
Status Session::judgeSilence(const Command& command, const Reply& reply, Status sent, bool& again) {
  if (command.effect == Effect::idles && reply.outcome == Outcome::silent) {
    power_ = Power::idle;
    return reply.status;
  }
  // A damaged answer comes from a chip that is awake and working; everything else needs a fresh start.
  const Status woken = reply.outcome == Outcome::damaged ? Status::ok : restart();
  if (command.effect == Effect::lasting) return Status::outcomeUnknown;
  SIGNET_TRY(woken);
  // The command surely did not run if the chip has no answer to it, or if it never took it and kept silent.
  const bool neverRan =
      sent != Status::busFault &&
      (reply.outcome == Outcome::empty || (reply.outcome == Outcome::silent && sent == Status::nack));
  again = neverRan || command.effect != Effect::consumes;
  return sent == Status::busFault ? sent : reply.status;
}

Status Session::transmit(const Command& command) {
  buffer_[0] = static_cast<std::uint8_t>(WordAddress::command);
  const std::size_t size = 1 + encode(command, MutableBytes(buffer_).from(1));
  const Status sent = repaired(bus_.write(address_, Bytes(buffer_).first(size)));
  wipe();
  return sent;
}

/// Reads the answer into the buffer as soon as there is one. `faults` counts reads that broke off.
Status Session::waitForAnswer(const Command& command, unsigned& faults) {
  const ExecutionTime time = executionTime(command.opcode);
  clock_.sleepFor(time.typical);
  const Instant deadline = clock_.now() + (time.maximum - time.typical);
  for (;;) {
    const Status status = repaired(bus_.read(address_, MutableBytes(buffer_).first(expectedSize(command))));
    if (status == Status::ok) return status;
    if (status == Status::busFault && ++faults == options_.attempts) return status;
    if (clock_.now() >= deadline) return Status::timeout;
    clock_.sleepFor(time.poll);
  }
}

/// Takes an answer apart, and reads it again while it is damaged. `disturbed`: a read broke off before, so
/// that the chip may have sent a part of it already.
///
/// To read from the start again resets the chip's address counter. That is only done when the command surely
/// went out: otherwise the answer to the last command would show up again, in good order.
Session::Reply Session::examine(const Command& command, Status sent, bool disturbed) {
  const MutableBytes raw = MutableBytes(buffer_).first(expectedSize(command));
  const bool mayReset = sent == Status::ok;
  if (allOnes(raw) && !(disturbed && mayReset)) {
    // No answer; or the read did not reach the chip and met an idle line. Only reading on can show it.
    const Status status = repaired(bus_.read(address_, raw));
    if (status != Status::ok || allOnes(raw)) return {Outcome::empty, Status::communication};
  }
  Status status = Status::badResponse;
  for (unsigned n = 0; n < (mayReset ? options_.attempts : 1U); ++n) {
    if (n > 0 && readAgain(raw) != Status::ok) continue;
    status = parseResponse(raw, command.responseSize).status();
    if (status == Status::volatileStateLost) return justWoken();
    if (!isDamage(status)) return {Outcome::answered, status};
  }
  return {Outcome::damaged, status};
}

/// The answer is the wake group: the chip slept, and something woke it. The command may have run before that.
Session::Reply Session::justWoken() {
  wentToSleep();
  return {Outcome::silent, Status::timeout};
}

/// S addr+W 00 P, then the same bytes again: the answer stays in the chip until the next command.
Status Session::readAgain(MutableBytes raw) {
  SIGNET_TRY(control(WordAddress::reset));
  return repaired(bus_.read(address_, raw));
}

Status Session::wake() {
  return ensureAwake(kLongestExecution + kTransferReserve);
}

Status Session::idle() {
  return putToRest(WordAddress::idle, Power::idle);
}

Status Session::sleep() {
  if (power_ == Power::idle) SIGNET_TRY(wake());
  return putToRest(WordAddress::sleep, Power::asleep);
}

Status Session::putToRest(WordAddress word, Power power) {
  if (power_ == Power::idle || power_ == Power::asleep) return Status::ok;
  SIGNET_TRY(ensureAwake(Duration::zero()));
  if (control(word) != Status::ok) {
    SIGNET_TRY(restart());
    const Status status = control(word);
    if (status != Status::ok) return status == Status::nack ? Status::noDevice : status;
  }
  power_ = power;
  if (power == Power::asleep) wentToSleep();
  return Status::ok;
}

/// S addr+W word P
Status Session::control(WordAddress word) {
  const std::uint8_t byte = static_cast<std::uint8_t>(word);
  return repaired(bus_.write(address_, Bytes(&byte, 1)));
}

/// After a bus fault the lines may be held by a chip in the middle of a byte.
Status Session::repaired(Status status) {
  if (status == Status::busFault) (void)bus_.recover();
  return status;
}

void Session::wentToSleep() {
  if (memory_ == Memory::loaded) memory_ = Memory::lost;
}

/// Awake, and for at least `needed` more before the watchdog can expire.
Status Session::ensureAwake(Duration needed) {
  if (power_ == Power::awake) {
    const Duration sinceWake = clock_.now() - wokenAt_;
    if (sinceWake + needed <= (options_.longWatchdog ? kLongWatchdogMin : kWatchdogMin)) return Status::ok;
    // By now the watchdog has expired, whatever other traffic may have woken the chip since.
    if (sinceWake > (options_.longWatchdog ? kLongWatchdogMax : kWatchdogMax)) {
      wentToSleep();
      power_ = Power::unknown;
    }
  }
  return restart();
}

/// From any state to freshly awake with an empty buffer: idle, which keeps TempKey, then wake. A chip that
/// does not acknowledge the idle was asleep, and its TempKey is gone; it gets a second chance, since noise
/// can hide an ACK.
Status Session::restart() {
  Status status = Status::noDevice;
  const bool mayBeBusy = power_ == Power::awake || power_ == Power::unknown;
  bool knownToRest = !mayBeBusy;
  for (int n = 0; n < kWakeTries; ++n) {
    // Not even a wake pulse helped: perhaps it still works on an old command.
    if (n == kWakeTries - 1 && mayBeBusy && status == Status::noDevice) clock_.sleepFor(kLongestExecution);
    if (!knownToRest && control(WordAddress::idle) != Status::ok &&
        control(WordAddress::idle) != Status::ok) {
      wentToSleep();
    }
    knownToRest = false;
    wokenAt_ = clock_.now();
    status = repaired(bus_.wake(kWakeLow));
    if (status == Status::notSupported) break;
    clock_.sleepFor(kWakeHigh);
    if (status != Status::busFault) status = readWakeGroup();
    if (status == Status::ok || status == Status::selfTestFailed) break;
  }
  power_ = status == Status::ok ? Power::awake : Power::unknown;
  return status;
}

/// S addr+R 04 11 33 43 P, only right after a wake.
Status Session::readWakeGroup() {
  std::array<std::uint8_t, kStatusGroupSize> group{};
  const Status status = repaired(bus_.read(address_, group));
  if (status != Status::ok) return status == Status::nack ? Status::noDevice : status;
  if (equal(group, kWakeGroup)) return Status::ok;
  return equal(group, kSelfTestFailedGroup) ? Status::selfTestFailed : Status::notAnAtecc;
}

}  // namespace signet::atecc
