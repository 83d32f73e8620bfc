// Unmodified Linux programs under `signet run`.
#include <fstream>

#include "tests/virtual_i2c/commands.h"

namespace signet::tests {
namespace {

using testing::HasSubstr;

class RunTest : public ChipTest {
 protected:
  Outcome run(const std::string& command, const std::string& options = "") {
    return sh(kSignet + " run --chip " + chip_ + " " + options + " -- " + command);
  }
  Outcome probe(const std::string& mode) { return run(std::string(I2C_PROBE) + " " + mode); }

  std::string chip_ = makeChip("my.chip");
};

constexpr char kWake[] = "i2ctransfer -y -a 1 w1@0x00 0 2>/dev/null; sleep 0.01; ";

TEST_F(RunTest, I2cdetectFindsTheChipAndNothingElse) {
  // Its probes of 0x20 and 0x40 hold SDA low for six and seven bits: that wakes the chip.
  const Outcome found = run("i2cdetect -y 1");
  EXPECT_EQ(found.status, 0);
  EXPECT_THAT(found.output, HasSubstr("\n60: 60 -- --"));
  EXPECT_EQ(found.output.find("60", found.output.find("60: 60") + 6), std::string::npos) << found.output;
}

TEST_F(RunTest, I2cdetectFindsNothingOnABusTooFastToWake) {
  const Outcome found = run("i2cdetect -y 1", "--hz 400000");
  EXPECT_EQ(found.status, 0);
  EXPECT_THAT(found.output, HasSubstr("\n60: -- -- --"));
}

TEST_F(RunTest, I2cdetectListsTheBus) {
  EXPECT_THAT(run("i2cdetect -l", "--bus 7").output,
              HasSubstr("i2c-7\ti2c       \tsignet virtual bus: " + chip_ + " at 0x60"));
  EXPECT_THAT(run("i2cdetect -F 7", "--bus 7").output, HasSubstr("I2C                              yes"));
}

TEST_F(RunTest, I2ctransferReadsTheWakeAnswerAndInfo) {
  const Outcome answer =
      run("sh -c '" + std::string(kWake) +
          "i2ctransfer -y 1 r4@0x60 && i2ctransfer -y 1 w8@0x60 3 7 0x30 0 0 0 3 0x5d && sleep 0.01 && "
          "i2ctransfer -y 1 r7@0x60'");
  EXPECT_EQ(answer.status, 0);
  EXPECT_EQ(answer.output, "0x04 0x11 0x33 0x43\n0x07 0x00 0x00 0x50 0x00 0x03 0x91\n");
}

TEST_F(RunTest, I2ctransferIsRefusedByASleepingChip) {
  const Outcome answer = run("i2ctransfer -y 1 r4@0x60");
  EXPECT_NE(answer.status, 0);
  EXPECT_THAT(answer.output, HasSubstr("No such device or address"));
}

TEST_F(RunTest, I2cgetReadsByteByByte) {
  EXPECT_EQ(run("sh -c '" + std::string(kWake) + "i2cget -y 1 0x60; i2cget -y 1 0x60'").output,
            "0x04\n0x11\n");
  // Word address 00h, then two bytes: the wake answer from its start.
  EXPECT_EQ(run("sh -c '" + std::string(kWake) + "i2cget -y 1 0x60 0x00 w'").output, "0x1104\n");
}

TEST_F(RunTest, TheDriversPortWorksOnIt) {
  EXPECT_EQ(probe("info").output, "04113343\n07000050000391\n");
}

TEST_F(RunTest, DescriptorsMayBeDuplicatedAndInherited) {
  EXPECT_EQ(probe("dup").output, "04113343\n");
  EXPECT_EQ(probe("fork").output, "04113343\n04113343\n");
  EXPECT_EQ(probe("exec").output, "04113343\n");
}

TEST_F(RunTest, TheDeviceLooksLikeOne) {
  EXPECT_EQ(probe("look").output, "1 89:1\n1 89:1\n");
  EXPECT_THAT(run("ls -l /dev/i2c-1").output, HasSubstr("crw-rw----"));
  EXPECT_NE(run("ls /dev/i2c-2").status, 0);
}

TEST_F(RunTest, PassesOnTheExitStatus) {
  EXPECT_EQ(run("true").status, 0);
  EXPECT_EQ(run("sh -c 'exit 37'").status, 37);
  EXPECT_EQ(run("sh -c 'kill -TERM $$'").status, 128 + SIGTERM);
}

TEST_F(RunTest, PassesOnArgumentsInputAndEnvironment) {
  EXPECT_EQ(run("printf '%s|' 'a b' --help -- '*'").output, "a b|--help|--|*|");
  EXPECT_EQ(sh("echo hello | " + kSignet + " run --chip " + chip_ + " -- cat").output, "hello\n");
  EXPECT_THAT(sh("A=42 " + kSignet + " run --chip " + chip_ + " -- env").output, HasSubstr("A=42\n"));
}

TEST_F(RunTest, KeepsTheChipsState) {
  // Write config word 5 (83 00 87 20); after that the file differs and a second run reads it back.
  const Outcome written = run(
      "sh -c '" + std::string(kWake) +
      "i2ctransfer -y 1 w12@0x60 3 0x0b 0x12 0 5 0 0x83 0 0x87 0x20 0x38 0x1d; sleep 0.05; i2ctransfer -y 1 "
      "r4@0x60'");
  EXPECT_EQ(written.output, "0x04 0x00 0x03 0x40\n");
  EXPECT_EQ(emulator::loadChipImage(chip_).eeprom.config[20], 0x83);
}

TEST_F(RunTest, LeavesNothingBehind) {
  const std::string runtime = path("runtime");
  std::filesystem::create_directory(runtime);
  EXPECT_THAT(
      sh("XDG_RUNTIME_DIR=" + runtime + " " + kSignet + " run --chip " + chip_ + " -- ls " + runtime).output,
      HasSubstr("signet-run-"));
  EXPECT_TRUE(std::filesystem::is_empty(runtime));
  EXPECT_FALSE(std::filesystem::exists(chip_ + ".lock"));
}

TEST_F(RunTest, EndsItsCommandWhenItIsEnded) {
  Background running(
      {kSignet, "run", "--chip", chip_, "--", "/bin/sh", "-c", "echo started; exec sleep 100"});
  EXPECT_EQ(running.line(), "started");
  EXPECT_EQ(running.end(SIGTERM), 128 + SIGTERM);
}

TEST_F(RunTest, SignetItselfNeedsNoChipOption) {
  EXPECT_THAT(run(kSignet + " info").output, HasSubstr("Chip                unix:"));
  const Outcome info = run(kSignet + " info --chip i2c:1");
  EXPECT_EQ(info.status, 0);
  EXPECT_THAT(info.output,
              HasSubstr("Chip                i2c:/dev/i2c-1@0x60\nType                ATECC508A"));
}

TEST_F(RunTest, SeveralChipsShareTheBus) {
  const Outcome found = sh(kSignet + " run --chip " + chip_ + "@0x60 --chip sim:" + makeChip("b.chip", 0x35) +
                           " -- i2cdetect -y 1");
  EXPECT_THAT(found.output, HasSubstr("\n60: 60 -- --"));
  EXPECT_THAT(found.output, HasSubstr("\n30: -- -- -- -- -- 35 --"));
}

TEST_F(RunTest, SaysWhatIsWrong) {
  EXPECT_EQ(run("no-such-program").status, 127);
  EXPECT_THAT(run("no-such-program").output, HasSubstr("Cannot run no-such-program: No such file"));
  EXPECT_EQ(sh(kSignet + " run -- true").status, 2);
  EXPECT_THAT(sh(kSignet + " run -- true").output, HasSubstr("No chip is named."));
  EXPECT_EQ(sh(kSignet + " run --chip " + chip_).status, 2);
  EXPECT_EQ(sh(kSignet + " run --chip " + path("none.chip") + " -- true").status, 6);
  EXPECT_EQ(sh(kSignet + " run --chip " + chip_ + "@0x61 -- true").status, 2);
  EXPECT_THAT(sh(kSignet + " run --chip " + chip_ + "@0x61 -- true").output,
              HasSubstr("answers at 0x60 (8-bit 0xC0), not at 0x61 (8-bit 0xC2)"));
  std::ofstream(path("foreign.chip")) << "hello";
  EXPECT_EQ(sh(kSignet + " run --chip " + path("foreign.chip") + " -- true").status, 6);
  EXPECT_THAT(sh(kSignet + " run --chip " + chip_ + " --chip " + makeChip("twin.chip") + " -- true").output,
              HasSubstr("both answer at 0x60"));
}

TEST_F(RunTest, TellsAProgramWhoseServerIsGone) {
  const Outcome gone = sh(kSignet + " run --chip unix:" + path("nobody") + " -- i2cdetect -y 1");
  EXPECT_EQ(gone.status, 1);
  EXPECT_THAT(gone.output, HasSubstr("no bus server listens there"));
  EXPECT_THAT(gone.output, HasSubstr("No such device"));
}

}  // namespace
}  // namespace signet::tests
