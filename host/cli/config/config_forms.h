// The forms in which a configuration is written down: bytes, hexadecimal, a C array, JSON.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "host/base/errors.h"
#include "host/cli/console.h"
#include "signet/atecc/config/config_zone.h"

namespace signet::cli {

enum class ConfigForm { binary, hex, c, json };

/// "binary", "hex", "c", "json". Throws UserError (Exit::usage) for anything else.
ConfigForm parseConfigForm(const std::string& name);

/// Ready to be written to a file. Each is read back by decodeConfigFile().
std::string encodeConfig(const atecc::ConfigZone& zone, ConfigForm form);

/// {"format": "signet-config", "version": 1, "bytes": "0123..."} and every field by its datasheet
/// name, for people.
Json configJson(const atecc::ConfigZone& zone);

/// The fields alone: {"I2C_Address": 192, "SlotConfig": [{"ReadKey": 7, ...}, ...], ...}.
Json configFields(const atecc::ConfigZone& zone);

// ---- Reading. Nothing if the text is not of this form at all; UserError (Exit::badFile) if it
// is, but wrong.

/// An array initialiser of 128 numbers, decimal or hexadecimal, with or without the declaration around
/// it and comments.
std::optional<atecc::ConfigZone> decodeConfigC(std::string_view text, const std::string& name);
/// What configJson() writes; "bytes" alone counts.
std::optional<atecc::ConfigZone> decodeConfigJson(std::string_view text, const std::string& name);

/// The sentence for a file of this many bytes, of which 128 would be a configuration.
UserError configLengthError(const std::string& name, std::size_t size);

/// Printable characters and white space only: not bytes as they are.
bool isText(std::string_view content);

}  // namespace signet::cli
