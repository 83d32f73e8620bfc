// Traces as aligned text for people.
#include <fmt/format.h>

#include <algorithm>

#include "host/emulator/trace/trace.h"

namespace signet::emulator {
namespace {

using Kind = TraceEntry::Kind;

constexpr std::size_t kChipWidth = 10;
constexpr std::size_t kWordsWidth = 60;

std::string milliseconds(Duration duration) {
  return fmt::format("{}.{:03}", duration.count() / 1'000'000, duration.count() / 1'000 % 1'000);
}

std::string optionalMilliseconds(Duration duration) {
  return duration == Duration::zero() ? std::string() : milliseconds(duration);
}

/// "C0 03 07!": a byte that was not acknowledged is marked, except for the last of a read, where that
/// is the rule.
std::string bytesText(const TraceEntry& entry, Secrets secrets) {
  std::string text;
  for (std::size_t i = 0; i < entry.bytes.size(); ++i) {
    const TracedByte& byte = entry.bytes[i];
    if (!text.empty()) text += ' ';
    const bool hidden = byte.missing || (byte.secret && secrets == Secrets::hidden);
    text += hidden ? "**" : fmt::format("{:02X}", byte.value);
    const bool endsRead = entry.kind == Kind::read && i != 0 && i + 1 == entry.bytes.size();
    if (!byte.ack && !endsRead) text += '!';
  }
  return text;
}

std::string wordsText(const TraceEntry& entry) {
  std::string text;
  if (entry.kind == Kind::write) text = fmt::format("write {:02x}: ", entry.address());
  if (entry.kind == Kind::read) text = fmt::format("read  {:02x}: ", entry.address());
  if (entry.kind == Kind::fault) text = "fault: ";
  text += entry.words;
  const char* separator = ", ";
  for (const TraceField& field : entry.fields) {
    if (field.name == "line" || field.name == "status") continue;  // the words say it already
    text += fmt::format("{}{} {}", separator, field.name, field.value);
  }
  return text;
}

std::string padded(const std::string& text, std::size_t width) {
  return text.size() >= width ? text : text + std::string(width - text.size(), ' ');
}

}  // namespace

std::string traceLine(const TraceEntry& entry, Secrets secrets) {
  const std::string bytes = bytesText(entry, secrets);
  const std::string words = wordsText(entry);
  return fmt::format("{:>12} {:>9} {:>9}  {} {}", milliseconds(entry.begin.time_since_epoch()),
                     optionalMilliseconds(entry.duration), optionalMilliseconds(entry.busy),
                     padded(entry.chip, kChipWidth),
                     bytes.empty() ? words : padded(words, kWordsWidth) + "  " + bytes);
}

std::string traceText(std::span<const TraceEntry> entries, Secrets secrets) {
  std::string text =
      fmt::format("{:>12} {:>9} {:>9}  {} {}\n", "at/ms", "took/ms", "busy/ms", padded("chip", kChipWidth),
                  padded("what", kWordsWidth) + "  bytes (! not acknowledged, ** secret)");
  // A chip's own events are reported before the end of the transaction in which they happened.
  std::vector<const TraceEntry*> ordered;
  for (const TraceEntry& entry : entries) ordered.push_back(&entry);
  const auto earlier = [](const TraceEntry* a, const TraceEntry* b) { return a->begin < b->begin; };
  std::stable_sort(ordered.begin(), ordered.end(), earlier);
  for (const TraceEntry* entry : ordered) text += traceLine(*entry, secrets) + "\n";
  return text;
}

}  // namespace signet::emulator
