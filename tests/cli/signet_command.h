// Running the built `signet` as a user does, each test in a folder of its own.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "host/base/temporary_folder.h"

namespace signet::test {

struct Outcome {
  int code = -1;  ///< exit code; minus the signal that ended it
  std::string out;
  std::string err;
};

/// The bytes of hexadecimal digits.
std::string fromHex(const std::string& digits);

class SignetCommand : public testing::Test {
 protected:
  /// A shell command line in the test's folder; `signet` is the built one, SIGNET_CHIP is not set.
  Outcome sh(const std::string& line);
  /// `signet ...`, expected to succeed; its stdout.
  std::string ok(const std::string& arguments);
  /// `signet ... --json`, expected to end with `code` and to print exactly one JSON document.
  nlohmann::json json(const std::string& arguments, int code = 0);
  /// `signet ...`, expected to end with `code`, with `sentence` in what it says, and with a next step on a
  /// line of its own. The same with --json must name the same code.
  void refused(const std::string& arguments, int code, const std::string& sentence);

  std::string path(const std::string& name) const { return (folder_ / name).string(); }
  void writeFile(const std::string& name, const std::string& content) const;
  std::string readFile(const std::string& name) const;

  TemporaryFolder temporary_{"signet-cli"};
  std::filesystem::path folder_{temporary_.path()};
};

}  // namespace signet::test
