// What the flash of a board holds of its device (signet/device/stored_settings.h).
//
// It is made from what `signet setup local` has kept in the home folder.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "host/emulator/image/chip_image.h"

namespace signet::identity {

struct BoardFlashOptions {
  std::string home;                ///< as --home says; empty: not given
  std::string host;                ///< of the broker; empty: as the record says
  std::string port;                ///< likewise
  unsigned telemetrySeconds = 10;  ///< at least 1
  std::string timeServer;          ///< SNTP server of the board; empty: it gets the time from here
  std::string timePort;            ///< of that; empty: 123
};

/// The area for the device whose chip this is; the time is now. This computer's loopback becomes
/// 10.0.2.2, where the board finds it. Throws UserError: the chip was never set up, or a file of it is
/// missing or damaged.
std::vector<std::uint8_t> boardFlash(const emulator::ChipImage& chip, const BoardFlashOptions& options);

}  // namespace signet::identity
