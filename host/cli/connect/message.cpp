#include "host/cli/connect/message.h"

#include "host/base/values.h"
#include "host/cli/files.h"
#include "host/cli/options.h"

namespace signet::cli {

void addMessageOptions(CLI::App& command, Message& message) {
  addOption(command, "file", message.file, "the file, of any size; - for stdin");
  addOption(command, "--digest", message.digest, "its SHA-256 digest instead: 64 hexadecimal digits")
      .typeName("HEX");
}

Sha256Digest digestOf(const Message& message, Context& context) {
  if (message.file.empty() == message.digest.empty()) {
    throw usageError(message.file.empty()
                         ? "There is nothing to work on: neither a file nor a digest is given."
                         : "Both a file and a digest are given.",
                     "Give a file (- for stdin), or --digest with 64 hexadecimal digits.");
  }
  if (!message.digest.empty()) return parseDigest(message.digest);
  return digestOfFile(message.file, context.in(), context.console());
}

}  // namespace signet::cli
