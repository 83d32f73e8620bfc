// Errors of chip image files as the command reports them.
#pragma once

#include "host/base/errors.h"
#include "host/emulator/image/chip_image.h"

namespace signet::chip {

/// Exit::badFile, or Exit::busy when another program has it. The image's own sentence, and what to do next.
UserError imageError(const emulator::ChipImageError& error);

}  // namespace signet::chip
