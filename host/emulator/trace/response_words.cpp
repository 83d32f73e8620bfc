#include <fmt/format.h>

#include "host/emulator/image/hex.h"
#include "host/emulator/trace/opcode_names.h"
#include "host/emulator/trace/words.h"
#include "signet/core/crc16.h"

namespace signet::emulator {
namespace {

using Fields = std::vector<TraceField>;

constexpr std::uint8_t kInfo = 0x30;
constexpr std::uint8_t kCounterOpcode = 0x24;

std::string commandName(std::span<const std::uint8_t> command) {
  if (command.size() < 2) return "the wake";
  const std::string_view name = opcodeName(command[1]);
  return name.empty() ? fmt::format("command {:02X}", command[1]) : std::string(name);
}

/// Info (State): the flags of TempKey and of the authorization (table 9-27).
void sayState(std::span<const std::uint8_t> data, Fields& fields) {
  const unsigned a = data[0];
  const unsigned b = data[1];
  const auto yes = [](unsigned byte, unsigned bit) { return (byte >> bit & 1) != 0 ? "yes" : "no"; };
  fields.push_back({"TempKey valid", yes(b, 7)});
  fields.push_back({"TempKey from", (a >> 4 & 1) != 0 ? "input" : "random"});
  fields.push_back({"by GenDig", yes(a, 5)});
  fields.push_back({"by GenKey", yes(a, 6)});
  fields.push_back({"NoMac", yes(a, 7)});
  fields.push_back({"key", std::to_string(a & 15U)});
  fields.push_back({"authorized", (b >> 2 & 1) != 0 ? fmt::format("slot {}", b >> 3 & 15U) : "no"});
}

void sayFourBytes(std::span<const std::uint8_t> command, std::span<const std::uint8_t> data, Fields& fields) {
  const std::uint8_t opcode = command[1];
  if (opcode == kInfo && command[2] == 0) fields.push_back({"revision", hexOf(data)});
  if (opcode == kInfo && command[2] == 1) fields.push_back({"key valid", data[0] == 1 ? "yes" : "no"});
  if (opcode == kInfo && command[2] == 2) sayState(data, fields);
  if (opcode == kCounterOpcode) {
    fields.push_back(
        {"value", std::to_string(data[0] | data[1] << 8 | data[2] << 16 | std::uint32_t{data[3]} << 24)});
  }
}

}  // namespace

bool crcFits(std::span<const std::uint8_t> group) {
  const std::size_t size = group.size() - 2;
  return crc16(Bytes(group.data(), size)) == (group[size] | group[size + 1] << 8);
}

std::string statusWords(std::uint8_t status) {
  switch (status) {
    case 0x00: return "success";
    case 0x01: return "mismatch (01): the check ran, and the answer is no";
    case 0x03: return "parse error (03): length, opcode or parameter illegal in any state";
    case 0x05: return "ECC fault (05)";
    case 0x0F: return "execution error (0F): not possible in the present state or configuration";
    case 0x11: return "awake (11): no command since the wake";
    case 0xEE: return "watchdog about to expire (EE): the command was not run";
    case 0xFF: return "CRC or other communication error (FF)";
    default: return fmt::format("unknown status {:02X}", status);
  }
}

Meaning describeResponse(std::span<const std::uint8_t> command, std::span<const std::uint8_t> response,
                         bool showData) {
  const std::string prefix = "response to " + commandName(command) + ": ";
  if (response.empty()) return {"read: address only", {}};
  const std::size_t count = response[0];
  if (count == 0xFF) return {"nothing left to read", {}};
  if (count < 4) return {prefix + "impossible length " + std::to_string(count), {}};
  if (response.size() < count) return {prefix + fmt::format("{} of {} bytes", response.size(), count), {}};
  const auto group = response.first(count);
  if (!crcFits(group)) return {prefix + "wrong CRC", {}};
  if (count == 4) return {prefix + statusWords(group[1]), {{"status", fmt::format("{:02X}", group[1])}}};
  Fields fields{{"data", fmt::format("{} bytes", count - 3)}};
  if (count == 7 && showData && command.size() >= 3) sayFourBytes(command, group.subspan(1, 4), fields);
  return {prefix + "success", fields};
}

}  // namespace signet::emulator
