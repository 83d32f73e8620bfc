// What may be sent again after a loss, and what may not.
#pragma once

#include <cstdint>

#include "signet/core/status.h"

namespace signet::atecc {

/// What the state read back from the chip says about a command whose answer was lost.
enum class Ran : std::uint8_t { yes, no, unknown };

/// Calls `send` (a command with Effect::lasting). When its outcome is unknown, `look` reads the state back
/// and returns whether the command ran; only if it certainly did not is it sent again.
///   ok, or any status of `send`
///   outcomeUnknown   `look` could not decide
///   timeout          it did not run, however often it was sent
template <typename Send, typename Look>
Status sendLasting(Send send, Look look) {
  constexpr int kTries = 3;
  for (int n = 0; n < kTries; ++n) {
    const Status status = send();
    if (status != Status::outcomeUnknown) return status;
    const Ran ran = look();
    if (ran == Ran::yes) return Status::ok;
    if (ran == Ran::unknown) return Status::outcomeUnknown;
  }
  return Status::timeout;
}

/// The answer got lost, or TempKey did: a sequence without lasting effect may begin again.
constexpr bool isLoss(Status status) {
  return status == Status::volatileStateLost || status == Status::timeout || status == Status::badCrc ||
         status == Status::badResponse || status == Status::busFault;
}

}  // namespace signet::atecc
