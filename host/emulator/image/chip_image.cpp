#include "host/emulator/image/chip_image.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <openssl/sha.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include <nlohmann/json.hpp>

#include "host/emulator/image/atomic_file.h"
#include "host/emulator/image/hex.h"
#include "host/emulator/image/image_lock.h"
#include "host/emulator/image/options_codec.h"
#include "signet/core/secure.h"

namespace signet::emulator {
namespace {

using Json = nlohmann::ordered_json;
using ImageCause = ChipImageError::Cause;

// Every image begins and ends with exactly these lines, so that an image that was cut, a later version and a
// file of something else can be distinguished.
constexpr std::string_view kMagic = "{\n  \"format\": \"signet chip image\",\n  \"version\": ";
constexpr std::string_view kSumBegin = "  \"sha256\": \"";
constexpr std::string_view kSumEnd = "\"\n}\n";
constexpr std::size_t kTailSize = kSumBegin.size() + 64 + kSumEnd.size();
constexpr std::size_t kImageBlock = 32;
constexpr std::string_view kRestore =
    "restore the file from a backup, or make a new chip with `signet chip new`";

[[noreturn]] void damaged(const std::string& name, const std::string& what) {
  throw ChipImageError(ImageCause::damaged,
                       fmt::format("'{}' is a damaged chip image: {}; {}", name, what, kRestore));
}

std::string sumOf(std::string_view text) {
  std::array<std::uint8_t, SHA256_DIGEST_LENGTH> digest;
  SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data());
  return hexOf(digest);
}

// ---- Writing.

Json blocksOf(std::span<const std::uint8_t> bytes) {
  Json blocks = Json::array();
  for (std::size_t i = 0; i < bytes.size(); i += kImageBlock)
    blocks.push_back(hexOf(bytes.subspan(i, kImageBlock)));
  return blocks;
}

Json contentOf(const ChipImage& image) {
  const Eeprom& eeprom = image.eeprom;
  Json keys = Json::array();
  Json slots = Json::array();
  for (unsigned slot = 0; slot < Eeprom::kSlots; ++slot) {
    slots.push_back(hexOf(eeprom.slot(slot)));
    if ((eeprom.privateKeyValid >> slot & 1) != 0) keys.push_back(slot);
  }
  return {{"chip", "ATECC508A"},
          {"config", blocksOf(eeprom.config)},
          {"otp", blocksOf(eeprom.otp)},
          {"slots", slots},
          {"privateKeysIn", keys},
          {"rngSeed", hexOf(eeprom.rngSeed)},
          {"transportSeed", hexOf(eeprom.transportSeed)},
          {"options", encodeOptions(image.options)}};
}

// ---- Reading.

/// Cuts the frame off and checks it: what is left is JSON that is as it was written.
Json parseFrame(std::string_view text, const std::string& name) {
  if (text.empty()) {
    throw ChipImageError(ImageCause::empty, fmt::format("'{}' is empty; {}", name, kRestore));
  }
  const std::string_view head = text.substr(0, kMagic.size());
  if (head != kMagic.substr(0, head.size())) {
    throw ChipImageError(ImageCause::foreign,
                         fmt::format("'{}' is not a signet chip image; "
                                     "give the path of a file that `signet chip new` made",
                                     name));
  }
  if (text.size() < kMagic.size() + kTailSize || text.substr(text.size() - 3) != "\n}\n") {
    throw ChipImageError(
        ImageCause::truncated,
        fmt::format("'{}' is cut off after {} bytes: the end of the chip image is missing; {}", name,
                    text.size(), kRestore));
  }
  Json json = Json::parse(text, nullptr, false);
  const bool versioned = json.is_object() && json.contains("version") && json["version"].is_number_unsigned();
  if (versioned && json["version"] > 1) {
    throw ChipImageError(
        ImageCause::newer,
        fmt::format("'{}' is a chip image of format version {}, and this signet reads version 1; "
                    "use the signet that made it, or a newer one",
                    name, json["version"].get<std::uint64_t>()));
  }
  const std::string_view body = text.substr(0, text.size() - kTailSize);
  const std::string expected = fmt::format("{}{}{}", kSumBegin, sumOf(body), kSumEnd);
  if (text.substr(body.size()) != expected) damaged(name, "its content does not fit its checksum");
  if (!versioned || json["version"] != 1) damaged(name, "it is no JSON object of version 1");
  return json;
}

/// Takes the members of an image one by one, with the sentence when one is wrong.
class Reader {
 public:
  Reader(const Json& json, const std::string& name) : json_(json), name_(name) {}

