// The version of signet, as CMake's project() states it.
#pragma once

namespace signet::cli {

constexpr const char* kVersion = SIGNET_VERSION;

}  // namespace signet::cli
