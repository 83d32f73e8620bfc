// Random numbers for keys and nonces, from the kernel.
#pragma once

#include "signet/core/bytes.h"

namespace signet {

/// Fills `out` from the kernel's generator (getrandom(2)); waits, after a boot, until it is seeded. Throws
/// std::system_error where there is none.
void fillRandom(MutableBytes out);

/// A whole array of them: randomArray<atecc::NumIn>().
template <typename Array>
Array randomArray() {
  Array bytes{};
  fillRandom(bytes);
  return bytes;
}

}  // namespace signet
