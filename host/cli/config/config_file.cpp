#include "host/cli/config/config_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>

#include "host/base/encoding.h"
#include "host/chip/image_error.h"
#include "host/cli/config/config_forms.h"
#include "host/cli/files.h"

namespace signet::cli {
namespace {

std::string uncommented(const std::string& text) {
  std::istringstream lines(text);
  std::string kept;
  for (std::string line; std::getline(lines, line);) kept += line.substr(0, line.find('#')) + "\n";
  return kept;
}

atecc::ConfigZone zoneOfNumbers(Bytes bytes) {
  atecc::ConfigZone zone;
  copy(bytes, zone.bytes);
  return zone;
}

}  // namespace

atecc::ConfigZone decodeConfigFile(const std::string& content, const std::string& name) {
  if (content.size() == atecc::ConfigZone::kSize) return zoneOfNumbers(bytesOf(content));
  const auto bytes = parseHex(uncommented(content));
  if (bytes && bytes->size() == atecc::ConfigZone::kSize) return zoneOfNumbers(*bytes);
  const char* next =
      "Give 128 bytes as they are, as 256 hexadecimal digits, as a C array or as JSON, or a chip image.";
  if (bytes && !bytes->empty()) throw configLengthError(name, bytes->size());
  if (const auto zone = decodeConfigJson(content, name)) return *zone;
  if (const auto zone = decodeConfigC(content, name)) return *zone;
  try {
    return zoneOfNumbers(emulator::decodeChipImage(content, name).eeprom.config);
  } catch (const emulator::ChipImageError& error) {
    if (error.cause() != emulator::ChipImageError::Cause::foreign &&
        error.cause() != emulator::ChipImageError::Cause::empty) {
      throw chip::imageError(error);
    }
    if (!content.empty() && !isText(content)) throw configLengthError(name, content.size());
    throw UserError(Exit::badFile, fmt::format("{} is not a configuration.", name), next);
  }
}

atecc::ConfigZone readConfigFile(const std::string& path, std::istream& in) {
  return decodeConfigFile(readFile(path, in), path);
}

}  // namespace signet::cli
