// The texts of profiles/*.toml, put into the program by CMake, the default first.
#pragma once

#include <cstddef>

namespace signet::profile {

extern const char* const kShippedProfileTexts[];
extern const std::size_t kShippedProfileCount;

}  // namespace signet::profile
