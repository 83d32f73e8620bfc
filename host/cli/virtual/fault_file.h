// A fault plan that the user names (docs/faults.md), for a virtual bus.
#pragma once

#include <memory>
#include <string>

#include "host/emulator/fault/fault_injector.h"

namespace signet::cli {

/// None for an empty path. Throws UserError (badFile), with the place of the mistake.
std::unique_ptr<emulator::FaultInjector> loadFaults(const std::string& path);

}  // namespace signet::cli
