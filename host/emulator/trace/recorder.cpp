#include <fmt/format.h>

#include <map>
#include <optional>
#include <utility>

#include "host/emulator/bus/command_tracker.h"
#include "host/emulator/trace/secrecy.h"
#include "host/emulator/trace/trace.h"
#include "host/emulator/trace/words.h"

namespace signet::emulator {
namespace {

using RecordedKind = TraceEntry::Kind;

// Bytes of a group that are shown before it is known whether it is whole and what it holds: count, opcode, p1
// and the low byte of p2. Even if a byte was lost on the way these are not yet data.
constexpr std::size_t kHeaderShown = 4;
constexpr std::size_t kHeader = 5;

/// What the chip at one address was sent and has answered so far.
struct Dialogue {
  std::vector<std::uint8_t> command;   ///< the last complete one; empty after a wake
  std::vector<std::uint8_t> response;  ///< what was read of its answer
  bool responseIsSecret = false;
  std::string chip;
};

}  // namespace

class TraceRecorder::Impl {
 public:
  Impl(VirtualBus& bus, TraceSink& sink, BusListener& listener)
      : bus_(bus), sink_(sink), listener_(listener) {
    for (const Chip* chip : bus.chips()) tellState(*chip);
    bus.addListener(listener);
  }
  ~Impl() { bus_.removeListener(listener_); }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  void start(const StartEvent& event) {
    if (entry_) finish(event.edge, false);
    entry_.emplace();
    entry_->kind = (event.addressByte & 1) != 0 ? RecordedKind::read : RecordedKind::write;
    entry_->begin = event.edge;
    entry_->bit = event.bit;
    entry_->repeated = event.repeated;
    entry_->chip = event.chip;
    entry_->bytes.push_back({event.addressByte, event.ack, false, false});
    acked_ = event.acked;
    ready_.reset();
    if (acked_ != nullptr) dialogues_[entry_->address()].chip = event.chip;
    tracker_.onStart(event.addressByte, event.ack);
    groupOffset_ = tracker_.partial().size();
  }

  void byte(const ByteEvent& event) {
    if (!entry_) return;
    entry_->bytes.push_back({event.value, event.ack, false, false});
    if (entry_->kind == RecordedKind::write) tracker_.onByte(event.value, event.ack);
  }

  void stop(Time edge, bool clean) {
    if (entry_) finish(edge, clean);
  }

  /// A chip runs a command: with what a fault may have made of it on the way.
  void command(std::string_view chip, std::span<const std::uint8_t> group, Time ready) {
    ready_ = ready;
    for (auto& [address, dialogue] : dialogues_) {
      if (dialogue.chip == chip) await(dialogue, group, configOf(chip));
    }
  }

  /// The chip's buffers are empty after it woke.
  void woke(std::string_view chip) {
    for (auto& [address, dialogue] : dialogues_) {
      if (dialogue.chip == chip) dialogue = Dialogue{{}, {}, false, dialogue.chip};
    }
  }
  void forgetGroups() { tracker_.forget(); }

  void tell(RecordedKind kind, Time at, std::string words, std::string_view chip = {},
            std::vector<TraceField> fields = {}) {
    TraceEntry entry;
    entry.kind = kind;
    entry.begin = at;
    entry.chip = chip;
    entry.words = std::move(words);
    entry.fields = std::move(fields);
    sink_.onEntry(entry);
  }

  void tellSpan(RecordedKind kind, Time begin, Duration duration, Duration bit, std::string words) {
    TraceEntry entry;
    entry.kind = kind;
    entry.begin = begin;
    entry.duration = duration;
    entry.bit = bit;
    entry.words = std::move(words);
    sink_.onEntry(entry);
  }

