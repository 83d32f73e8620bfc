// A configuration zone from a file.
#pragma once

#include <istream>
#include <string>

#include "signet/atecc/config/config_zone.h"

namespace signet::cli {

/// 128 bytes as they are, their 256 hexadecimal digits (white space, ':' and lines starting with '#' are
/// skipped), a C array, the JSON of `signet config export`, or a chip image, whose configuration is used.
/// Throws UserError (Exit::badFile) that says what the file is instead.
atecc::ConfigZone readConfigFile(const std::string& path, std::istream& in);

/// The same for content that is read already.
atecc::ConfigZone decodeConfigFile(const std::string& content, const std::string& name);

}  // namespace signet::cli
