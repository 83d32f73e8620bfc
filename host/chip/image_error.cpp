#include "host/chip/image_error.h"

namespace signet::chip {

UserError imageError(const emulator::ChipImageError& error) {
  using Cause = emulator::ChipImageError::Cause;
  switch (error.cause()) {
    case Cause::inUse: return {Exit::busy, error.what(), "One program at a time uses a chip."};
    case Cause::exists:
      return {Exit::badFile, error.what(), "`signet chip inspect FILE` looks into one that is there."};
    default:
      return {Exit::badFile, error.what(),
              "Check the file that --chip sim: names; `signet chip inspect FILE` looks into one."};
  }
}

}  // namespace signet::chip
