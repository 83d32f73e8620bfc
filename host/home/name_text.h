// Names in certificates as people read them: "O = Example, CN = sensor-1", as `openssl x509` prints them in one line.
#pragma once

#include <string>

#include "signet/core/bytes.h"

namespace signet::home {

/// `name`: the content of a Name (RFC 5280, section 4.1.2.4). Types without a short name are shown as dotted numbers;
/// what is no text, as # and its DER in hexadecimal. What cannot be read is left out.
std::string nameText(Bytes name);

/// The first common name in it as UTF-8; empty if there is none.
std::string commonNameIn(Bytes name);

}  // namespace signet::home
