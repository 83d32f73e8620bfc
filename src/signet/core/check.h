// SIGNET_CHECK(condition): an assertion for programmers' errors, kept in release builds.
//
// Three things are kept apart in signet: an expected failure is a Status, a value or a failure is a Result,
// and a call that breaks a documented precondition is a programmer's error and stops the program here.
#pragma once

namespace signet {

/// Called when a check fails. Traps; a debugger, the watchdog or the sanitizer shows where.
[[noreturn]] inline void checkFailed() {
  __builtin_trap();
}

}  // namespace signet

#define SIGNET_CHECK(condition) ((condition) ? (void)0 : ::signet::checkFailed())
