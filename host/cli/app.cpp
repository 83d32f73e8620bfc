#include "host/cli/app.h"

namespace signet::cli {

ChipTarget& App::chip() {
  if (!chip_) chip_ = ChipTarget::open(chipName_, console_);
  return *chip_;
}

void App::close() {
  if (chip_) chip_->close();
}

}  // namespace signet::cli
