#include "host/base/temporary_folder.h"

#include <stdlib.h>

#include <iterator>

#include "host/base/files.h"

namespace signet {

std::string makeFolder(const std::string& name, const std::filesystem::path& parent) {
  std::string path = (parent / (name + "-XXXXXX")).string();
  if (::mkdtemp(path.data()) == nullptr) throw fileError(path, "made");
  return path;
}

TemporaryFolder::TemporaryFolder(const std::string& name, const std::filesystem::path& parent)
    : path_(makeFolder(name, parent)) {}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::size_t TemporaryFolder::count() const {
  const std::filesystem::directory_iterator files(path_);
  return static_cast<std::size_t>(std::distance(begin(files), end(files)));
}

}  // namespace signet
