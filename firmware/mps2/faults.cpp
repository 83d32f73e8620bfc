// What the faults of a Cortex-M3 mean.
#include <cstdint>

#include "firmware/common/board.h"
#include "firmware/common/start.h"
#include "firmware/mps2/exception_frame.h"
#include "firmware/mps2/system_registers.h"

extern "C" {
extern std::uint32_t __stack_guard[];
extern std::uint32_t __stack_limit[];
extern signet::mps2::ExceptionFrame __report_frame;
}

namespace signet::mps2 {
namespace {

// CFSR.
constexpr std::uint32_t kInstructionClosed = 1U << 0, kDataClosed = 1U << 1, kStackingClosed = 1U << 4;
constexpr std::uint32_t kMemManageAddressValid = 1U << 7, kBusAddressValid = 1U << 15;
constexpr std::uint32_t kUndefined = 1U << 16, kUnaligned = 1U << 24;
constexpr std::uint32_t kThumb = 1U << 24;  // xPSR

firmware::Exception pending;

std::uint32_t addressOf(const void* pointer) {
  return static_cast<std::uint32_t>(reinterpret_cast<std::uintptr_t>(pointer));
}

bool isInGuard(std::uint32_t address) {
  return address >= addressOf(__stack_guard) && address < addressOf(__stack_limit);
}

/// Peripherals take words only, and flash is not written.
bool isThere(std::uint32_t address) {
  return address >> 28 == 4 || address >> 18 == 0;
}

const char* causeName(std::uint32_t status, std::uint32_t address) {
  if ((status & kStackingClosed) != 0 || isInGuard(address)) return "the stack grew out of its place";
  if ((status & kDataClosed) != 0 && isThere(address)) return "a load or store that is not allowed";
  if ((status & (kDataClosed | kInstructionClosed)) != 0) return "an address where nothing is";
  if ((status & kUndefined) != 0) return "an instruction that does not exist";
  if ((status & kUnaligned) != 0) return "a load or store across a word boundary";
  return "an exception";
}

std::uint32_t faultAddress(std::uint32_t status) {
  if ((status & kMemManageAddressValid) != 0) return at(scs::kMemManageAddress);
  return (status & kBusAddressValid) != 0 ? at(scs::kBusFaultAddress) : 0;
}

void reportPending() {
  firmware::report(pending);
}

}  // namespace
}  // namespace signet::mps2

/// From the stack of what was interrupted: keeps what is to be reported, and makes the frame by which the
/// exception returns to reportPending().
extern "C" signet::mps2::ExceptionFrame* describeException(const signet::mps2::ExceptionFrame* frame,
                                                           std::uint32_t number) {
  using namespace signet::mps2;
  const std::uint32_t status = at(scs::kFaultStatus);
  const std::uint32_t address = faultAddress(status);
  at(scs::kFaultStatus) = status;  // a one clears, and the report needs a clean one
  if (pending.what != nullptr)
    signet::firmware::endBoard(signet::firmware::kExceptionStatus);  // there was one in the report
  const bool stacked = (status & kStackingClosed) == 0;
  pending = {causeName(status, address), number, stacked ? frame->pc : 0, address, addressOf(frame)};
  const auto code = static_cast<std::uint32_t>(reinterpret_cast<std::uintptr_t>(&reportPending));
  __report_frame = {0, 0, 0, 0, 0, 0, code & ~1U, kThumb};
  return &__report_frame;
}
