#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "host/cli/run.h"

namespace signet::cli {
namespace {

using testing::HasSubstr;

struct Ran {
  explicit Ran(const std::vector<std::string>& arguments) {
    std::istringstream in;
    std::ostringstream out, err;
    ConsoleOptions options;
    exit = run(arguments, in, out, err, options);
    output = out.str();
    errors = err.str();
  }
  int exit = 0;
  std::string output, errors;
};

std::string scratch(const std::string& name) {
  return (std::filesystem::path(testing::TempDir()) / name).string();
}

TEST(BenchCommand, BusGivesATableWithRatios) {
  const Ran result({"bench", "bus"});
  EXPECT_EQ(result.exit, 0);
  for (const char* const part :
       {"random+nonce+sign", "100 kHz", "400 kHz", "1 MHz", "(1.0", "model/info", "model/sign"})
    EXPECT_THAT(result.output, HasSubstr(part));
}

TEST(BenchCommand, BusGivesFiguresAsJson) {
  const Ran result({"bench", "bus", "--json"});
  EXPECT_EQ(result.exit, 0);
  const auto figures = nlohmann::json::parse(result.output);
  ASSERT_GT(figures.size(), 50u);
  for (const auto& figure : figures) {
    EXPECT_EQ(figure.size(), 5u);
    EXPECT_GT(figure.at("value").get<double>(), 0);
    EXPECT_GT(figure.at("ratio").get<double>(), 0);
    EXPECT_TRUE(figure.contains("name") && figure.contains("unit") && figure.contains("limit"));
  }
}

TEST(BenchCommand, MqttGivesATableAndFigures) {
  const Ran table({"bench", "mqtt"});
  EXPECT_EQ(table.exit, 0);
  for (const char* const part : {"mqtt/v5/qos1/1024/in", "mqtt/v3.1.1/qos0/32/out", "125.0"})
    EXPECT_THAT(table.output, HasSubstr(part));
  const auto figures = nlohmann::json::parse(Ran({"bench", "mqtt", "--json"}).output);
  ASSERT_EQ(figures.size(), 24u);
  for (const auto& figure : figures) EXPECT_GT(figure.at("value").get<double>(), 0);
}

TEST(BenchCommand, BusDrawsAChart) {
  const std::string file = scratch("bench_test.svg");
  EXPECT_EQ(Ran({"bench", "bus", "--svg", file}).exit, 0);
  std::stringstream svg;
  svg << std::ifstream(file).rdbuf();
  EXPECT_THAT(svg.str(), HasSubstr("virtual time"));
  std::filesystem::remove(file);
}

TEST(BenchCommand, BusMeasuresANamedChip) {
  const std::string chip = scratch("bench_test.chip");
  std::filesystem::remove(chip);
  ASSERT_EQ(Ran({"chip", "new", chip}).exit, 0);
  const Ran fresh({"bench", "bus", "--chip", "sim:" + chip, "--clock", "100000"});
  EXPECT_EQ(fresh.exit, 5) << fresh.errors;
  EXPECT_THAT(fresh.errors, HasSubstr("Signing with the key in slot 1"));
  std::filesystem::remove(chip);
}

TEST(BenchCommand, HandshakeGivesATableAndATimeline) {
  const Ran result({"bench", "handshake", "--certificates", "2", "--clock", "100000"});
  EXPECT_EQ(result.exit, 0);
  for (const char* const part : {"one certificate: ServerHello to Finished", "resumed: TCP to CONNACK",
                                 "bus at 100 kHz", "chip busy", "ephemeral key"})
    EXPECT_THAT(result.output, HasSubstr(part));
}

TEST(BenchCommand, HandshakeGivesFiguresAsJson) {
  const Ran result({"bench", "handshake", "--json"});
  EXPECT_EQ(result.exit, 0);
  const auto figures = nlohmann::json::parse(result.output);
  ASSERT_EQ(figures.size(), 15u);
  for (const auto& figure : figures) EXPECT_GE(figure.at("ratio").get<double>(), 1) << figure;
}

TEST(BenchCommand, HandshakeDrawsATimeline) {
  const std::string file = scratch("handshake_test.svg");
  EXPECT_EQ(Ran({"bench", "handshake", "--svg", file}).exit, 0);
  std::stringstream svg;
  svg << std::ifstream(file).rdbuf();
  EXPECT_THAT(svg.str(), HasSubstr("one certificate, bus at 400 kHz"));
  std::filesystem::remove(file);
}

TEST(BenchCommand, RefusesWrongValues) {
  EXPECT_EQ(Ran({"bench", "handshake", "--certificates", "3"}).exit, 2);
  EXPECT_EQ(Ran({"bench", "handshake", "--rtt", "soon"}).exit, 2);
  EXPECT_EQ(Ran({"bench", "bus", "--chip", "sim:none.chip", "--clock", "fast"}).exit,
            6);  // the chip comes first
  const Ran noBuild({"bench", "size", "--build", "/nowhere"});
  EXPECT_EQ(noBuild.exit, 6);
  EXPECT_THAT(noBuild.errors, HasSubstr("scripts/size-report.sh"));
  EXPECT_EQ(Ran({"bench"}).exit, 2);
}

}  // namespace
}  // namespace signet::cli
