// Errors of chip image files as the command reports them.
#pragma once

#include "host/base/errors.h"
#include "host/emulator/image/chip_image.h"

namespace signet::cli {

/// Exit::badFile. The image's own sentence, and how to make an image where there is none.
UserError imageError(const emulator::ChipImageError& error);

}  // namespace signet::cli
