#include "signet/thing/command.h"

#include "signet/json/scanner.h"

namespace signet::thing {
namespace {

static_assert(kMaxCommand == 128, "it stands in a sentence below");
constexpr const char* kNoObject = "it is no JSON object, or a nested one";

/// Null: there is none, and `led` is what is commanded.
const char* problemOf(std::string_view text, bool& led) {
  if (text.size() > kMaxCommand) return "it is longer than 128 bytes";
  json::Scanner scanner(text);
  if (!scanner.take('{')) return kNoObject;
  const char* problem = "it is empty";
  if (!scanner.take('}')) {
    do {
      std::string_view name, value;
      if (!scanner.takeString(name) || !scanner.take(':')) return kNoObject;
      const bool known = name == "led";
      if (!known) return "this device has an LED and nothing else to command";
      if (!scanner.takeValue(value)) return kNoObject;
      led = value == "true";
      problem = led || value == "false" ? nullptr : "\"led\" is neither true nor false";
    } while (scanner.take(','));
    if (!scanner.take('}')) return kNoObject;
  }
  return scanner.atEnd() ? problem : kNoObject;
}

}  // namespace

Command parseCommand(std::string_view text) {
  bool led = false;
  const char* const problem = problemOf(text, led);
  return {problem == nullptr && led, problem};
}

}  // namespace signet::thing
