#include "signet/thing/command.h"

#include "signet/json/scanner.h"

namespace signet::thing {

Result<Command> parseCommand(std::string_view text) {
  json::Scanner scanner(text);
  std::string_view led;
  if (!scanner.take('{')) return Status::badEncoding;
  if (!scanner.take('}')) {
    do {
      std::string_view name, value;
      if (!scanner.takeString(name) || !scanner.take(':') || !scanner.takeValue(value))
        return Status::badEncoding;
      if (name == "led") led = value;
    } while (scanner.take(','));
    if (!scanner.take('}')) return Status::badEncoding;
  }
  if (!scanner.atEnd()) return Status::badEncoding;
  if (led != "true" && led != "false") return Status::notSupported;
  return Command{led == "true"};
}

}  // namespace signet::thing
