// What --chip says: which bus, and which address on it.
//
//     i2c:/dev/i2c-1@0x60     a Linux I2C bus; i2c:1 is short for i2c:/dev/i2c-1
//     sim:board.chip          a virtual chip in a file (made by `signet chip new`), run inside this command
//     unix:/tmp/bus           a bus served by `signet chip serve --listen unix:/tmp/bus`
//     tcp:127.0.0.1:7508      the same over TCP
//
// @ADDRESS is the 7-bit address; without it the chip is looked for at 0x60 first, then everywhere
// on that bus.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "signet/i2c/address.h"

namespace signet::chip {

struct ChipName {
  enum class Kind { i2cDevice, image, unixSocket, tcp };

  Kind kind = Kind::image;
  std::string where;       ///< device path, file, socket path or host
  std::uint16_t port = 0;  ///< tcp only
  std::optional<i2c::Address> address;

  /// The bus as it would be written after --chip, without the address.
  std::string bus() const;
};

/// Throws UserError (Exit::usage) that says which part is wrong and how it is written.
ChipName parseChipName(const std::string& text);

/// "0x60": a 7-bit address. The 8-bit form (0xC0) is refused with an explanation.
i2c::Address parseAddress(const std::string& text);

/// "0x60 (8-bit 0xC0)": both notations, as every listing shows them.
std::string bothNotations(i2c::Address address);

/// The forms of --chip, for help texts and errors.
extern const char* const kChipForms;

}  // namespace signet::chip
