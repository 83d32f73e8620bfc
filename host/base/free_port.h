// A port for a server that runs beside others.
#pragma once

#include <cstdint>

namespace signet {

/// A TCP port of loopback that is unused at this moment. Somebody may take it before the server does: then the server
/// cannot listen, and says so. Throws UserError (network).
std::uint16_t freePort();

}  // namespace signet
