#include "host/cli/image_error.h"

namespace signet::cli {

UserError imageError(const emulator::ChipImageError& error) {
  return {Exit::badFile, error.what(), ""};
}

}  // namespace signet::cli
