// What the firmware stands on: arithmetic of our own, and mistakes that end in a report instead
// of in silence.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/board/board_rig.h"

namespace signet::test {
namespace {

using namespace std::chrono_literals;

struct Report {
  int status;
  std::string console;
};

Report run(std::uint8_t number, bool strictMemory = false,
           const emulator::BoardType& type = emulator::kNodemcu) {
  emulator::Board board(
      {.machine = {.image = fmt::format("{}/build/{}/selftest.elf", SIGNET_SOURCE, type.name),
                   .settings = {number, 0, 0, 0},
                   .strictMemory = strictMemory,
                   .type = &type}});
  board.powerOn();
  if (!board.waitUntil([&] { return board.end().has_value(); }, 20s)) return {-1, board.console()};
  return {board.end()->status, board.console() + board.end()->reason};
}

/// Exit status of a firmware that met an exception.
constexpr int kException = 251;

struct Selftest : testing::TestWithParam<const emulator::BoardType*> {
  static bool isNodemcu() { return GetParam() == &emulator::kNodemcu; }
};
SIGNET_ON_EACH_BOARD(Selftest);

TEST_P(Selftest, ArithmeticThatTheCompilerCallsIsRight) {
  const Report report = run(1, false, *GetParam());
  EXPECT_EQ(report.status, 0) << report.console;
  EXPECT_NE(report.console.find("arithmetic is right"), std::string::npos) << report.console;
}

TEST_P(Selftest, AStackThatGrowsTooFarIsReported) {
  const Report report = run(2, false, *GetParam());
  EXPECT_EQ(report.status, kException) << report.console;
  EXPECT_NE(report.console.find("the stack grew out of its place"), std::string::npos) << report.console;
}

TEST_P(Selftest, AnAddressWhereNothingIsIsReported) {
  const Report report = run(3, false, *GetParam());
  EXPECT_EQ(report.status, kException) << report.console;
  EXPECT_NE(report.console.find("an address where nothing is"), std::string::npos) << report.console;
}

TEST_P(Selftest, PartsOfARegisterCannotBeRead) {
  const Report report = run(4, false, *GetParam());
  EXPECT_EQ(report.status, kException) << report.console;
  EXPECT_NE(
      report.console.find(isNodemcu() ? "a load that is not allowed" : "a load or store that is not allowed"),
      std::string::npos)
      << report.console;
}

TEST_P(Selftest, ARegisterThatTheBoardDoesNotHaveEndsTheMachine) {
  const Report report = run(5, false, *GetParam());
  EXPECT_NE(report.status, 0);
  EXPECT_NE(report.console.find(isNodemcu() ? "0x60001300" : "0x40028100"), std::string::npos)
      << report.console;
}

/// Its memory protection unit watches, at a null pointer too.
TEST(Selftest, TheFlashOfTheMps2IsNotWritten) {
  const Report report = run(9, false, emulator::kMps2);
  EXPECT_EQ(report.status, kException) << report.console;
  EXPECT_NE(report.console.find("a load or store that is not allowed"), std::string::npos) << report.console;
}

TEST(Selftest, StrictMemoryCanBeReadByWords) {
  for (const std::uint8_t test : {1, 6}) {
    const Report report = run(test, true);
    EXPECT_EQ(report.status, 0) << report.console;
  }
}

TEST(Selftest, StrictMemoryCannotBeReadByBytes) {
  for (const std::uint8_t test : {7, 8}) {
    const Report report = run(test, true);
    EXPECT_EQ(report.status, kException) << report.console;
    EXPECT_NE(report.console.find("a load of less than 32 bits from flash or iRAM"), std::string::npos)
        << report.console;
  }
}

TEST(Selftest, WithoutStrictMemoryNobodyNotices) {
  EXPECT_EQ(run(7).status, 7);
}

TEST(Selftest, OtherMistakesAreReportedInStrictMemoryToo) {
  EXPECT_NE(run(2, true).console.find("the stack grew out of its place"), std::string::npos);
  EXPECT_NE(run(4, true).console.find("a load that is not allowed"), std::string::npos);
}

}  // namespace
}  // namespace signet::test
