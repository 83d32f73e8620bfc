// `signet config ...` as a user runs it, on files.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <nlohmann/json.hpp>
#include <sstream>

#include "host/base/encoding.h"
#include "host/base/errors.h"
#include "host/cli/config/config_file.h"
#include "host/cli/config/config_forms.h"
#include "host/cli/run.h"
#include "signet/atecc/config/test_layouts.h"

namespace signet::cli {
namespace {

namespace layouts = atecc::layouts;
using atecc::ConfigZone;
using testing::HasSubstr;

struct Outcome {
  int code;
  std::string out;
  std::string err;
};

/// Runs with `zone` (or any text) on stdin.
Outcome runIt(const std::vector<std::string>& arguments, const std::string& input) {
  std::istringstream in(input);
  std::ostringstream out;
  std::ostringstream err;
  const int code = run(arguments, in, out, err);
  return {code, out.str(), err.str()};
}

Outcome runIt(const std::vector<std::string>& arguments, const ConfigZone& zone) {
  return runIt(arguments, encodeConfig(zone, ConfigForm::hex));
}

TEST(ConfigLint, ErrorsGiveExitCodeOne) {
  const Outcome bad = runIt({"config", "lint", "-"}, layouts::mongoose());
  EXPECT_EQ(bad.code, 1);
  EXPECT_THAT(bad.out, HasSubstr("error: slots 0 to 3: privWriteByAnyone"));
  EXPECT_THAT(bad.out, HasSubstr("Do not lock this configuration."));
  const Outcome good = runIt({"config", "lint", "-", "--tls-slot", "0"}, layouts::sound());
  EXPECT_EQ(good.code, 0);
  EXPECT_THAT(good.out, HasSubstr("0 errors, 0 warnings"));
}

TEST(ConfigLint, TlsSlotThatCannotSignIsAnError) {
  const Outcome outcome = runIt({"--json", "config", "lint", "-", "--tls-slot", "8"}, layouts::sound());
  EXPECT_EQ(outcome.code, 1);
  const auto document = nlohmann::json::parse(outcome.out);
  EXPECT_EQ(document["errors"], 1);
  EXPECT_EQ(document["findings"][0]["rule"], "tlsKeyUnfit");
  EXPECT_EQ(document["findings"][0]["slot"], 8);
  EXPECT_EQ(runIt({"config", "lint", "-", "--tls-slot", "16"}, layouts::sound()).code, 2);
}

TEST(ConfigExplain, TextAndJson) {
  const Outcome text = runIt({"config", "explain", "-"}, layouts::factory());
  EXPECT_EQ(text.code, 0);
  EXPECT_THAT(text.out, HasSubstr("-> Open"));
  EXPECT_THAT(text.out, HasSubstr("Slots 9 to 14: open data"));
  const Outcome one = runIt({"config", "explain", "-", "--slot", "3", "--json"}, layouts::factory());
  const auto document = nlohmann::json::parse(one.out);
  ASSERT_EQ(document["slots"].size(), 1u);
  EXPECT_EQ(document["slots"][0]["access"]["read"]["who"], "keyHolder");
  EXPECT_EQ(document["slots"][0]["access"]["read"]["key"], 4);
  EXPECT_EQ(document["slots"][0]["access"]["write"]["who"], "nobody");
}

TEST(ConfigShow, FieldsByName) {
  const auto document =
      nlohmann::json::parse(runIt({"config", "show", "-", "--json"}, layouts::factory()).out);
  EXPECT_EQ(document["fields"]["I2C_Address"], 0xC0);
  EXPECT_EQ(document["fields"]["SlotConfig"][3]["ReadKey"], 4);
  EXPECT_EQ(document["fields"]["KeyConfig"][0]["Private"], 1);
  EXPECT_THAT(runIt({"config", "show", "-"}, layouts::factory()).out,
              HasSubstr("ReadKey=3 IsSecret=1 WriteConfig=2"));
}

TEST(ConfigDiff, NamesFieldsAndBits) {
  const std::string path = testing::TempDir() + "config_diff_test.hex";
  ConfigZone zone = layouts::factory();
  std::ostringstream ignored;
  ASSERT_EQ(runIt({"config", "export", "-", "--out", path}, zone).code, 0);
  EXPECT_EQ(runIt({"config", "diff", path, "-"}, zone).code, 0);
  zone.setSlotConfig(atecc::Slot::number<3>(), atecc::SlotConfig(0x8FC5));
  const Outcome outcome = runIt({"config", "diff", path, "-"}, zone);
  EXPECT_EQ(outcome.code, 1);
  EXPECT_THAT(outcome.out, HasSubstr("SlotConfig[3]"));
  EXPECT_THAT(outcome.out, HasSubstr("ReadKey 4 -> 5"));
  ConfigZone other = layouts::factory();
  other.bytes[2] ^= 1;
  other.setConfigLocked(true);
  EXPECT_EQ(runIt({"config", "diff", path, "-"}, other).code, 1);
  EXPECT_EQ(runIt({"config", "diff", path, "-", "--layout"}, other).code, 0);
}

RC_GTEST_PROP(ConfigForms, EveryFormIsReadBack, (std::array<std::uint8_t, 128> bytes)) {
  const ConfigZone zone{bytes};
  for (const ConfigForm form : {ConfigForm::binary, ConfigForm::hex, ConfigForm::c, ConfigForm::json}) {
    RC_ASSERT(decodeConfigFile(encodeConfig(zone, form), "file") == zone);
  }
}

TEST(ConfigForms, CArraysAsOthersWriteThem) {
  std::string numbers;
  for (unsigned i = 0; i < 128; ++i)
    numbers += std::to_string(i) + (i == 127 ? "" : ", /* " + std::to_string(i) + " */");
  const ConfigZone zone =
      decodeConfigFile("const uint8_t layout[] = { // mine, {\n" + numbers + " };", "file");
  EXPECT_EQ(zone.bytes[127], 127);
  EXPECT_EQ(decodeConfigFile(numbers, "file").bytes[5], 5) << "numbers alone";
}

struct Wrong {
  std::string content;
  const char* sentence;
};

TEST(ConfigForms, WrongFilesAreToldApart) {
  const std::string hex = hexOf(layouts::factory().bytes);
  const Wrong wrongs[] = {
      {"", "is not a configuration"},
      {"hello, world", "is not a configuration"},
      {hex.substr(2), "has 127 bytes"},
      {hex + "00", "has 129 bytes"},
      {hex.substr(0, 224), "has 112 bytes"},
      {std::string(100, '\1'), "has 100 bytes"},
      {"{1, 2, 3}", "has 3 bytes"},
      {"{1, 2, 256}", "\"256\" is not a byte (number 3"},
      {"{\"format\": \"signet-config\", \"version\": 2}", "another version"},
      {"{\"format\": \"signet-config\", \"version\": 1}", "\"bytes\" is missing"},
      {"{\"format\": \"signet-config\", \"version\": 1, \"bytes\": \"00\"}", "has 1 bytes"},
      {"{\"format\": \"other\"}", "is not a configuration"},
      {std::string(128, 'x'), "starts with 78 78"},
  };
  for (const Wrong& wrong : wrongs) {
    const Outcome outcome = runIt({"config", "lint", "-"}, wrong.content);
    EXPECT_EQ(outcome.code, static_cast<int>(Exit::badFile)) << wrong.sentence;
    EXPECT_THAT(outcome.err, HasSubstr(wrong.sentence));
    EXPECT_EQ(outcome.out, "");
  }
}

TEST(ConfigForms, UnknownFormIsAUsageError) {
  EXPECT_EQ(runIt({"config", "export", "-", "--form", "xml"}, layouts::factory()).code, 2);
}

}  // namespace
}  // namespace signet::cli
