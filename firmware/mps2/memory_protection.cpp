// What the program may touch: the memory of mps2.ld and the peripherals that are really there. Everything
// else is closed, so that mistakes end in a report, and so that the virtual board sees the registers that
// QEMU does not have (virtual/registers.cpp).
#include <cstdint>
#include <iterator>

#include "firmware/mps2/system_registers.h"

extern "C" {
extern std::uint32_t __stack_guard[];
void protectMemory();
}

namespace signet::mps2 {
namespace {

/// MPU_RASR: access permissions and XN.
enum class Access : std::uint32_t {
  none = 0,
  readAndRun = 6U << 24,
  readAndWrite = 3U << 24 | 1U << 28,
};

struct Region {
  std::uint32_t base;
  unsigned sizeBits;  ///< of its address: 2^sizeBits bytes
  Access access;
};

/// Where two overlap the later one counts.
constexpr Region kRegions[] = {
    {0x00000000, 18, Access::readAndRun},    // flash
    {0x00300000, 14, Access::readAndRun},    // code of the virtual board
    {0x20000000, 16, Access::readAndWrite},  // RAM
    {0x20300000, 12, Access::readAndWrite},  // memory of the virtual board
    {0x40000000, 12, Access::readAndWrite},  // CMSDK timer 0
    {0x40200000, 12, Access::readAndWrite},  // LAN9118
};
constexpr unsigned kGuardSizeBits = 8;

constexpr std::uint32_t kValidRegion = 1U << 4;  // MPU_RBAR: the number of the region is in its low bits
constexpr std::uint32_t kEnable = 1;             // MPU_RASR and MPU_CTRL. PRIVDEFENA stays 0: no other access
constexpr std::uint32_t kFaultsEnabled = 7U << 16;  // SHCSR: MemManage, BusFault and UsageFault

void set(unsigned number, const Region& region) {
  at(scs::kMpuRegionBase) = region.base | kValidRegion | number;
  at(scs::kMpuRegionAttributes) =
      static_cast<std::uint32_t>(region.access) | (region.sizeBits - 1) << 1 | kEnable;
}

}  // namespace
}  // namespace signet::mps2

extern "C" void protectMemory() {
  using namespace signet::mps2;
  unsigned number = 0;
  for (const Region& region : kRegions) set(number++, region);
  const auto guard = static_cast<std::uint32_t>(reinterpret_cast<std::uintptr_t>(__stack_guard));
  set(number, {guard, kGuardSizeBits, Access::none});
  at(scs::kHandlerControl) = kFaultsEnabled;
  at(scs::kMpuControl) = kEnable;
  __asm__ volatile("dsb\n isb" ::: "memory");
}
