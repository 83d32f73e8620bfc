// UTF-8 as RFC 3629 defines it: shortest form, no surrogates, nothing above U+10FFFF.
#pragma once

#include "signet/core/bytes.h"

namespace signet {

/// True when `text` is well-formed UTF-8. The empty string is.
bool isUtf8(Bytes text);

}  // namespace signet
