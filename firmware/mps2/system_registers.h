// Registers of the Cortex-M3 itself (Armv7-M Architecture Reference Manual, B3.2 to B3.5).
#pragma once

#include "firmware/common/memory_access.h"

namespace signet::mps2 {

namespace scs {
constexpr std::uint32_t kSysTickControl = 0xE000E010;
constexpr std::uint32_t kSysTickReload = 0xE000E014;
constexpr std::uint32_t kSysTickValue = 0xE000E018;
constexpr std::uint32_t kInterruptSetEnable = 0xE000E100;
constexpr std::uint32_t kInterruptClearEnable = 0xE000E180;
constexpr std::uint32_t kInterruptClearPending = 0xE000E280;
constexpr std::uint32_t kInterruptControl = 0xE000ED04;  ///< ICSR
constexpr std::uint32_t kHandlerControl = 0xE000ED24;    ///< SHCSR
constexpr std::uint32_t kFaultStatus = 0xE000ED28;       ///< CFSR
constexpr std::uint32_t kMemManageAddress = 0xE000ED34;  ///< MMFAR
constexpr std::uint32_t kBusFaultAddress = 0xE000ED38;   ///< BFAR
constexpr std::uint32_t kMpuControl = 0xE000ED94;
constexpr std::uint32_t kMpuRegionBase = 0xE000ED9C;
constexpr std::uint32_t kMpuRegionAttributes = 0xE000EDA0;
}  // namespace scs

using firmware::at;

}  // namespace signet::mps2
