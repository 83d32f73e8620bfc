// A folder of its own for a test, and refusals as sentences.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <string>

#include "host/base/errors.h"
#include "host/base/temporary_folder.h"
#include "host/home/home.h"

namespace signet::home {

class TestFolder {
 public:
  const std::filesystem::path& path() const { return path_; }
  Home home() const { return Home(folder_.path("home")); }

 private:
  /// In memory where possible: files are synced to the disk one by one, and tests need not wait for that.
  static std::filesystem::path parent() {
    const std::filesystem::path memory = "/dev/shm";
    return ::access(memory.c_str(), W_OK) == 0 ? memory : std::filesystem::temp_directory_path();
  }

  TemporaryFolder folder_{"signet-home", parent()};
  std::filesystem::path path_{folder_.path()};
};

/// The sentence with which `action` is refused, or "accepted".
template <typename Action>
std::string refusal(Action action, Exit code) {
  try {
    action();
  } catch (const UserError& error) {
    EXPECT_EQ(error.code(), code) << error.what();
    EXPECT_FALSE(error.next().empty());
    return error.what();
  }
  return "accepted";
}

/// 2026-11-22 02:30:00 UTC.
constexpr std::int64_t kNow = 1795314600;

}  // namespace signet::home
