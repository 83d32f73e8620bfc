#include "host/cli/config/config_forms.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "host/base/encoding.h"
#include "host/base/errors.h"

namespace signet::cli {
namespace {

using atecc::BitField;
using atecc::ConfigField;
using atecc::ConfigZone;

constexpr const char* kFormat = "signet-config";
constexpr int kVersion = 1;
constexpr const char* kNext = "`signet config export` writes every form that can be read.";

template <std::size_t N>
Json bitsJson(const BitField (&bits)[N], unsigned value) {
  Json json = Json::object();
  for (const BitField& field : bits) json[field.name] = (value >> field.shift) & ((1u << field.width) - 1);
  return json;
}

/// One element of a field: its bits by name where it has them, a number for a byte,
/// hexadecimal digits otherwise.
Json elementJson(const ConfigZone& zone, const ConfigField& field, unsigned index) {
  const std::string_view name = field.name;
  const Bytes bytes = zone.field(field, index);
  const auto slot = [&] { return atecc::Slot::from(index).value(); };
  if (name == "SlotConfig") return bitsJson(atecc::kSlotConfigBits, zone.slotConfig(slot()).word());
  if (name == "KeyConfig") return bitsJson(atecc::kKeyConfigBits, zone.keyConfig(slot()).word());
  if (name == "ChipMode") return bitsJson(atecc::kChipModeBits, zone.chipMode().byte());
  if (name == "X509format") return bitsJson(atecc::kX509FormatBits, zone.x509Format(index));
  if (name == "Counter") return zone.counter(index);
  if (field.size == 1) return bytes[0];
  return hexOf(bytes);
}

std::string hexText(const ConfigZone& zone) {
  std::string text = "# Configuration zone of an ATECC508A, 16 bytes a line from byte 0.\n";
  for (std::size_t offset = 0; offset < ConfigZone::kSize; offset += 16) {
    text += hexOf(Bytes(zone.bytes).subspan(offset, 16)) + "\n";
  }
  return text;
}

std::string cText(const ConfigZone& zone) {
  std::string text =
      "// Configuration zone of an ATECC508A.\nstatic const unsigned char atecc_config[128] = {\n";
  for (std::size_t offset = 0; offset < ConfigZone::kSize; offset += 16) {
    text += "   ";
    for (const std::uint8_t byte : Bytes(zone.bytes).subspan(offset, 16))
      text += fmt::format(" 0x{:02x},", byte);
    text += fmt::format("  // {}\n", offset);
  }
  return text + "};\n";
}

ConfigZone zoneOf(Bytes bytes, const std::string& name) {
  if (bytes.size() != ConfigZone::kSize) throw configLengthError(name, bytes.size());
  ConfigZone zone;
  copy(bytes, zone.bytes);
  return zone;
}

/// The text without // and /* */ comments.
std::string withoutComments(std::string_view text) {
  std::string kept;
  while (!text.empty()) {
    const bool line = text.substr(0, 2) == "//";
    const bool block = text.substr(0, 2) == "/*";
    if (!line && !block) {
      kept += text.front();
      text.remove_prefix(1);
      continue;
    }
    const std::size_t end = text.find(line ? "\n" : "*/", 2);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + (line ? 0 : 2));
    kept += ' ';
  }
  return kept;
}

std::optional<std::uint8_t> parseByte(std::string_view word) {
  int base = 10;
  if (word.size() > 2 && word[0] == '0' && (word[1] == 'x' || word[1] == 'X')) {
    base = 16;
    word.remove_prefix(2);
  }
  std::uint8_t value = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value, base);
  if (error != std::errc() || end != word.data() + word.size()) return {};
  return value;
}

/// Numbers between commas. The last comma may be followed by nothing.
std::vector<std::uint8_t> parseNumbers(std::string_view text, const std::string& name) {
  std::vector<std::uint8_t> bytes;
  const auto trim = [](std::string_view word) {
    const std::size_t first = word.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos) return std::string_view();
    return word.substr(first, word.find_last_not_of(" \t\r\n") - first + 1);
  };
  while (!text.empty()) {
    const std::size_t comma = text.find(',');
    const std::string_view word = trim(text.substr(0, comma));
    text.remove_prefix(comma == std::string_view::npos ? text.size() : comma + 1);
    if (word.empty() && text.empty()) break;
    const auto byte = parseByte(word);
    if (!byte) {
      throw UserError(Exit::badFile,
                      fmt::format("{}: \"{}\" is not a byte (number {} of the array).", name,
                                  word.substr(0, 20), bytes.size() + 1),
                      "Write bytes as 0 to 255 or 0x00 to 0xff, with commas between them.");
    }
    bytes.push_back(*byte);
  }
  return bytes;
}

}  // namespace

