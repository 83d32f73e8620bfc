// What a thing is told to do, as JSON on its command topic: {"led": true}.
#pragma once

#include <string_view>

namespace signet::thing {

/// Bytes of the longest command.
constexpr std::size_t kMaxCommand = 128;

/// A command, or why it is none.
struct Command {
  bool led = false;
  const char* problem = nullptr;  ///< "it is empty"; null: it is a command. Static storage
};

/// Reads {"led": true} or {"led": false}; of several "led" the last counts. Anything else is a problem, members
/// that this device does not know too: whoever sends them should hear that they have no effect.
///
///     what is wrong                                  problem
///     longer than kMaxCommand                        it is longer than 128 bytes
///     no object, or another one in it                it is no JSON object, or a nested one
///     a member other than "led"                      this device has an LED and nothing else to command
///     {"led": 1}                                     "led" is neither true nor false
///     {}                                             it is empty
Command parseCommand(std::string_view text);

}  // namespace signet::thing