  void hex(const char* key, std::span<std::uint8_t> bytes) const { hexValue(member(key), key, bytes); }

  void blocks(const char* key, std::span<std::uint8_t> bytes) const {
    const Json& list = array(key, bytes.size() / kImageBlock);
    for (std::size_t i = 0; i < list.size(); ++i)
      hexValue(list[i], key, bytes.subspan(i * kImageBlock, kImageBlock));
  }

  void slots(Eeprom& eeprom) const {
    const Json& list = array("slots", Eeprom::kSlots);
    for (unsigned slot = 0; slot < Eeprom::kSlots; ++slot) hexValue(list[slot], "slots", eeprom.slot(slot));
  }

  std::uint16_t slotSet(const char* key) const {
    const Json& list = member(key);
    unsigned set = 0;
    for (const Json& slot : list) {
      if (!list.is_array() || !slot.is_number_unsigned() || slot >= Eeprom::kSlots) {
        damaged(name_, fmt::format("'{}' is not a list of slot numbers", key));
      }
      set |= 1U << slot.get<unsigned>();
    }
    return static_cast<std::uint16_t>(set);
  }

  const Json& member(const char* key) const {
    const auto it = json_.find(key);
    if (it == json_.end()) damaged(name_, fmt::format("'{}' is missing", key));
    return *it;
  }

 private:
  const Json& array(const char* key, std::size_t size) const {
    const Json& list = member(key);
    if (!list.is_array() || list.size() != size) {
      damaged(name_, fmt::format("'{}' is not a list of {} strings", key, size));
    }
    return list;
  }

  void hexValue(const Json& value, const char* key, std::span<std::uint8_t> bytes) const {
    if (!value.is_string() || !parseHex(value.get_ref<const std::string&>(), bytes)) {
      damaged(name_, fmt::format("'{}' does not hold {} bytes in hex", key, bytes.size()));
    }
  }

  const Json& json_;
  const std::string& name_;
};

}  // namespace

std::string encodeChipImage(const ChipImage& image) {
  const std::string content = contentOf(image).dump(2);  // "{\n  ...\n}"
  std::string text =
      fmt::format("{}1,\n{},\n", kMagic, std::string_view(content).substr(2, content.size() - 4));
  text += fmt::format("{}{}{}", kSumBegin, sumOf(text), kSumEnd);
  return text;
}

ChipImage decodeChipImage(std::string_view text, const std::string& name) {
  const Json json = parseFrame(text, name);
  const Reader reader(json, name);
  if (reader.member("chip") != "ATECC508A") damaged(name, "'chip' is not \"ATECC508A\"");
  ChipImage image;
  reader.blocks("config", image.eeprom.config);
  reader.blocks("otp", image.eeprom.otp);
  reader.slots(image.eeprom);
  image.eeprom.privateKeyValid = reader.slotSet("privateKeysIn");
  reader.hex("rngSeed", image.eeprom.rngSeed);
  reader.hex("transportSeed", image.eeprom.transportSeed);
  const std::string problem = decodeOptions(reader.member("options"), image.options);
  if (!problem.empty()) damaged(name, problem);
  return image;
}

ChipImage loadChipImage(const std::string& path) {
  std::string text = readImageFile(path);
  const ZeroOnExit wipe{MutableBytes(reinterpret_cast<std::uint8_t*>(text.data()), text.size())};
  return decodeChipImage(text, path);
}

void storeChipImage(const std::string& path, const ChipImage& image, FileOps& files) {
  std::string text = encodeChipImage(image);
  const ZeroOnExit wipe{MutableBytes(reinterpret_cast<std::uint8_t*>(text.data()), text.size())};
  replaceFile(files, path, text);
}

void createChipImage(const std::string& path, const ChipImage& image) {
  const ImageLock lock(path);
  if (::access(path.c_str(), F_OK) == 0) {
    throw ChipImageError(ImageCause::exists,
                         fmt::format("'{}' exists already; choose another name, "
                                     "or remove the file first if its keys are no longer needed",
                                     path));
  }
  storeChipImage(path, image, realFiles());
}

void replaceChipImage(const std::string& path, const ChipImage& image) {
  const ImageLock lock(path);
  storeChipImage(resolvedPath(path), image, realFiles());
}

}  // namespace signet::emulator
