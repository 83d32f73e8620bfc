// Traces as JSON lines for programs, and back. docs/trace.md describes the members.
#include <fmt/format.h>

#include <array>

#include <nlohmann/json.hpp>

#include "host/emulator/image/hex.h"
#include "host/emulator/trace/trace.h"

namespace signet::emulator {
namespace {

using TraceJson = nlohmann::ordered_json;
using JsonKind = TraceEntry::Kind;

constexpr std::array<std::string_view, 12> kKindNames{"write",    "read",     "wakePulse", "recover",
                                                      "held",     "released", "fault",     "powerOn",
                                                      "powerOff", "chipWake", "chipIdle",  "chipSleep"};

TraceJson bytesJson(const TraceEntry& entry, Secrets secrets) {
  TraceJson bytes = TraceJson::array();
  for (const TracedByte& byte : entry.bytes) {
    if (byte.missing || (byte.secret && secrets == Secrets::hidden)) {
      bytes.push_back(nullptr);
    } else {
      bytes.push_back(hexOf({&byte.value, 1}));
    }
  }
  return bytes;
}

std::string acksText(const TraceEntry& entry) {
  std::string text;
  for (const TracedByte& byte : entry.bytes) text += byte.ack ? 'A' : 'N';
  return text;
}

TraceJson secretIndexes(const TraceEntry& entry) {
  TraceJson indexes = TraceJson::array();
  for (std::size_t i = 0; i < entry.bytes.size(); ++i) {
    if (entry.bytes[i].secret) indexes.push_back(i);
  }
  return indexes;
}

[[noreturn]] void wrong(const std::string& what) {
  throw TraceFormatError("not a line of a trace: " + what + "; give a file that was recorded as JSON lines");
}

const TraceJson& member(const TraceJson& json, const char* key) {
  const auto it = json.find(key);
  if (it == json.end()) wrong(fmt::format("'{}' is missing", key));
  return *it;
}

std::string textOf(const TraceJson& json, const char* key) {
  const TraceJson& value = member(json, key);
  if (!value.is_string()) wrong(fmt::format("'{}' is not a string", key));
  return value.get<std::string>();
}

/// Up to `most`, so that sums of times cannot overflow.
Duration durationOf(const TraceJson& json, const char* key, double most) {
  if (!json.contains(key)) return {};
  const TraceJson& value = json[key];
  if (!value.is_number_integer() || value.get<double>() < 0 || value.get<double>() > most) {
    wrong(fmt::format("'{}' is not a number of nanoseconds", key));
  }
  return Duration(value.get<std::int64_t>());
}

bool flagOf(const TraceJson& json, const char* key, bool otherwise) {
  if (!json.contains(key)) return otherwise;
  if (!json[key].is_boolean()) wrong(fmt::format("'{}' is not true or false", key));
  return json[key].get<bool>();
}

JsonKind kindOf(const TraceJson& json) {
  const std::string name = textOf(json, "kind");
  for (std::size_t i = 0; i < kKindNames.size(); ++i) {
    if (kKindNames[i] == name) return static_cast<JsonKind>(i);
  }
  wrong("its 'kind' is unknown");
}

TracedByte byteOf(const TraceJson& value, char ack) {
  TracedByte byte;
  byte.ack = ack == 'A';
  byte.missing = value.is_null();
  byte.secret = byte.missing;
  if (!byte.missing &&
      (!value.is_string() || !parseHex(value.get_ref<const std::string&>(), {&byte.value, 1}))) {
    wrong("'bytes' holds something else than bytes in hex");
  }
  return byte;
}

void readBytes(const TraceJson& json, TraceEntry& entry) {
  if (!json.contains("bytes")) return;
  const std::string acks = textOf(json, "acks");
  const TraceJson& bytes = json["bytes"];
  if (!bytes.is_array() || bytes.size() != acks.size()) wrong("'bytes' and 'acks' differ in length");
  for (std::size_t i = 0; i < bytes.size(); ++i) entry.bytes.push_back(byteOf(bytes[i], acks[i]));
  if (!json.contains("secret")) return;
  for (const TraceJson& index : json["secret"]) {
    if (!index.is_number_unsigned() || index >= entry.bytes.size()) wrong("'secret' is no list of positions");
    entry.bytes[index.get<std::size_t>()].secret = true;
  }
}

void readFields(const TraceJson& json, TraceEntry& entry) {
  if (!json.contains("fields")) return;
  if (!json["fields"].is_object()) wrong("'fields' is not an object");
  for (const auto& [name, value] : json["fields"].items()) {
    if (!value.is_string()) wrong("a field is not a string");
    entry.fields.push_back({name, value.get<std::string>()});
  }
}

}  // namespace

std::string_view traceKindName(JsonKind kind) {
  return kKindNames[static_cast<std::size_t>(kind)];
}

std::string traceJson(const TraceEntry& entry, Secrets secrets) {
  TraceJson json{{"at_ns", entry.begin.time_since_epoch().count()}, {"kind", traceKindName(entry.kind)}};
  if (entry.duration != Duration::zero()) json["took_ns"] = entry.duration.count();
  if (entry.bit != Duration::zero()) json["bit_ns"] = entry.bit.count();
  if (entry.busy != Duration::zero()) json["busy_ns"] = entry.busy.count();
  if (!entry.chip.empty()) json["chip"] = entry.chip;
  if (!entry.bytes.empty()) {
    if (entry.repeated) json["repeated"] = true;
    if (!entry.stopped) json["stopped"] = false;
    json["address"] = fmt::format("0x{:02x}", entry.address());
    json["bytes"] = bytesJson(entry, secrets);
    json["acks"] = acksText(entry);
    TraceJson indexes = secretIndexes(entry);
    if (!indexes.empty()) json["secret"] = std::move(indexes);
  }
  json["words"] = entry.words;
  for (const TraceField& field : entry.fields) json["fields"][field.name] = field.value;
  return json.dump(-1, ' ', false, TraceJson::error_handler_t::replace);
}

TraceEntry parseTraceJson(std::string_view line) {
  const TraceJson json = TraceJson::parse(line, nullptr, false);
  if (!json.is_object()) wrong("it is no JSON object");
  TraceEntry entry;
  entry.kind = kindOf(json);
  member(json, "at_ns");
  entry.begin = Time(durationOf(json, "at_ns", 4e18));
  entry.duration = durationOf(json, "took_ns", 1e15);
  entry.bit = durationOf(json, "bit_ns", 1e9);
  entry.busy = durationOf(json, "busy_ns", 1e15);
  entry.repeated = flagOf(json, "repeated", false);
  entry.stopped = flagOf(json, "stopped", true);
  if (json.contains("chip")) entry.chip = textOf(json, "chip");
  entry.words = textOf(json, "words");
  readBytes(json, entry);
  readFields(json, entry);
  return entry;
}

}  // namespace signet::emulator
