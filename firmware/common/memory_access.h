// A word of memory or a register, by its address.
#pragma once

#include <cstdint>

namespace signet::firmware {

inline volatile std::uint32_t& at(std::uint32_t address) {
  // NOLINTNEXTLINE(performance-no-int-to-ptr): addresses of hardware are numbers
  return *reinterpret_cast<volatile std::uint32_t*>(address);
}

}  // namespace signet::firmware
