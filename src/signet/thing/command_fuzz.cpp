// A command comes from whoever may write to its topic. What is taken for one says so in plain words.
#include "signet/thing/command.h"

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const signet::thing::Command command = signet::thing::parseCommand(text);
  if (command.problem != nullptr) {
    if (command.led || *command.problem == '\0') std::abort();
    return 0;
  }
  if (size > signet::thing::kMaxCommand) std::abort();
  if (text.find("led") == text.npos || text.find(command.led ? "true" : "false") == text.npos) std::abort();
  return 0;
}
