#include "host/base/programs.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <string_view>

namespace signet {

std::optional<std::string> findProgram(const std::string& name) {
  const char* const path = std::getenv("PATH");
  const std::string all = fmt::format("{}:/usr/sbin:/usr/local/sbin", path == nullptr ? "" : path);
  for (std::string_view folders = all; !folders.empty();) {
    const std::string_view folder = folders.substr(0, folders.find(':'));
    folders.remove_prefix(std::min(folders.size(), folder.size() + 1));
    std::string file = fmt::format("{}/{}", folder, name);
    if (!folder.empty() && ::access(file.c_str(), X_OK) == 0) return file;
  }
  return {};
}

}  // namespace signet
