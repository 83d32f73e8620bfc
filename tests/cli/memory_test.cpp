// Reading, writing, counting and locking.
#include <nlohmann/json.hpp>

#include "tests/cli/signet_command.h"

namespace signet::test {
namespace {

using testing::HasSubstr;

class Memory : public SignetCommand {
 protected:
  Memory() {
    ok("chip new open.chip");
    ok("chip new ready.chip --locked");
  }
  const std::string open_ = " --chip sim:open.chip";
  const std::string ready_ = " --chip sim:ready.chip";
};

TEST_F(Memory, ReadShowsPartsInEachFormat) {
  EXPECT_EQ(ok("read config --offset 84 --length 4" + open_), "0054  00 00 55 55\n");
  EXPECT_EQ(ok("read config --offset 84 --length 4 --format hex" + open_), "00005555\n");
  EXPECT_EQ(ok("read config --format raw" + open_).size(), 128u);
  EXPECT_EQ(json("read otp" + ready_)["hex"], std::string(128, 'f'));
  EXPECT_EQ(json("read 8 --offset 400" + ready_)["length"], 16);
  refused("read 8 --offset 400 --length 17" + ready_, 2, "are not inside slot 8, which has 416 bytes");
  refused("read 9 --offset 72" + ready_, 2, "The offset");
  refused("read 16" + ready_, 2, "slots 0 to 15");
  refused("read heap" + ready_, 2, "no place \"heap\"");
  refused("read 8 --format pdf" + ready_, 2, "no output format");
}

TEST_F(Memory, LockedAndSecretPlacesSayWhy) {
  refused("read 8" + open_, 5, "the data zone is not locked yet");
  refused("read otp" + open_, 5, "the data zone is not locked yet");
  refused("read 0" + ready_, 5, "it holds a private key");
  refused("read 5" + ready_, 5, "never read");
  refused("read 3" + ready_, 5, "with the key of slot 4");
  refused("write 8 00000000" + open_, 5, "the configuration zone is not locked yet");
  refused("write config --offset 16 c0" + ready_, 5, "the configuration zone is locked for ever");
  refused("write 5 " + std::string(64, '0') + ready_, 5, "WriteConfig is Never");
  refused("write 0 " + std::string(64, '0') + ready_, 5, "it holds a private key");
}

TEST_F(Memory, WriteTakesHexFilesAndStdin) {
  ok("write 8 00112233" + ready_);
  ok("write 8 44556677 --offset 4" + ready_);
  EXPECT_EQ(ok("read 8 --length 8 --format hex" + ready_), "0011223344556677\n");
  writeFile("content", std::string(72, 'x'));
  ok("write 10 --file content" + ready_);
  EXPECT_EQ(ok("read 10 --format raw" + ready_), std::string(72, 'x'));
  EXPECT_EQ(sh("printf abcd | signet write 10 --file - --chip sim:ready.chip").code, 0);
  EXPECT_EQ(ok("read 10 --length 5 --format raw" + ready_), "abcdx");
  ok("write 10 01 --pad 00" + ready_);
  EXPECT_EQ(ok("read 10 --length 4 --format hex" + ready_), "01000000\n");
}

TEST_F(Memory, WriteRefusesWhatDoesNotFit) {
  refused("write 10 01" + ready_, 2, "units of 4 bytes");
  refused("write 10 01020304 --offset 2" + ready_, 2, "units of 4 bytes");
  refused("write 10 --pad 0000 01" + ready_, 2, "not one byte");
  refused("write 10 0" + ready_, 2, "The value is not hexadecimal");
  refused("write 10" + ready_, 2, "nothing to write");
  refused("write 10 00 --file x" + ready_, 2, "Both a value and a file");
  writeFile("big", std::string(73, 'x'));
  refused("write 10 --file big" + ready_, 2, "not inside slot 10");
  refused("write 8 00000000 --key-file big" + ready_, 2, "not written with a key");
  refused("write otp 00000000 --key-file big" + ready_, 2, "only written in clear");
  refused("write config --offset 0 ff" + open_, 5, "Byte 0 of the configuration is never changed");
  refused("write config --offset 87 00" + open_, 5, "Byte 87 of the configuration is never changed");
}

TEST_F(Memory, WritingALockedOtpZoneAsksFirst) {
  refused("write otp 0f" + std::string(62, '0') + ready_, 7, "clears bits for ever");
  EXPECT_EQ(ok("read otp --length 1 --format hex" + ready_), "ff\n");
  ok("write otp --irreversible yes 0fffffff" + ready_);
  ok("write otp --irreversible yes ff00ffff" + ready_);
  EXPECT_EQ(ok("read otp --length 4 --format hex" + ready_), "0f00ffff\n");
}

TEST_F(Memory, SecretSlotsAreReadAndWrittenWithTheirKey) {
  writeFile("key4.hex", std::string(64, '4') + "\n");
  writeFile("wrong.hex", std::string(64, '5'));
  writeFile("slot4", std::string(32, '\x44'));
  writeFile("secret", std::string(32, 's'));
  ok("write config --offset 38 c444" + open_);  // SlotConfig of slot 9: read and written encrypted with key 4
  ok("lock config --despite-lint --irreversible yes" + open_);
  ok("write 4 --file slot4" + open_);
  ok("write 3 --file secret" + open_);
  ok("lock data --content 4=slot4 --content 3=secret --despite-lint --irreversible yes" + open_);

  EXPECT_EQ(ok("read 3 --length 32 --format raw --key-file key4.hex" + open_), std::string(32, 's'));
  EXPECT_NE(ok("read 3 --length 32 --format raw --key-file wrong.hex" + open_), std::string(32, 's'));
  ok("write 9 --file secret --key-file slot4" + open_);
  EXPECT_EQ(ok("read 9 --length 32 --format raw --key-file slot4" + open_), std::string(32, 's'));
  refused("write 9 --file secret --key-file wrong.hex" + open_, 5, "not the one in slot 4");
  refused("write 9 --file secret" + open_, 5, "only written encrypted, with the key of slot 4");
  refused("read 8 --key-file slot4" + open_, 2, "not read with a key");
  refused("read 3 --key-file open.chip" + open_, 6, "is not a key");
}

TEST_F(Memory, CountersOnlyGoUp) {
  EXPECT_EQ(ok("counter read" + open_), "Counter 0: 0\nCounter 1: 0\n");
  EXPECT_EQ(ok("counter increment 1" + open_), "Counter 1: 1\n");
  EXPECT_EQ(json("counter read 1" + open_)["counters"][0]["value"], 1);
  refused("counter increment 2" + open_, 2, "The counter is \"2\"");
  refused("counter increment" + open_, 2, "counter is required");
  ok("write config --offset 60 00000001ffffffff" + open_);  // counter 1 at its limit
  EXPECT_EQ(json("counter read 1" + open_)["counters"][0]["value"], 2097151);
  refused("counter increment 1" + open_, 5, "reached its limit");
}

TEST_F(Memory, NothingIsLockedWithoutYes) {
  for (const char* what : {"lock config", "lock config --despite-lint"}) {
    const Outcome outcome = sh(std::string("signet ") + what + open_);
    EXPECT_EQ(outcome.code, 7);
    EXPECT_THAT(outcome.out, HasSubstr("would lock the configuration zone"));
    EXPECT_THAT(outcome.err, HasSubstr("Nothing was locked"));
  }
  EXPECT_EQ(json("lock config" + open_, 7)["locked"], false);
  EXPECT_EQ(json("info" + open_)["configLocked"], false);
  refused("lock slot 8" + ready_, 7, "Nothing was locked");
  EXPECT_EQ(json("info" + ready_)["slots"][8]["locked"], false);
}

TEST_F(Memory, LocksInOrder) {
  refused("lock data" + open_, 5, "the configuration zone is not locked yet");
  refused("lock slot 8" + open_, 5, "the configuration zone is not locked yet");
  const std::string crc = json("lock config" + open_, 7)["crc"];
  refused("lock config --crc 0000 --irreversible yes" + open_, 5, "is not the one you looked at");
  ok("lock config --irreversible yes --crc " + crc + open_);
  refused("lock config --irreversible yes" + open_, 5, "locked for ever");
  ok("key gen 0" + open_);
  ok("lock data --irreversible yes" + open_);
  refused("lock data --irreversible yes" + open_, 5, "the data zone is locked already");
  ok("lock slot 0 --irreversible yes" + open_);
  const auto info = json("info" + open_);
  EXPECT_EQ(info["dataLocked"], true);
  EXPECT_EQ(info["slots"][0]["locked"], true);
  refused("key gen 0 --replace" + open_, 5, "the slot itself is locked for ever");
  refused("lock slot 3 --irreversible yes" + ready_, 5, "KeyConfig.Lockable is 0");
  refused("lock slot 1 --irreversible yes" + ready_, 5, "holds no key yet");
}

TEST_F(Memory, LockDataProvesWhatTheChipHolds) {
  ok("lock config --irreversible yes" + open_);
  ok("write 8 " + std::string(64, 'a') + open_);
  refused("lock data --irreversible yes" + open_, 5, "holds something else");
  EXPECT_EQ(json("info" + open_)["dataLocked"], false);
  writeFile("slot8", std::string(32, '\xAA'));
  refused("lock data --content 9=slot8 --irreversible yes" + open_, 5, "holds something else");
  refused("lock data --content 0=slot8" + open_, 2, "which only the chip knows");
  refused("lock data --content 8" + open_, 2, "names no file");
  writeFile("odd", "x");
  refused("lock data --content 8=odd" + open_, 2, "in blocks of 32 bytes");
  ok("lock data --content 8=slot8 --irreversible yes" + open_);
  EXPECT_EQ(json("info" + open_)["dataLocked"], true);
}

TEST_F(Memory, LockConfigRefusesLintErrors) {
  ok("write config --offset 20 0000" + open_);  // slot 0: a private key that is not secret
  refused("lock config --irreversible yes" + open_, 5, "has errors that would stay for ever");
  EXPECT_EQ(json("info" + open_)["configLocked"], false);
  ok("lock config --despite-lint --irreversible yes" + open_);
}

}  // namespace
}  // namespace signet::test
