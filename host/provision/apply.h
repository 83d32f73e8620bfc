// Doing what a plan says, for real: every step read back, every lock with the CRC of what it locks, and a
// journal, so that after an interruption at any instant the same call completes the work.
//
//     FolderFiles files(home, plan.before.serial());
//     const Applied applied = apply(device, plan, files, [](const Step& step) { ... });
//
// After an interruption (power of the chip or of this computer, the cable, a full disk) read the chip and
// plan again, and apply that: it continues where it stopped and ends in the same state. The pairing secret is
// on disk before the chip gets it, and a key counts only when the journal has it: a key of unknown origin,
// found in a slot whose data zone is still open, is replaced.
#pragma once

#include <functional>
#include <optional>

#include "host/home/device_files.h"
#include "host/provision/journal.h"
#include "host/provision/plan.h"

namespace signet::provision {

struct Applied {
  atecc::PublicKey
      identity;          ///< of the key in the tls-identity slot: it has signed, and the signature verifies
  bool changed = false;  ///< at least one step was made
  /// The pairing secret here opens the chip, proved by a MAC. False also when the profile has none; when it
  /// has one and this is false, the file is not here and slots of paired access stay closed to this computer.
  bool paired = false;
};

/// Told before each step.
using StepListener = std::function<void(const Step&)>;

/// Makes the steps of the plan. Throws UserError: Exit::refused when the chip is not the one planned (another
/// serial number, another state, or not that of the journal), and whatever the chip or the disk refuses, with
/// what is left to do. Nothing is locked whose content was not verified.
Applied apply(atecc::Device& device, const Plan& plan, home::DeviceFiles& files,
              const StepListener& listener = {});

/// The journal of a chip; nothing if this computer never provisioned it. Throws UserError (badFile).
std::optional<Journal> loadJournal(home::DeviceFiles& files);

}  // namespace signet::provision
