#include "host/emulator/image/image_lock.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>

#include "host/base/temporary_folder.h"
#include "host/emulator/image/chip_image.h"

namespace signet::emulator {
namespace {

using ::testing::HasSubstr;

TEST(ImageLock, KeepsASecondUserOutAndNamesTheFirst) {
  const TemporaryFolder folder("signet-test");
  const std::string path = folder.path("x.chip");
  const ImageLock lock(path);
  try {
    const ImageLock second(path);
    FAIL() << "two locks on one image";
  } catch (const ChipImageError& error) {
    EXPECT_EQ(error.cause(), ChipImageError::Cause::inUse);
    EXPECT_THAT(error.what(), HasSubstr(path));
    EXPECT_THAT(error.what(), HasSubstr("process " + std::to_string(::getpid())));
  }
}

TEST(ImageLock, IsFreeAgainAndLeavesNoFile) {
  const TemporaryFolder folder("signet-test");
  const std::string path = folder.path("x.chip");
  for (int i = 0; i < 3; ++i) const ImageLock lock(path);
  EXPECT_EQ(folder.count(), 0U);
}

TEST(ImageLock, GoesWithAProcessThatIsKilled) {
  const TemporaryFolder folder("signet-test");
  const std::string path = folder.path("x.chip");
  std::array<int, 2> ready{};
  ASSERT_EQ(::pipe(ready.data()), 0);
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    const ImageLock lock(path);
    if (::write(ready[1], "x", 1) != 1) ::_exit(1);
    for (;;) ::pause();
  }
  char byte = 0;
  ASSERT_EQ(::read(ready[0], &byte, 1), 1);
  EXPECT_THROW(const ImageLock lock(path), ChipImageError);
  ::kill(child, SIGKILL);
  ASSERT_EQ(::waitpid(child, nullptr, 0), child);
  EXPECT_NO_THROW(const ImageLock lock(path)) << "the file it left behind is no lock";
}

}  // namespace
}  // namespace signet::emulator
