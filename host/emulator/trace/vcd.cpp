// Traces as value change dumps (IEEE 1364, clause 21.7): the two wires bit by bit, and each chip's state.
#include <algorithm>
#include <cctype>
#include <map>
#include <optional>
#include <ostream>

#include "host/emulator/trace/trace.h"

namespace signet::emulator {
namespace {

using VcdKind = TraceEntry::Kind;

/// A value of a signal from a time on: '0', '1' or 'x'.
struct Change {
  Time at;
  std::size_t signal;
  char value;
};

struct Signal {
  std::string name;
  char initial;
};

// A held line is a signal of its own while the changes are collected: the wire shows the AND of both.
constexpr std::size_t kScl = 0;
constexpr std::size_t kSda = 1;
constexpr std::size_t kSclFree = 2;
constexpr std::size_t kSdaFree = 3;
enum ChipSignal : std::size_t { kPower, kAwake, kIdle, kBusy, kSignalsPerChip };

class Wave {
 public:
  Wave(std::span<const TraceEntry> entries, Secrets secrets) : secrets_(secrets) {
    for (const TraceEntry& entry : entries) add(entry);
    for (auto& [chip, end] : busyUntil_) endBusy(chip, end);
    const auto earlier = [](const Change& a, const Change& b) { return a.at < b.at; };
    std::stable_sort(changes_.begin(), changes_.end(), earlier);
  }

  void write(std::ostream& out) const {
    out << "$comment signet: I2C bus with ATECC508A; x on sda: secret, left out $end\n$timescale 1 ns $end\n"
           "$scope module bus $end\n";
    for (std::size_t i = 0; i < signals_.size(); ++i) {
      if (!isHidden(i)) out << "$var wire 1 " << idOf(i) << ' ' << signals_[i].name << " $end\n";
    }
    out << "$upscope $end\n$enddefinitions $end\n";
    writeChanges(out);
  }

 private:
  static bool isHidden(std::size_t signal) { return signal == kSclFree || signal == kSdaFree; }

  static std::string idOf(std::size_t signal) {
    constexpr std::size_t kFirst = '!';
    constexpr std::size_t kCount = '~' - '!' + 1;
    std::string id;
    for (++signal; signal != 0; signal = (signal - 1) / kCount)
      id += static_cast<char>(kFirst + (signal - 1) % kCount);
    return id;
  }

  void set(Time at, std::size_t signal, char value) { changes_.push_back({at, signal, value}); }

  // ---- The wires

  void add(const TraceEntry& entry) {
    switch (entry.kind) {
      case VcdKind::write:
      case VcdKind::read: addTransaction(entry); break;
      case VcdKind::wakePulse:
        set(entry.begin, kSda, '0');
        set(entry.begin + entry.duration, kSda, '1');
        break;
      case VcdKind::recover: addRecover(entry); break;
      case VcdKind::held:
      case VcdKind::released: addHeld(entry); break;
      case VcdKind::fault: break;
      default: addChip(entry);
    }
  }

  void addTransaction(const TraceEntry& entry) {
    const Duration half = entry.bit / 2;
    if (entry.repeated) {
      set(entry.begin - 2 * half, kSda, '1');
      set(entry.begin - half, kScl, '1');
    }
    addStart(entry.begin, half);
    Time at = entry.begin + half;
    for (const TracedByte& byte : entry.bytes) {
      const bool hidden = byte.missing || (byte.secret && secrets_ == Secrets::hidden);
      for (int bit = 7; bit >= 0; --bit)
        at = addBit(at, half, hidden ? 'x' : (byte.value >> bit & 1) != 0 ? '1' : '0');
      at = addBit(at, half, byte.ack ? '0' : '1');
    }
    if (entry.stopped) addStop(at, half);
    if (!entry.stopped && isEndOf(entry, at)) {  // the master let go of a bus that is held
      set(at, kSda, '1');
      set(at, kScl, '1');
    }
    if (entry.busy != Duration::zero()) addBusy(entry);
  }

  /// Of a transaction without a Stop: it ended here, not half a repeated Start later.
  static bool isEndOf(const TraceEntry& entry, Time lastBit) {
    return entry.begin + entry.duration == lastBit;
  }

  void addStart(Time at, Duration half) {
    set(at, kSda, '0');
    set(at + half, kScl, '0');
  }

  /// One clock from SCL low to SCL low.
  Time addBit(Time at, Duration half, char value) {
    set(at, kSda, value);
    set(at + half, kScl, '1');
    set(at + 2 * half, kScl, '0');
    return at + 2 * half;
  }

  void addStop(Time at, Duration half) {
    set(at, kSda, '0');
    set(at + half, kScl, '1');
    set(at + 2 * half, kSda, '1');
  }

