// Other people's programs that signet runs.
#pragma once

#include <optional>
#include <string>

namespace signet {

/// The file of a program: looked for in the folders of PATH, then where servers are (/usr/sbin, /usr/local/sbin), which
/// not every PATH has. Nothing if none of them has one that may be run.
std::optional<std::string> findProgram(const std::string& name);

}  // namespace signet
