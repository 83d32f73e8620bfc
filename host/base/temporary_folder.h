// A folder of its own for files that are needed for a while, removed with all that is in it.
#pragma once

#include <filesystem>
#include <string>

namespace signet {

class TemporaryFolder {
 public:
  /// Made for its owner only, as NAME-XXXXXX below `parent`. Throws UserError (badFile).
  explicit TemporaryFolder(const std::string& name,
                           const std::filesystem::path& parent = std::filesystem::temp_directory_path());
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const std::string& path() const { return path_; }
  std::string path(const std::string& file) const { return path_ + "/" + file; }
  /// How many files and folders are right in it.
  std::size_t count() const;

 private:
  std::string path_;
};

/// The same, to stay: its path.
std::string makeFolder(const std::string& name, const std::filesystem::path& parent);

}  // namespace signet
