// From start-up to the program, and the end of a program that cannot continue.
#pragma once

#include <cstdint>

namespace signet::firmware {

/// What the processor refused to do.
struct Exception {
  const char* what;
  std::uint32_t cause;  ///< the processor's own number for it
  std::uint32_t pc;
  std::uint32_t address;
  std::uint32_t stack;
};

/// Prints it and ends the board with kExceptionStatus.
[[noreturn]] void report(const Exception& exception);

}  // namespace signet::firmware

extern "C" {
/// Every image has one. What it returns is the exit status of the virtual machine.
int program();
/// Constructors of static objects, then program().
[[noreturn]] void startProgram();
}
