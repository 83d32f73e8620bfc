// Files as commands read and write them. "-" is stdin or stdout. All throw UserError (Exit::badFile) with the
// file's name and the system's reason.
#pragma once

#include <istream>
#include <string>

#include "host/base/files.h"
#include "host/cli/console.h"
#include "signet/core/bytes.h"

namespace signet::cli {

/// The whole file; of "-" all of stdin.
std::string readFile(const std::string& path, std::istream& in);

/// SHA-256 of a file of any size, without holding it in memory.
Sha256Digest digestOfFile(const std::string& path, std::istream& in, Console& console);

/// Replaces the file. "-" or an empty path: stdout.
void writeFile(const std::string& path, Bytes content, Console& console);

/// A 32-byte secret key from a file: 32 bytes as they are, or 64 hexadecimal digits.
Secret readKeyFile(const std::string& path, std::istream& in);

}  // namespace signet::cli
