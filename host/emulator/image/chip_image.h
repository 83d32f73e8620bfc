// Chip image files: one chip's lasting state and the options it is made with. The format is
// described in docs/chip-image.md.
//
// Files are written so that a crash at any instant leaves the old or the new state, and never something else:
// a temporary file in the same folder, synced, renamed over the old one, the folder synced. Mode 0600,
// because an image holds private keys.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

#include "host/emulator/chip/memory/eeprom.h"
#include "host/emulator/chip/options.h"

namespace signet::emulator {

struct ChipImage {
  Eeprom eeprom;
  ChipOptions options;
};

/// Why a chip image could not be read or written. what() is a whole sentence that names the file and says
/// what to do next.
class ChipImageError : public std::runtime_error {
 public:
  enum class Cause : std::uint8_t {
    notFound,      ///< no such file
    exists,        ///< create: there is a file of this name already
    noPermission,  ///< the file or its folder may not be read or written
    inUse,         ///< another program uses the chip
    empty,         ///< a file without content
    foreign,       ///< not a chip image at all
    truncated,     ///< the end is missing
    damaged,       ///< an image whose content does not fit its checksum, or breaks the format
    newer,         ///< of a later version of the format
    io,            ///< the disk failed or is full
  };
  ChipImageError(Cause cause, const std::string& sentence) : std::runtime_error(sentence), cause_(cause) {}
  Cause cause() const { return cause_; }

 private:
  Cause cause_;
};

/// The text of an image file.
std::string encodeChipImage(const ChipImage& image);

/// The image in a text; `name` is the file's name for the message. Throws ChipImageError: empty, foreign,
/// truncated, damaged, newer.
ChipImage decodeChipImage(std::string_view text, const std::string& name);

/// Reads without taking the lock: for looking at an image while another program uses it (the file is always
/// whole). Throws ChipImageError: notFound, noPermission, io, and those of decodeChipImage.
ChipImage loadChipImage(const std::string& path);

/// Makes a new file. Throws ChipImageError: exists, inUse, noPermission, notFound (no such folder), io.
void createChipImage(const std::string& path, const ChipImage& image);

/// Overwrites a file, or makes it. Throws ChipImageError: inUse, noPermission, notFound (no such folder), io.
void replaceChipImage(const std::string& path, const ChipImage& image);

}  // namespace signet::emulator
