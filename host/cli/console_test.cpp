#include "host/cli/console.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <sstream>

namespace signet::cli {
namespace {

struct Captured {
  std::ostringstream out;
  std::ostringstream err;
};

TEST(Console, ColoursOnlyOnATerminal) {
  Captured c;
  EXPECT_EQ(Console(c.out, c.err, {}).styled(Style::bad, "x"), "x");
  EXPECT_EQ(Console(c.out, c.err, {.outIsTerminal = true}).styled(Style::bad, "x"), "\x1b[31mx\x1b[0m");
  EXPECT_EQ(Console(c.out, c.err, {.json = true, .outIsTerminal = true}).styled(Style::bad, "x"), "x");
}

TEST(Console, WarningsAreJsonWithJson) {
  Captured c;
  Console(c.out, c.err, {.json = true}).warn("careful");
  EXPECT_EQ(nlohmann::json::parse(c.err.str())["warning"], "careful");
  EXPECT_EQ(c.out.str(), "");
}

TEST(Table, AlignsStyledAndMultiByteCells) {
  Captured c;
  Console console(c.out, c.err, {.outIsTerminal = true});
  Table table;
  table.row({console.styled(Style::good, "yes"), "1"});
  table.row({"µµµµµ", "2"});
  table.print(console);
  EXPECT_EQ(c.out.str(), "\x1b[32myes\x1b[0m    1\nµµµµµ  2\n");
}

TEST(Progress, SilentWithoutATerminalAndForShortJobs) {
  Captured c;
  Console silent(c.out, c.err, {});
  ProgressLine(silent, "working").step(1, 2);
  Console terminal(c.out, c.err, {.errIsTerminal = true});
  ProgressLine(terminal, "working").step(1, 2);
  EXPECT_EQ(c.err.str(), "");
}

}  // namespace
}  // namespace signet::cli
