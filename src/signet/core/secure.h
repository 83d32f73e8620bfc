// Handling of secrets: wiping memory so that the compiler cannot leave it out, and comparing
// in constant time.
#pragma once

#include <cstdint>

#include "signet/core/bytes.h"

namespace signet {

/// Overwrites with zeros. The compiler may not remove it, even if the memory is never read again.
void secureZero(MutableBytes bytes);

/// Compares without telling by its run time where the difference is. Different lengths are unequal at once.
bool equalConstantTime(Bytes a, Bytes b);

/// Wipes the bytes it was given when it goes out of scope.
class ZeroOnExit {
 public:
  explicit ZeroOnExit(MutableBytes bytes) : bytes_(bytes) {}
  ~ZeroOnExit() { secureZero(bytes_); }
  ZeroOnExit(const ZeroOnExit&) = delete;
  ZeroOnExit& operator=(const ZeroOnExit&) = delete;

 private:
  MutableBytes bytes_;
};

}  // namespace signet
