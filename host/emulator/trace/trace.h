// Traces: all traffic of a virtual bus, decoded to words, with times; as aligned text, JSON lines, or VCD at
// bit level (GTKWave, PulseView). See docs/trace.md.
//
//     Trace trace;
//     TraceRecorder recorder(bus, trace);     // listens from here on
//     ...
//     std::cout << traceText(trace.entries());
//     writeVcd(file, trace.entries());
//
// Secrets (keys written, ECDH results, content of secret slots) are marked when they are recorded, and left
// out of every export unless asked for with Secrets::shown. The decoder is written from the datasheet on its
// own and shares nothing with the driver.
#pragma once

#include <cstdint>
#include <functional>
#include <iosfwd>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "host/emulator/bus/bus_listener.h"
#include "host/emulator/bus/virtual_bus.h"
#include "host/emulator/chip/time.h"

namespace signet::emulator {

struct TracedByte {
  std::uint8_t value = 0;  ///< 0 when it was left out
  bool ack = false;
  bool secret = false;   ///< not to be shown
  bool missing = false;  ///< the value is not known: it was left out of the file this was read from
  bool operator==(const TracedByte&) const = default;
};

/// A part of a message by its name: {"slot", "2"}, {"mode", "external"}.
struct TraceField {
  std::string name;
  std::string value;
  bool operator==(const TraceField&) const = default;
};

/// One thing that happened.
struct TraceEntry {
  enum class Kind : std::uint8_t {
    write,      ///< Start (or repeated Start) to Stop (or next Start), R/W = 0
    read,       ///< the same with R/W = 1
    wakePulse,  ///< SDA held low by the master
    recover,    ///< the nine clocks that free a bus
    held,       ///< a line held low by a defect
    released,   ///< ... and free again
    fault,      ///< a fault was injected
    powerOn,
    powerOff,
    chipWake,
    chipIdle,
    chipSleep,
  };

  Kind kind = Kind::write;
  Time begin{};           ///< Start edge
  Duration duration{};    ///< to the Stop edge; of a pulse its length; otherwise zero
  Duration bit{};         ///< (write, read, recover) one clock period
  bool repeated = false;  ///< began with a repeated Start
  bool stopped = true;    ///< ended with a Stop (false: with a repeated Start, or because a line was held)
  Duration busy{};        ///< (write that started a command) until the chip can answer
  std::string chip;       ///< the chip that acknowledged or that this is about; may be empty
  std::vector<TracedByte> bytes;  ///< the address byte first
  std::string words;              ///< what it means, e.g. "Sign" or "response: success"
  std::vector<TraceField> fields;

  std::uint8_t address() const { return bytes.empty() ? 0 : bytes[0].value >> 1; }
  bool operator==(const TraceEntry&) const = default;
};

/// The name of a kind as JSON lines have it, e.g. "wakePulse".
std::string_view traceKindName(TraceEntry::Kind kind);

/// Where entries go as they become complete. Of one chip they come in order of time.
class TraceSink {
 public:
  virtual ~TraceSink() = default;
  virtual void onEntry(const TraceEntry& entry) = 0;
};

/// Keeps all entries in memory.
class Trace final : public TraceSink {
 public:
  void onEntry(const TraceEntry& entry) override { entries_.push_back(entry); }
  const std::vector<TraceEntry>& entries() const { return entries_; }
  void clear() { entries_.clear(); }

 private:
  std::vector<TraceEntry> entries_;
};

/// Listens to a bus and makes entries. Bus and sink are not owned and must outlive the recorder.
class TraceRecorder final : public BusListener {
 public:
  TraceRecorder(VirtualBus& bus, TraceSink& sink);
  ~TraceRecorder() override;

 private:
  void onStart(const StartEvent&) override;
  void onByte(const ByteEvent&) override;
  void onStop(Time edge, bool clean) override;
  void onWakePulse(Time begin, Duration low) override;
  void onRecover(Time begin, Duration bit, Time end, bool freed) override;
  void onHeld(Time, Line, bool held) override;
  void onFault(Time, std::string_view what) override;
  void onPower(Time, std::string_view chip, bool on) override;
  void onChipWake(Time, std::string_view chip) override;
  void onChipIdle(Time, std::string_view chip) override;
  void onChipSleep(Time, std::string_view chip, bool byWatchdog) override;
  void onChipCommand(Time, std::string_view chip, std::span<const std::uint8_t> group, Time ready) override;

  class Impl;
  std::unique_ptr<Impl> impl_;
};

enum class Secrets : bool { hidden, shown };

/// One line of text without the line end: time, duration, what, words, bytes.
std::string traceLine(const TraceEntry& entry, Secrets secrets = Secrets::hidden);
/// All entries as aligned text, with a heading.
std::string traceText(std::span<const TraceEntry> entries, Secrets secrets = Secrets::hidden);

/// One JSON object without the line end. A byte left out is null.
std::string traceJson(const TraceEntry& entry, Secrets secrets = Secrets::hidden);
/// The entry in a line written by traceJson(). Throws TraceFormatError.
TraceEntry parseTraceJson(std::string_view line);

class TraceFormatError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Value change dump: SCL, SDA, and for each chip its mode and whether it is busy. Bits of bytes left
/// out are x.
void writeVcd(std::ostream& out, std::span<const TraceEntry> entries, Secrets secrets = Secrets::hidden);

}  // namespace signet::emulator
