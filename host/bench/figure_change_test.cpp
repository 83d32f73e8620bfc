#include "host/bench/figure_change.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace signet::bench {
namespace {

using testing::HasSubstr;
using testing::Not;

const std::vector<Figure> kBefore = {
    {"code", 1000, "bytes", {}}, {"gone", 5, "bytes", {}}, {"ram", 7, "bytes", {}}};
const std::vector<Figure> kNow = {
    {"code", 1010, "bytes", 2000}, {"ram", 7, "bytes", {}}, {"new", 3, "bytes", {}}};

TEST(FigureChange, PairsFiguresByName) {
  const auto changes = changesOf(kBefore, kNow);
  ASSERT_EQ(changes.size(), 4U);
  EXPECT_EQ(changes[0].name, "code");
  EXPECT_EQ(changes[0].difference(), 10);
  EXPECT_EQ(changes[1].difference(), 0);
  EXPECT_FALSE(changes[2].before.has_value());
  EXPECT_EQ(changes[2].difference(), 3);
  EXPECT_EQ(changes[3].name, "gone");
  EXPECT_FALSE(changes[3].now.has_value());
  EXPECT_EQ(changes[3].difference(), -5);
}

TEST(FigureChange, TheTableSaysWhatIsMoreAndWhatIsGone) {
  const std::string table = changeTable(changesOf(kBefore, kNow));
  for (const char* part : {"+10", "-5", "+3", "="}) EXPECT_THAT(table, HasSubstr(part));
  EXPECT_THAT(changeTable(changesOf(kNow, kNow)), Not(HasSubstr("+")));
}

}  // namespace
}  // namespace signet::bench
