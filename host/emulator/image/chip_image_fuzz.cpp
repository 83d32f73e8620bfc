// Any text into the loader of chip images: an image that survives a round trip, or a ChipImageError. Inputs
// are tried as they are and sealed with a fitting checksum, so that the checks behind it are reached too.
#include <openssl/sha.h>

#include <array>
#include <cstdlib>
#include <string>

#include "host/emulator/image/chip_image.h"
#include "host/emulator/image/hex.h"

namespace {

using namespace signet::emulator;

void tryText(const std::string& text) {
  try {
    const ChipImage image = decodeChipImage(text, "fuzz");
    if (!(decodeChipImage(encodeChipImage(image), "again").eeprom == image.eeprom)) std::abort();
  } catch (const ChipImageError& error) {
    if (std::string(error.what()).find("'fuzz'") == std::string::npos) std::abort();
  }
}

std::string sealed(std::string text) {
  text = "{\n  \"format\": \"signet chip image\",\n  \"version\": " + text + ",\n";
  std::array<std::uint8_t, 32> digest;
  SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data());
  return text + "  \"sha256\": \"" + hexOf(digest) + "\"\n}\n";
}

/// What stands between the version and the checksum of a good image.
std::string goodMiddle() {
  const std::string text = encodeChipImage({Eeprom::factory(1), {}});
  const std::size_t begin = text.find("\"chip\"");
  return "1,\n  " + text.substr(begin, text.rfind(",\n  \"sha256\"") - begin);
}

/// A good image with the input in place of a part of it.
std::string spliced(const std::string& input) {
  static const std::string middle = goodMiddle();
  std::string text = middle;
  if (input.empty()) return sealed(text);
  const std::size_t at = static_cast<std::uint8_t>(input[0]) * text.size() / 256;
  return sealed(text.replace(at, input.size() - 1, input, 1));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  tryText(text);
  tryText(sealed(text));
  tryText(spliced(text));
  return 0;
}
