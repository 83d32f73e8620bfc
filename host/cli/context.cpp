#include "host/cli/context.h"

#include <fmt/format.h>

namespace signet::cli {

chip::ChipTarget& Context::chip() {
  if (!chip_) chip_ = chip::ChipTarget::open(chipName_, searchProgress(console_));
  return *chip_;
}

void Context::close() {
  if (chip_) chip_->close();
}

chip::SearchProgress searchProgress(Console& console) {
  return [&console, shown = std::shared_ptr<ProgressLine>(), on = std::string()](
             const std::string& busName, std::size_t done, std::size_t total) mutable {
    if (busName != on)
      shown = std::make_shared<ProgressLine>(console, fmt::format("looking for chips on {}", busName));
    on = busName;
    shown->step(done, total);
  };
}

}  // namespace signet::cli
