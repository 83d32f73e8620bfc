// Any text into the parser of fault plans: a plan that is written as it is read, or an error with a place.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "host/emulator/fault/fault_plan.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace signet::emulator;
  const std::string text(reinterpret_cast<const char*>(data), size);
  try {
    const std::string written = formatFaultPlan(parseFaultPlan(text));
    if (formatFaultPlan(parseFaultPlan(written)) != written) std::abort();
  } catch (const FaultPlanError& error) {
    if (error.line() == 0 || error.column() == 0) std::abort();
  }
  return 0;
}
