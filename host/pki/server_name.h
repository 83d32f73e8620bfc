// Host names and IP addresses as certificates hold them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "signet/core/bytes.h"

namespace signet::pki {

/// The 4 or 16 bytes of an IP address; nothing if the text is not one.
std::optional<std::vector<std::uint8_t>> addressBytes(const std::string& text);
/// "127.0.0.1", "::1"; empty for another number of bytes than 4 and 16.
std::string addressText(Bytes bytes);

/// A host name by RFC 1123: labels of letters, digits and '-', 253 characters.
bool isHostName(const std::string& text);

/// By what names and addresses other programs may reach this computer: localhost, its own name, the addresses
/// of its network interfaces that are up.
std::vector<std::string> namesOfThisComputer();

}  // namespace signet::pki
