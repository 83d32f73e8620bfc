// Files by name. All throw UserError (Exit::badFile) with the file's name and the system's reason.
#pragma once

#include <istream>
#include <memory>
#include <string>
#include <string_view>

#include "host/base/atomic_file.h"
#include "host/base/errors.h"
#include "host/base/values.h"

namespace signet {

/// Larger files are rejected: a user who names one by mistake should not wait for it.
constexpr std::size_t kMaxFile = std::size_t{64} * 1024 * 1024;

/// The whole file.
std::string readFile(const std::string& path);
/// All that is left in a stream; `name` names it in the sentence.
std::string readStream(std::istream& stream, const std::string& name);

/// Opened for reading. A folder is no file.
std::unique_ptr<std::istream> openFile(const std::string& path);

/// Whether there is anything of this name; false also for what cannot be looked at.
bool exists(const std::string& path);

/// Makes `path` hold `text`; a crash at any instant leaves the old file or the new one (atomic_file.h).
void replaceFile(const std::string& path, std::string_view text, unsigned mode = kForAll);

/// For a file that keeps a secret: throws when users other than its owner may read or write it.
void refuseIfOthersCanRead(const std::string& path);

/// A 32-byte secret key: 32 bytes as they are, or 64 hexadecimal digits. `content` is wiped.
Secret keyFrom(std::string content, const std::string& name);

/// The sentence for what errno says of a file. `verb`: "read", "written".
UserError fileError(const std::string& path, const char* verb);

}  // namespace signet
