// What the processor pushes when an exception comes (Armv7-M Architecture Reference Manual, B1.5.6).
#pragma once

#include <cstdint>

namespace signet::mps2 {

struct ExceptionFrame {
  std::uint32_t r0, r1, r2, r3, r12, lr, pc, xpsr;
};

}  // namespace signet::mps2
