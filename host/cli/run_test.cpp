#include "host/cli/run.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <sstream>

#include "host/base/errors.h"

namespace signet::cli {
namespace {

using ::testing::HasSubstr;

struct Outcome {
  int code;
  std::string out;
  std::string err;
};

Outcome runIt(const std::vector<std::string>& arguments) {
  std::istringstream in;
  std::ostringstream out;
  std::ostringstream err;
  const int code = run(arguments, in, out, err);
  return {code, out.str(), err.str()};
}

TEST(Run, HelpListsCommandsAndEveryExitCode) {
  const Outcome outcome = runIt({"--help"});
  EXPECT_EQ(outcome.code, 0);
  for (const ExitInfo& info : exitCodes()) EXPECT_THAT(outcome.out, HasSubstr(info.name));
  EXPECT_THAT(outcome.out, HasSubstr("--chip"));
  EXPECT_EQ(outcome.err, "");
}

TEST(Run, HelpCommandEqualsHelpOption) {
  EXPECT_EQ(runIt({"help", "help"}).out, runIt({"help", "--help"}).out);
  EXPECT_EQ(runIt({"help", "nonsense"}).code, 2);
}

TEST(Run, VersionIsOneLine) {
  const Outcome outcome = runIt({"--version"});
  EXPECT_EQ(outcome.code, 0);
  EXPECT_THAT(outcome.out, ::testing::MatchesRegex("signet [0-9.]+\n"));
}

TEST(Run, WrongCommandLineSaysWhereToLook) {
  for (const auto& arguments :
       std::vector<std::vector<std::string>>{{}, {"nonsense"}, {"help", "--nonsense"}}) {
    const Outcome outcome = runIt(arguments);
    EXPECT_EQ(outcome.code, 2);
    EXPECT_EQ(outcome.out, "");
    EXPECT_THAT(outcome.err, HasSubstr("--help"));
  }
}

TEST(Run, AWrongCommandIsNamedWithTheOneThatIsLikeIt) {
  const Outcome misspelt = runIt({"connct", "--verbose"});
  EXPECT_THAT(misspelt.err, HasSubstr("There is no command `signet connct`"));
  EXPECT_THAT(misspelt.err, HasSubstr("Did you mean `signet connect`?"));
  EXPECT_THAT(runIt({"key", "gne"}).err, HasSubstr("Did you mean `signet key gen`?"));
  EXPECT_THAT(runIt({"help", "kye"}).err, HasSubstr("Did you mean `signet key`?"));
  EXPECT_THAT(runIt({"nonsense"}).err, testing::Not(HasSubstr("Did you mean")));
  EXPECT_THAT(runIt({"key"}).err, HasSubstr("`signet key` needs a command."));
  EXPECT_THAT(runIt({"--nonsense"}).err, HasSubstr("There is no option --nonsense here."));
}

TEST(Run, AnAnswerThatIsLostIsNoSuccess) {
  std::istringstream in;
  std::ostringstream out, err;
  out.setstate(std::ios::badbit);
  EXPECT_EQ(run({"--version"}, in, out, err), static_cast<int>(Exit::badFile));
  EXPECT_THAT(err.str(), HasSubstr("cannot be written to standard output"));
}

TEST(Run, WithJsonErrorsAreJson) {
  const Outcome outcome = runIt({"--json", "nonsense"});
  EXPECT_EQ(outcome.code, 2);
  EXPECT_EQ(outcome.out, "");
  const auto document = nlohmann::json::parse(outcome.err);
  EXPECT_EQ(document["error"]["name"], "usage");
  EXPECT_EQ(document["error"]["exitCode"], 2);
  EXPECT_FALSE(document["error"]["message"].get<std::string>().empty());
}

}  // namespace
}  // namespace signet::cli
