#include "host/emulator/chip/memory/lasting.h"

#include "signet/core/check.h"

namespace signet::emulator {

Eeprom& LastingState::at(Moment moment) {
  if (changing_ && moment != moment_) {
    SIGNET_CHECK(moment > moment_);
    seal();
  }
  changing_ = true;
  moment_ = moment;
  return working_;
}

void LastingState::seal() {
  if (changing_) pending_.push_back({moment_, working_});
  changing_ = false;
}

void LastingState::commitFirst() {
  SIGNET_CHECK(!pending_.empty());
  committed_ = pending_.front().content;
  pending_.erase(pending_.begin());
}

void LastingState::abandon() {
  pending_.clear();
  changing_ = false;
  working_ = committed_;
}

}  // namespace signet::emulator