 private:
  /// The state in which the recorder finds a chip.
  void tellState(const Chip& chip) {
    const std::string_view name = bus_.nameOf(chip);
    const Chip::Mode mode = chip.mode();
    if (mode == Chip::Mode::off) return;
    tell(RecordedKind::powerOn, bus_.now(), "has power", name);
    if (mode == Chip::Mode::idle) tell(RecordedKind::chipIdle, bus_.now(), "is idle", name);
    if (mode == Chip::Mode::awake || mode == Chip::Mode::busy)
      tell(RecordedKind::chipWake, bus_.now(), "is awake", name);
  }

  const ConfigBytes* configOf(std::string_view chip) const {
    for (const Chip* candidate : bus_.chips()) {
      if (bus_.nameOf(*candidate) == chip) return &candidate->eeprom().config;
    }
    return nullptr;
  }

  /// What is read next answers this command.
  static void await(Dialogue& dialogue, std::span<const std::uint8_t> group, const ConfigBytes* config) {
    dialogue.command.assign(group.begin(), group.end());
    dialogue.response.clear();
    dialogue.responseIsSecret = group.size() < CommandTracker::kShortest || responseIsSecret(group, config);
  }

  void finish(Time end, bool stopped) {
    TraceEntry& entry = *entry_;
    entry.duration = end - entry.begin;
    entry.stopped = stopped;
    if (ready_ && *ready_ > end) entry.busy = *ready_ - end;
    Dialogue& dialogue = dialogues_[entry.address()];
    Meaning meaning = !entry.bytes[0].ack                ? notAcknowledged()
                      : entry.kind == RecordedKind::read ? finishRead(dialogue)
                                                         : finishWrite(dialogue);
    entry.words = std::move(meaning.words);
    entry.fields = std::move(meaning.fields);
    sink_.onEntry(entry);
    entry_.reset();
  }

  Meaning notAcknowledged() {
    hideFrom(1);
    const bool isWake = entry_->bytes[0].value == 0;
    return {isWake ? "address 00: a wake pulse at a slow clock" : "not acknowledged", {}};
  }

  // ---- Writes

  Meaning finishWrite(Dialogue& dialogue) {
    const std::vector<TracedByte>& bytes = entry_->bytes;
    const auto whole = tracker_.onStop();
    if (bytes.size() == 1) return {"address only", {}};
    const std::uint8_t word = bytes[1].value;
    if (word == CommandTracker::kCommandWord) return finishCommand(dialogue, whole);
    hideFrom(2);
    if (word == 0x00) dialogue.response.clear();
    constexpr const char* kNames[] = {"reset: read the response again from its start", "sleep", "idle"};
    return {word < 3 ? kNames[word] : fmt::format("reserved word address {:02X}", word), {}};
  }

  Meaning finishCommand(Dialogue& dialogue, std::span<const std::uint8_t> group) {
    if (group.empty()) {
      hideGroupFrom(kHeaderShown);
      const std::size_t have = tracker_.partial().size();
      return {fmt::format("part of a command: {} bytes so far", have), {}};
    }
    const ConfigBytes* config = acked_ != nullptr ? &acked_->eeprom().config : nullptr;
    if (!ready_) await(dialogue, group, config);  // the chip did not say that it runs it
    if (!crcFits(group)) {
      hideGroupFrom(kHeaderShown);
      return {"command with a wrong CRC", {}};
    }
    if (commandDataIsSecret(group, config)) hideGroupFrom(kHeader);
    hideGroupFrom(group.size());
    return describeCommand(group);
  }

  /// Hides the bytes of the group from this offset on; a group may have begun in an earlier transaction.
  void hideGroupFrom(std::size_t offset) {
    constexpr std::size_t kBeforeGroup = 2;  // address and word address
    hideFrom(kBeforeGroup + (offset > groupOffset_ ? offset - groupOffset_ : 0));
  }

  void hideFrom(std::size_t first) {
    for (std::size_t i = first; i < entry_->bytes.size(); ++i) entry_->bytes[i].secret = true;
  }

  // ---- Reads

