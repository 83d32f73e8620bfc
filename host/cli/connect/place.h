// Places in the chip's memory as commands take them: "config", "otp" or a slot number.
#pragma once

#include <string>

#include "signet/atecc/types.h"

namespace signet::cli {

struct Place {
  atecc::Zone zone = atecc::Zone::config;
  atecc::Slot slot;  ///< of the data zone

  std::size_t size() const;
  atecc::MemoryAddress at(std::size_t offset) const;
  /// "the configuration zone", "the OTP zone", "slot 8".
  std::string name() const;
};

/// Throws UserError (Exit::usage).
Place parsePlace(const std::string& text);

/// Checks that [offset, offset + length) is inside. Throws UserError (Exit::usage) with the place's size.
void requireInside(const Place& place, std::size_t offset, std::size_t length);

}  // namespace signet::cli
