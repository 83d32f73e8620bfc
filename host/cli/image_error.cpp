#include "host/cli/image_error.h"

namespace signet::cli {

UserError imageError(const emulator::ChipImageError& error) {
  return {Exit::badFile, error.what(),
          "Check the file that --chip sim: names; `signet chip inspect FILE` looks into one."};
}

}  // namespace signet::cli
