#include "host/cli/connect/line_source.h"

#include <gtest/gtest.h>

#include <sstream>
#include <vector>

namespace signet::cli {
namespace {

std::vector<std::string> linesOf(const std::string& text) {
  std::istringstream in(text);
  LineSource source(in);
  EXPECT_EQ(source.descriptor(), -1);
  std::vector<std::string> lines;
  while (const auto line = source.next()) lines.push_back(*line);
  EXPECT_TRUE(source.exhausted());
  return lines;
}

TEST(LineSource, GivesEachLine) {
  using Lines = std::vector<std::string>;
  EXPECT_EQ(linesOf("one\ntwo\n"), (Lines{"one", "two"}));
  EXPECT_EQ(linesOf("one\n\nthree"), (Lines{"one", "", "three"}));
  EXPECT_EQ(linesOf(""), Lines{});
  EXPECT_EQ(linesOf("\n"), Lines{""});
}

}  // namespace
}  // namespace signet::cli