  Meaning finishRead(Dialogue& dialogue) {
    const std::size_t before = dialogue.response.size();
    for (std::size_t i = 1; i < entry_->bytes.size(); ++i)
      dialogue.response.push_back(entry_->bytes[i].value);
    if (dialogue.responseIsSecret) hideResponse(dialogue.response, before);
    if (before != 0 && before >= dialogue.response[0]) return {"nothing left to read", {}};
    return describeResponse(dialogue.command, dialogue.response, !dialogue.responseIsSecret);
  }

  /// Leaves the count byte and a status, if it surely is one.
  void hideResponse(std::span<const std::uint8_t> response, std::size_t before) {
    const bool isStatus = response.size() >= 4 && response[0] == 4 && crcFits(response.first(4));
    for (std::size_t i = 1; i < entry_->bytes.size(); ++i) {
      const std::size_t offset = before + i - 1;
      const std::uint8_t value = response[offset];
      const bool isCount = offset == 0 && (value == 4 || value == 7 || value == 35 || value == 67);
      entry_->bytes[i].secret = !(isCount || (isStatus && offset < 4));
    }
  }

  VirtualBus& bus_;
  TraceSink& sink_;
  BusListener& listener_;
  std::optional<TraceEntry> entry_;
  const Chip* acked_ = nullptr;
  std::optional<Time> ready_;
  CommandTracker tracker_;
  std::size_t groupOffset_ = 0;
  std::map<std::uint8_t, Dialogue> dialogues_;
};

TraceRecorder::TraceRecorder(VirtualBus& bus, TraceSink& sink)
    : impl_(std::make_unique<Impl>(bus, sink, *this)) {}
TraceRecorder::~TraceRecorder() = default;

void TraceRecorder::onStart(const StartEvent& event) {
  impl_->start(event);
}
void TraceRecorder::onByte(const ByteEvent& event) {
  impl_->byte(event);
}
void TraceRecorder::onStop(Time edge, bool clean) {
  impl_->stop(edge, clean);
}
void TraceRecorder::onWakePulse(Time begin, Duration low) {
  impl_->tellSpan(RecordedKind::wakePulse, begin, low, {}, "wake pulse");
}
void TraceRecorder::onRecover(Time begin, Duration bit, Time end, bool freed) {
  impl_->tellSpan(RecordedKind::recover, begin, end - begin, bit,
                  freed ? "nine clocks: the bus is free" : "nine clocks: the bus is still held");
}
void TraceRecorder::onHeld(Time at, Line line, bool held) {
  const char* name = line == Line::sda ? "SDA" : "SCL";
  impl_->tell(held ? RecordedKind::held : RecordedKind::released, at,
              fmt::format("{} is {}", name, held ? "held low" : "free"), {}, {{"line", name}});
}
void TraceRecorder::onFault(Time at, std::string_view what) {
  impl_->tell(RecordedKind::fault, at, std::string(what));
}
void TraceRecorder::onPower(Time at, std::string_view chip, bool on) {
  impl_->forgetGroups();
  impl_->tell(on ? RecordedKind::powerOn : RecordedKind::powerOff, at, on ? "gets power" : "loses power",
              chip);
}
void TraceRecorder::onChipWake(Time at, std::string_view chip) {
  impl_->woke(chip);
  impl_->tell(RecordedKind::chipWake, at, "wakes", chip);
}
void TraceRecorder::onChipIdle(Time at, std::string_view chip) {
  impl_->tell(RecordedKind::chipIdle, at, "idles", chip);
}
void TraceRecorder::onChipSleep(Time at, std::string_view chip, bool byWatchdog) {
  impl_->tell(RecordedKind::chipSleep, at, byWatchdog ? "is put to sleep by its watchdog" : "sleeps", chip);
}
void TraceRecorder::onChipCommand(Time, std::string_view chip, std::span<const std::uint8_t> group,
                                  Time ready) {
  impl_->command(chip, group, ready);
}

}  // namespace signet::emulator