  void addRecover(const TraceEntry& entry) {
    const Duration half = entry.bit / 2;
    addStart(entry.begin, half);
    Time at = entry.begin + half;
    for (int clock = 0; clock < 9; ++clock) at = addBit(at, half, '1');
    set(at + half, kScl, '1');
    addStart(at + 2 * half, half);
    addStop(at + 3 * half, half);
  }

  void addHeld(const TraceEntry& entry) {
    const bool isScl = !entry.fields.empty() && entry.fields[0].value == "SCL";
    set(entry.begin, isScl ? kSclFree : kSdaFree, entry.kind == VcdKind::held ? '0' : '1');
  }

  // ---- The chips

  std::size_t chipSignal(const std::string& chip, ChipSignal which) {
    auto [it, isNew] = chips_.try_emplace(chip, signals_.size());
    if (isNew) {
      std::string name;
      for (const char c : chip) name += std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
      for (const char* suffix : {"_power", "_awake", "_idle", "_busy"})
        signals_.push_back({name + suffix, '0'});
    }
    return it->second + which;
  }

  void addChip(const TraceEntry& entry) {
    const bool ends = entry.kind == VcdKind::powerOff || entry.kind == VcdKind::chipSleep ||
                      entry.kind == VcdKind::chipIdle;
    const auto busy = busyUntil_.find(entry.chip);
    if (busy != busyUntil_.end()) {
      endBusy(entry.chip, ends ? std::min(entry.begin, busy->second) : busy->second);
      busyUntil_.erase(busy);
    }
    const auto say = [&](ChipSignal which, bool on) {
      set(entry.begin, chipSignal(entry.chip, which), on ? '1' : '0');
    };
    if (entry.kind == VcdKind::powerOn || entry.kind == VcdKind::powerOff)
      say(kPower, entry.kind == VcdKind::powerOn);
    say(kAwake, entry.kind == VcdKind::chipWake);
    say(kIdle, entry.kind == VcdKind::chipIdle);
  }

  void addBusy(const TraceEntry& entry) {
    const Time begin = entry.begin + entry.duration;
    const auto before = busyUntil_.find(entry.chip);
    if (before != busyUntil_.end()) endBusy(entry.chip, std::min(before->second, begin));
    busyUntil_[entry.chip] = begin + entry.busy;
    set(begin, chipSignal(entry.chip, kBusy), '1');
  }

  void endBusy(const std::string& chip, Time at) { set(at, chipSignal(chip, kBusy), '0'); }

  // ---- Output

  char shown(const std::vector<char>& values, std::size_t signal) const {
    if (signal == kScl && values[kSclFree] == '0') return '0';
    if (signal == kSda && values[kSdaFree] == '0') return '0';
    return values[signal];
  }

  void writeChanges(std::ostream& out) const {
    std::vector<char> values;
    for (const Signal& signal : signals_) values.push_back(signal.initial);
    std::vector<char> written(values.size(), ' ');
    // The wires at rest come first, or a viewer would not see the first Start edge.
    const Time begin =
        changes_.empty() ? Time{} : std::max(Time{}, changes_.front().at - std::chrono::microseconds(1));
    writeInstant(out, begin, values, written);
    for (std::size_t next = 0; next < changes_.size();) {
      const Time at = changes_[next].at;
      for (; next < changes_.size() && changes_[next].at == at; ++next) {
        values[changes_[next].signal] = changes_[next].value;
      }
      writeInstant(out, at, values, written);
    }
    // And at rest at the end: sigrok drops what happens at the last time stamp.
    const Time end = changes_.empty() ? begin : changes_.back().at;
    out << '#' << (end + std::chrono::microseconds(10)).time_since_epoch().count() << '\n';
  }

  void writeInstant(std::ostream& out, Time at, const std::vector<char>& values,
                    std::vector<char>& written) const {
    bool stamped = false;
    for (std::size_t i = 0; i < values.size(); ++i) {
      const char value = shown(values, i);
      if (isHidden(i) || value == written[i]) continue;
      if (!stamped) out << '#' << at.time_since_epoch().count() << '\n';
      stamped = true;
      out << value << idOf(i) << '\n';
      written[i] = value;
    }
  }

  Secrets secrets_;
  std::vector<Signal> signals_{{"scl", '1'}, {"sda", '1'}, {"scl_free", '1'}, {"sda_free", '1'}};
  std::vector<Change> changes_;
  std::map<std::string, std::size_t> chips_;
  std::map<std::string, Time> busyUntil_;
};

}  // namespace

void writeVcd(std::ostream& out, std::span<const TraceEntry> entries, Secrets secrets) {
  Wave(entries, secrets).write(out);
}

}  // namespace signet::emulator