bool isText(std::string_view content) {
  return std::all_of(content.begin(), content.end(),
                     [](char c) { return c >= ' ' || (c >= '\t' && c <= '\r'); });
}

UserError configLengthError(const std::string& name, std::size_t size) {
  const char* next = size == 112 ? "112 bytes are a layout without bytes 0-15 (serial number, revision): "
                                   "put 16 bytes before them, for example those of your chip."
                                 : kNext;
  return {Exit::badFile, fmt::format("{} has {} bytes; a configuration zone has 128.", name, size), next};
}

ConfigForm parseConfigForm(const std::string& name) {
  if (name == "binary") return ConfigForm::binary;
  if (name == "hex") return ConfigForm::hex;
  if (name == "c") return ConfigForm::c;
  if (name == "json") return ConfigForm::json;
  throw usageError(fmt::format("There is no form \"{}\".", name), "Use binary, hex, c or json.");
}

Json configFields(const ConfigZone& zone) {
  Json json = Json::object();
  for (const ConfigField& field : atecc::kConfigFields) {
    if (field.count == 1) {
      json[field.name] = elementJson(zone, field, 0);
      continue;
    }
    Json list = Json::array();
    for (unsigned i = 0; i < field.count; ++i) list.push_back(elementJson(zone, field, i));
    json[field.name] = list;
  }
  return json;
}

Json configJson(const ConfigZone& zone) {
  return Json{{"format", kFormat},
              {"version", kVersion},
              {"bytes", hexOf(zone.bytes)},
              {"fields", configFields(zone)}};
}

std::string encodeConfig(const ConfigZone& zone, ConfigForm form) {
  switch (form) {
    case ConfigForm::binary: return textOf(zone.bytes);
    case ConfigForm::hex: return hexText(zone);
    case ConfigForm::c: return cText(zone);
    case ConfigForm::json: return configJson(zone).dump(2) + "\n";
  }
  return {};
}

std::optional<ConfigZone> decodeConfigC(std::string_view text, const std::string& name) {
  if (!isText(text)) return {};
  const std::string code = withoutComments(text);
  const std::size_t open = code.find('{');
  const std::size_t close = code.find('}', open == std::string::npos ? 0 : open);
  if (open == std::string::npos) {
    if (code.find(',') == std::string::npos ||
        code.find_first_not_of("0123456789abcdefABCDEFxX, \t\r\n") != std::string::npos)
      return {};
    return zoneOf(parseNumbers(code, name), name);
  }
  if (close == std::string::npos || code.find('"', open) < close) return {};
  return zoneOf(parseNumbers(std::string_view(code).substr(open + 1, close - open - 1), name), name);
}

std::optional<ConfigZone> decodeConfigJson(std::string_view text, const std::string& name) {
  const auto json = Json::parse(text);
  if (!json) return {};
  const Json* const format = json->find("format");
  if (format == nullptr || format->text() == nullptr || *format->text() != kFormat) {
    return {};  // other JSON: perhaps a chip image
  }
  const Json* const version = json->find("version");
  if (version == nullptr || version->number() != kVersion) {
    throw UserError(Exit::badFile,
                    fmt::format("{} is a configuration of another version than {}.", name, kVersion),
                    "Read it with the signet that wrote it, or export it again.");
  }
  const Json* const bytes = json->find("bytes");
  const auto parsed = bytes != nullptr && bytes->text() != nullptr ? parseHex(*bytes->text()) : std::nullopt;
  if (!parsed) {
    throw UserError(Exit::badFile, fmt::format("{}: \"bytes\" is missing or not hexadecimal digits.", name),
                    kNext);
  }
  return zoneOf(*parsed, name);
}

}  // namespace signet::cli
