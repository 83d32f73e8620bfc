// What is signed or verified: a file's SHA-256 digest, or a digest given as hexadecimal.
#pragma once

#include <string>

#include "host/cli/context.h"
#include "signet/core/sha256.h"

namespace CLI {
class App;
}

namespace signet::cli {

struct Message {
  std::string file;
  std::string digest;
};

/// Adds the positional `file` and --digest.
void addMessageOptions(CLI::App& command, Message& message);

/// Throws UserError unless exactly one of the two is given and good.
Sha256Digest digestOf(const Message& message, Context& context);

}  // namespace signet::cli
