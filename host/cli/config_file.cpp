#include "host/cli/config_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>

#include "host/cli/encoding.h"
#include "host/cli/files.h"
#include "host/cli/image_error.h"

namespace signet::cli {
namespace {

std::string withoutComments(const std::string& text) {
  std::istringstream lines(text);
  std::string kept;
  for (std::string line; std::getline(lines, line);) kept += line.substr(0, line.find('#')) + "\n";
  return kept;
}

atecc::ConfigZone zoneOf(Bytes bytes) {
  atecc::ConfigZone zone;
  copy(bytes, zone.bytes);
  return zone;
}

}  // namespace

atecc::ConfigZone decodeConfigFile(const std::string& content, const std::string& name) {
  if (content.size() == atecc::ConfigZone::kSize) return zoneOf(bytesOf(content));
  const auto bytes = parseHex(withoutComments(content));
  if (bytes && bytes->size() == atecc::ConfigZone::kSize) return zoneOf(*bytes);
  const char* next = "Give 128 bytes as they are, or as 256 hexadecimal digits, or a chip image.";
  if (bytes && !bytes->empty()) {
    throw UserError(Exit::badFile,
                    fmt::format("{} has {} bytes; a configuration zone has 128.", name, bytes->size()), next);
  }
  try {
    return zoneOf(emulator::decodeChipImage(content, name).eeprom.config);
  } catch (const emulator::ChipImageError& error) {
    if (error.cause() != emulator::ChipImageError::Cause::foreign &&
        error.cause() != emulator::ChipImageError::Cause::empty) {
      throw imageError(error);
    }
    throw UserError(Exit::badFile, fmt::format("{} is not a configuration.", name), next);
  }
}

atecc::ConfigZone readConfigFile(const std::string& path, std::istream& in) {
  return decodeConfigFile(readFile(path, in), path);
}

}  // namespace signet::cli
