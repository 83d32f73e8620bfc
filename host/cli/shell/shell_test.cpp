// What is generated from the commands of signet has all of them. Whether shells and man accept it is
// tested in tests/scripts/completion_test.sh.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <sstream>

#include "host/cli/run.h"
#include "host/cli/shell/completion.h"
#include "host/cli/shell/man_page.h"

namespace signet::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

CommandEntry small() {
  CommandEntry generate{.name = "gen", .summary = "make [it]: a key's", .details = "Notes:\n.dot"};
  generate.options.push_back(
      {.names = {"--out"}, .help = "to", .kind = ValueKind::file, .valueName = "FILE"});
  generate.options.push_back({.names = {"--chip"}, .help = "own", .kind = ValueKind::text, .valueName = "N"});
  generate.positionals.push_back({.names = {"form"}, .kind = ValueKind::word, .words = {"pem", "der"}});
  CommandEntry key{.name = "key", .summary = "keys", .commands = {generate}};
  CommandEntry top{.name = "signet", .summary = "signet", .commands = {key}};
  top.options.push_back({.names = {"--chip"}, .help = "which", .kind = ValueKind::chip, .valueName = "CHIP"});
  top.options.push_back({.names = {"--json", "-j"}, .help = "as JSON"});
  return top;
}

TEST(CommandTree, NamesEveryCommandByItsPath) {
  const CommandEntry top = small();
  std::vector<std::string> paths;
  for (const CommandPlace& place : everyCommand(top)) paths.push_back(place.path);
  EXPECT_THAT(paths, ::testing::ElementsAre("signet", "signet key", "signet key gen"));
}

TEST(CommandTree, InheritsOptionsExceptThoseThatTheCommandHasItself) {
  const CommandEntry top = small();
  const CommandPlace deepest = everyCommand(top).back();
  ASSERT_EQ(deepest.options.size(), 3U);
  EXPECT_EQ(deepest.options[1].help, "own");
  EXPECT_EQ(deepest.options[2].names.front(), "--json");
}

TEST(Completion, BashTableSaysWhatEachOptionTakes) {
  const std::string script = bashCompletion(small());
  EXPECT_THAT(script, HasSubstr("'signet key gen')"));
  EXPECT_THAT(script, HasSubstr("values='--out=file --chip=text'"));
  EXPECT_THAT(script, HasSubstr("positional='pem|der'"));
}

TEST(Completion, ZshAndFishQuoteWhatHasAMeaningThere) {
  EXPECT_THAT(zshCompletion(small()), HasSubstr("'gen:make \\[it\\]\\: a key'\\''s'"));
  EXPECT_THAT(fishCompletion(small()), HasSubstr("-d 'make [it]: a key\\'s'"));
}

TEST(ManPage, EscapesWhatWouldBeAMacro) {
  const std::string page = manPage(small(), "1.2.3");
  EXPECT_THAT(page, HasSubstr("\"signet 1.2.3\""));
  EXPECT_THAT(page, HasSubstr("\n\\&.dot\n"));
  EXPECT_THAT(page, Not(HasSubstr("\n.dot")));
  EXPECT_THAT(page, HasSubstr("\\fB\\-\\-out\\fR"));
}

std::string printed(const std::vector<std::string>& arguments, int code = 0) {
  std::istringstream in;
  std::ostringstream out;
  std::ostringstream err;
  EXPECT_EQ(run(arguments, in, out, err), code);
  return code == 0 ? out.str() : err.str();
}

/// "name" of each line of a list of commands, as `--help` prints it below "Subcommands:".
std::vector<std::string> commandsInHelp(const std::string& help) {
  std::vector<std::string> names;
  std::istringstream in(help.substr(help.find("Subcommands:\n")));
  std::string line;
  std::getline(in, line);
  while (std::getline(in, line) && line.starts_with("  ")) {
    if (line[2] != ' ') names.push_back(line.substr(2, line.find(' ', 2) - 2));
  }
  return names;
}

TEST(Completion, KnowsEveryCommandOfTheHelp) {
  const std::vector<std::string> commands = commandsInHelp(printed({"--help"}));
  EXPECT_GT(commands.size(), 25U);
  const std::string man = printed({"man"});
  const std::string bash = printed({"completion", "bash"});
  const std::string zsh = printed({"completion", "zsh"});
  const std::string fish = printed({"completion", "fish"});
  for (const std::string& name : commands) {
    EXPECT_THAT(man, HasSubstr("\n.SS signet " + name + "\n"));
    EXPECT_THAT(bash, HasSubstr("    'signet " + name + "')\n"));
    EXPECT_THAT(zsh, HasSubstr("\n_signet_" + name + "() {\n"));
    EXPECT_THAT(fish, HasSubstr(" -a " + name + " -d "));
  }
}

TEST(Completion, AnotherShellIsRejectedWithThoseThatThereAre) {
  EXPECT_THAT(printed({"completion", "tcsh"}, 2), HasSubstr("bash, zsh and fish"));
  EXPECT_THAT(printed({"completion"}, 2), HasSubstr("shell"));
}

TEST(Version, IsTheSameAsTheOption) {
  EXPECT_EQ(printed({"version"}), printed({"--version"}));
  const auto document = nlohmann::json::parse(printed({"version", "--json"}));
  EXPECT_EQ("signet " + document.at("version").get<std::string>() + "\n", printed({"version"}));
  printed({"version", "surplus"}, 2);
}

}  // namespace
}  // namespace signet::cli
