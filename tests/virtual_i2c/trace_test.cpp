// `signet trace`: what goes over the bus, in words.
#include <sys/stat.h>

#include <fstream>
#include <sstream>

#include "tests/virtual_i2c/commands.h"

namespace signet::tests {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class TraceTest : public ChipTest {
 protected:
  Outcome trace(const std::string& arguments) { return sh(kSignet + " trace " + arguments); }
  std::string content(const std::string& name) const {
    std::ostringstream text;
    text << std::ifstream(path(name)).rdbuf();
    return text.str();
  }
  std::string chip_ = " --chip " + makeChip("my.chip") + " ";
};

TEST_F(TraceTest, ShowsTheCommandsOfAProgramInWords) {
  const Outcome traced = trace(chip_ + "-- " + I2C_PROBE + " info");
  EXPECT_EQ(traced.status, 0);
  EXPECT_THAT(traced.output, AllOf(HasSubstr("04113343\n"), HasSubstr("wakes"),
                                   HasSubstr("Info, mode revision"), HasSubstr("C1 07 00 00 50 00 03 91")));
}

TEST_F(TraceTest, WritesEachFormatToAFile) {
  const std::string probe = std::string(" -- ") + I2C_PROBE + " info";
  EXPECT_EQ(trace(chip_ + "--out " + path("t.txt") + probe).output, "04113343\n07000050000391\n");
  EXPECT_THAT(content("t.txt"), AllOf(HasSubstr("at/ms"), HasSubstr("Info, mode revision")));
  EXPECT_EQ(trace(chip_ + "--format jsonl --out " + path("t.jsonl") + probe).status, 0);
  EXPECT_THAT(content("t.jsonl"), StartsWith("{\"at_ns\":"));
  EXPECT_EQ(trace(chip_ + "--format vcd --out " + path("t.vcd") + probe).status, 0);
  EXPECT_THAT(content("t.vcd"), HasSubstr("$var wire 1 ! scl $end"));
}

TEST_F(TraceTest, ConvertsATrace) {
  EXPECT_EQ(trace(chip_ + "--format jsonl --out " + path("t.jsonl") + " -- " + I2C_PROBE + " info").status,
            0);
  EXPECT_THAT(trace("--from " + path("t.jsonl")).output, HasSubstr("Info, mode revision"));
  EXPECT_EQ(trace("--from " + path("t.jsonl") + " --format jsonl").output, content("t.jsonl"));
  EXPECT_EQ(trace("--from " + path("t.jsonl") + " --format vcd --out " + path("t.vcd")).status, 0);
  EXPECT_THAT(content("t.vcd"), HasSubstr("$timescale"));
}

TEST_F(TraceTest, TracesASignetCommandInExactTime) {
  const std::string traced = chip_ + "--clock virtual --out " + path("a.txt") + " -- " + kSignet + " random";
  EXPECT_EQ(trace(traced).status, 0);
  EXPECT_THAT(content("a.txt"), HasSubstr("Random"));
}

TEST_F(TraceTest, ChipServeTracesItsClients) {
  Background server({kSignet, "chip", "serve", path("my.chip"), "--listen", "unix:" + path("bus"), "--trace",
                     path("t.txt")});
  server.line();
  EXPECT_EQ(sh(kSignet + " run --chip unix:" + path("bus") + " -- " + I2C_PROBE + " info").status, 0);
  EXPECT_EQ(server.end(SIGTERM), 0);
  EXPECT_THAT(content("t.txt"), HasSubstr("Info, mode revision"));
}

TEST_F(TraceTest, LeavesSecretsOutUnlessAskedFor) {
  // Write of a data slot in clear, on a chip whose configuration is locked but whose data zone is not: a key.
  emulator::ChipImage image = emulator::loadChipImage(path("my.chip"));
  image.eeprom.config[87] = 0x00;
  emulator::createChipImage(path("locked.chip"), image);
  const std::string script = path("write");
  std::ofstream(script) << "i2ctransfer -y -a 1 w1@0x00 0 2>/dev/null; sleep 0.01\n"
                        << "i2ctransfer -y 1 w40@0x60 3 0x27 0x12 0x82 0x18 0 0xa5=\n";
  const std::string run = " --chip " + path("locked.chip") + " -- sh " + script;
  EXPECT_THAT(trace("--out " + path("hidden") + run).output, "");
  EXPECT_THAT(content("hidden"), AllOf(HasSubstr("write 60"), HasSubstr("**"), Not(HasSubstr("A5 A5"))));
  EXPECT_THAT(trace("--secrets --out " + path("shown") + run).output, "");
  EXPECT_THAT(content("shown"), HasSubstr("A5 A5"));
  struct stat info {};
  ASSERT_EQ(::stat(path("shown").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600U);
}

TEST_F(TraceTest, SaysWhatIsWrong) {
  EXPECT_THAT(trace(chip_).output, HasSubstr("Give a program to trace"));
  EXPECT_EQ(trace(chip_).status, 2);
  EXPECT_THAT(trace("--chip unix:/x -- true").output, HasSubstr("served elsewhere"));
  EXPECT_EQ(trace("--from " + path("none")).status, 6);
  std::ofstream(path("t.jsonl")) << "hello\n";
  EXPECT_EQ(trace("--from " + path("t.jsonl")).status, 6);
  EXPECT_THAT(trace("--from " + path("t.jsonl")).output, HasSubstr("line 1: "));
  EXPECT_EQ(trace(chip_ + "--out /nonexistent/t -- true").status, 6);
  EXPECT_EQ(trace(chip_ + "--format xml -- true").status, 2);
  EXPECT_EQ(trace(chip_ + "-- sh -c 'exit 9'").status, 9);
}

}  // namespace
}  // namespace signet::tests
