#include "tests/cli/signet_command.h"

#include <stdlib.h>
#include <sys/wait.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

namespace signet::test {

using testing::HasSubstr;

std::string fromHex(const std::string& digits) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < digits.size(); i += 2) {
    bytes += static_cast<char>(std::stoi(digits.substr(i, 2), nullptr, 16));
  }
  return bytes;
}

void SignetCommand::writeFile(const std::string& name, const std::string& content) const {
  std::ofstream(path(name), std::ios::binary) << content;
}

std::string SignetCommand::readFile(const std::string& name) const {
  std::ifstream file(path(name), std::ios::binary);
  std::ostringstream content;
  content << file.rdbuf();
  return content.str();
}

Outcome SignetCommand::sh(const std::string& line) {
  const std::string whole = "cd " + folder_.string() +
                            " && PATH=" SIGNET_BIN ":$PATH && unset SIGNET_CHIP && { " + line +
                            "; } >.out 2>.err </dev/null";
  const int status = std::system(whole.c_str());
  const int code = WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  return {code, readFile(".out"), readFile(".err")};
}

std::string SignetCommand::ok(const std::string& arguments) {
  const Outcome outcome = sh("signet " + arguments);
  EXPECT_EQ(outcome.code, 0) << "signet " << arguments << "\n" << outcome.out << outcome.err;
  return outcome.out;
}

nlohmann::json SignetCommand::json(const std::string& arguments, int code) {
  const Outcome outcome = sh("signet --json " + arguments);
  EXPECT_EQ(outcome.code, code) << "signet " << arguments << "\n" << outcome.err;
  EXPECT_TRUE(nlohmann::json::accept(outcome.out)) << "signet " << arguments << "\n" << outcome.out;
  return nlohmann::json::parse(outcome.out, nullptr, false);
}

void SignetCommand::refused(const std::string& arguments, int code, const std::string& sentence) {
  const Outcome plain = sh("signet " + arguments);
  EXPECT_EQ(plain.code, code) << "signet " << arguments << "\n" << plain.out << plain.err;
  EXPECT_THAT(plain.err, HasSubstr(sentence)) << "signet " << arguments;
  EXPECT_THAT(plain.err, testing::Not(HasSubstr("\x1b"))) << "colours without a terminal";
  const Outcome asJson = sh("signet --json " + arguments);
  EXPECT_EQ(asJson.code, code);
  const std::size_t last = asJson.err.rfind('\n', asJson.err.size() - 2);
  const std::string line = asJson.err.substr(last == std::string::npos ? 0 : last + 1);
  ASSERT_TRUE(nlohmann::json::accept(line)) << asJson.err;
  const nlohmann::json error = nlohmann::json::parse(line)["error"];
  EXPECT_EQ(error["exitCode"], code);
  EXPECT_THAT(error["message"].get<std::string>(), HasSubstr(sentence));
  EXPECT_TRUE(error["next"].is_string());
}

}  // namespace signet::test
