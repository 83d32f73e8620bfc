#include "host/base/programs.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>

#include "host/base/temporary_folder.h"

namespace signet {
namespace {

class ProgramsTest : public testing::Test {
 protected:
  ProgramsTest() { ::setenv("PATH", (folder_.path() + "::/nowhere").c_str(), 1); }
  ~ProgramsTest() override { ::setenv("PATH", before_.c_str(), 1); }

  void make(const char* name, std::filesystem::perms mode) {
    std::ofstream(folder_.path(name)) << "#!/bin/sh\n";
    std::filesystem::permissions(folder_.path(name), mode);
  }

  std::string before_ = ::getenv("PATH");
  TemporaryFolder folder_{"signet-programs"};
};

TEST_F(ProgramsTest, AreFoundInPath) {
  make("signet-test-program", std::filesystem::perms::owner_all);
  EXPECT_EQ(findProgram("signet-test-program"), folder_.path("signet-test-program"));
}

TEST_F(ProgramsTest, ThatAreNowhereAreNotFound) {
  EXPECT_EQ(findProgram("signet-test-program"), std::nullopt);
  ::unsetenv("PATH");
  EXPECT_EQ(findProgram("signet-test-program"), std::nullopt);
}

}  // namespace
}  // namespace signet
