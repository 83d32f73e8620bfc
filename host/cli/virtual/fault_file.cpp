#include "host/cli/virtual/fault_file.h"

#include "host/base/errors.h"

namespace signet::cli {

std::unique_ptr<emulator::FaultInjector> loadFaults(const std::string& path) {
  if (path.empty()) return nullptr;
  try {
    return std::make_unique<emulator::FaultInjector>(emulator::loadFaultPlan(path));
  } catch (const emulator::FaultPlanError& error) {
    throw UserError(Exit::badFile, error.what(), "docs/faults.md says how a fault plan is written.");
  }
}

}  // namespace signet::cli
