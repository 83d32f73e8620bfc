// Making, looking at, copying and resetting virtual chips; detect, info and random on them.
#include <nlohmann/json.hpp>

#include "tests/cli/signet_command.h"

namespace signet::test {
namespace {

using testing::HasSubstr;
using testing::MatchesRegex;
using testing::Not;

class VirtualChips : public SignetCommand {};

TEST_F(VirtualChips, ANewChipIsBlankAndPrivate) {
  EXPECT_THAT(ok("chip new my.chip"), HasSubstr("--chip sim:my.chip"));
  EXPECT_EQ(sh("stat -c %a my.chip").out, "600\n");
  const auto info = json("info --chip sim:my.chip");
  EXPECT_EQ(info["type"], "ATECC508A");
  EXPECT_EQ(info["address"], 0x60);
  EXPECT_EQ(info["configLocked"], false);
  EXPECT_EQ(info["dataLocked"], false);
  EXPECT_EQ(info["slots"].size(), 16u);
  EXPECT_THAT(info["serialNumber"].get<std::string>(), MatchesRegex("0123[0-9a-f]{12}ee"));
  refused("chip new my.chip", 6, "my.chip");
}

TEST_F(VirtualChips, SeedsRepeatAndOthersDiffer) {
  EXPECT_THAT(sh("signet chip new a --seed 7").err, HasSubstr("foretold"));
  ok("chip new b --seed 7");
  ok("chip new c");
  ok("chip new d");
  EXPECT_EQ(readFile("a"), readFile("b"));
  EXPECT_NE(json("info --chip sim:c")["serialNumber"], json("info --chip sim:d")["serialNumber"]);
  refused("chip new e --seed x", 2, "The seed");
}

TEST_F(VirtualChips, TakesAConfigurationFromAFile) {
  ok("chip new a.chip");
  ok("write config --offset 18 aa --chip sim:a.chip");
  ok("read config --format hex --out config.hex --chip sim:a.chip");
  ok("read config --out config.bin --chip sim:a.chip");
  for (const char* file : {"a.chip", "config.hex", "config.bin"}) {
    std::filesystem::remove(path("b.chip"));
    ok(std::string("chip new b.chip --locked --config ") + file);
    const auto info = json("info --chip sim:b.chip");
    EXPECT_EQ(info["dataLocked"], true);
    EXPECT_THAT(ok("read config --offset 16 --length 4 --format hex --chip sim:b.chip"),
                HasSubstr("c000aa00"));
    EXPECT_NE(info["serialNumber"], json("info --chip sim:a.chip")["serialNumber"]);
  }
  writeFile("short.bin", std::string(64, '\0'));
  refused("chip new d.chip --config short.bin", 6, "short.bin");
  writeFile("note.txt", "this is a note");
  refused("chip new d.chip --config note.txt", 6, "note.txt is not a configuration");
  refused("chip new d.chip --config missing", 6, "missing cannot be read");
}

TEST_F(VirtualChips, InspectHidesSecretsUnlessNamed) {
  ok("chip new my.chip --locked");
  ok("key gen 0 --chip sim:my.chip");
  const std::string hidden = ok("chip inspect my.chip");
  EXPECT_THAT(hidden, HasSubstr("key present, hidden"));
  const auto list = json("chip inspect my.chip")["slots"];
  EXPECT_FALSE(list[0].contains("content"));
  EXPECT_FALSE(list[3].contains("content"));
  EXPECT_TRUE(list[8].contains("content"));
  const auto shown = json("chip inspect my.chip --secret 0")["slots"];
  const std::string key = shown[0]["content"];
  EXPECT_EQ(key.size(), 72u);
  EXPECT_FALSE(shown[3].contains("content"));
  EXPECT_THAT(hidden, Not(HasSubstr(key.substr(8))));
  refused("chip inspect my.chip --secret 16", 2, "slots 0 to 15");
}

TEST_F(VirtualChips, ResetAsksFirst) {
  ok("chip new my.chip --locked");
  ok("key gen 0 --chip sim:my.chip");
  const auto before = json("info --chip sim:my.chip");
  const std::string content = readFile("my.chip");
  refused("chip reset my.chip", 7, "Nothing was changed");
  refused("chip reset my.chip --irreversible maybe", 2, "not a confirmation");
  EXPECT_EQ(readFile("my.chip"), content);
  ok("chip reset my.chip --irreversible yes");
  const auto after = json("info --chip sim:my.chip");
  EXPECT_EQ(after["serialNumber"], before["serialNumber"]);
  EXPECT_EQ(after["configLocked"], false);
  EXPECT_EQ(after["slots"][0]["keyPresent"], false);
}

TEST_F(VirtualChips, CloneCopiesWhatAnyoneMayRead) {
  ok("chip new my.chip --locked");
  ok("key gen 0 --chip sim:my.chip");
  ok("write 8 00112233 --chip sim:my.chip");
  ok("counter increment 1 --chip sim:my.chip");
  const auto made = json("chip clone copy.chip --chip sim:my.chip");
  EXPECT_EQ(made["slotsCopied"].size(), 7u);
  const auto copy = json("info --chip sim:copy.chip");
  auto original = json("info --chip sim:my.chip");
  EXPECT_EQ(copy["serialNumber"], original["serialNumber"]);
  EXPECT_EQ(copy["counters"], original["counters"]);
  EXPECT_EQ(copy["slots"][0]["keyPresent"], false);
  EXPECT_THAT(ok("read 8 --length 4 --format hex --chip sim:copy.chip"), HasSubstr("00112233"));
  refused("chip clone copy.chip --chip sim:my.chip", 6, "copy.chip");
}

TEST_F(VirtualChips, DetectFindsTheChipAndItsAddress) {
  ok("chip new my.chip");
  const std::string found = ok("detect --chip sim:my.chip");
  EXPECT_THAT(found, HasSubstr("sim:my.chip@0x60"));
  EXPECT_THAT(found, HasSubstr("0xC0"));
  EXPECT_THAT(found, HasSubstr("ATECC508A"));
  ok("write config --offset 16 6a --chip sim:my.chip");
  EXPECT_EQ(json("detect --chip sim:my.chip")["chips"][0]["address"], 0x35);
  EXPECT_EQ(json("info --chip sim:my.chip")["address"], 0x35);
  refused("detect --chip sim:my.chip@0x60", 3, "No ATECC answers");
}

TEST_F(VirtualChips, RandomWarnsOfTheFixedPattern) {
  ok("chip new open.chip");
  const Outcome fixed = sh("signet random --chip sim:open.chip");
  EXPECT_EQ(fixed.code, 0);
  EXPECT_EQ(fixed.out, "ffff0000ffff0000ffff0000ffff0000ffff0000ffff0000ffff0000ffff0000\n");
  EXPECT_THAT(fixed.err, HasSubstr("not random"));
  EXPECT_EQ(json("random 4 --chip sim:open.chip")["fixedPattern"], true);

  ok("chip new ready.chip --locked");
  const Outcome random = sh("signet random 40 --chip sim:ready.chip");
  EXPECT_THAT(random.out, MatchesRegex("[0-9a-f]{80}\n"));
  EXPECT_EQ(random.err, "");
  EXPECT_NE(random.out, sh("signet random 40 --chip sim:ready.chip").out);
  EXPECT_EQ(ok("random 33 --raw --chip sim:ready.chip").size(), 33u);
  for (const char* count : {"0", "x", "1048577"}) {
    refused(std::string("random ") + count + " --chip sim:ready.chip", 2, "from 1 to 1048576");
  }
}

TEST_F(VirtualChips, EveryCommandHasHelpWithExamples) {
  for (const char* command : {"detect", "info", "random", "lock config", "lock data", "lock slot", "key gen",
                              "key show", "sign", "verify", "read", "write", "counter read",
                              "counter increment", "chip new", "chip inspect", "chip reset", "chip clone"}) {
    EXPECT_THAT(ok(std::string(command) + " --help"), HasSubstr("Examples:")) << command;
  }
  EXPECT_THAT(ok("--version"), MatchesRegex("signet [0-9]+\\.[0-9]+\\.[0-9]+\n"));
}

/// A closed output is another file's number to be: what is printed must not end up in the chip.
TEST_F(VirtualChips, AClosedOrFullOutputIsAnErrorAndHarmsNoChip) {
  ok("chip new my.chip");
  const std::string before = readFile("my.chip");
  EXPECT_EQ(sh("signet info --chip sim:my.chip >&-").code, 6);
  EXPECT_EQ(sh("signet info --chip sim:my.chip >/dev/full").code, 6);
  EXPECT_EQ(sh("signet info --chip sim:my.chip <&- >&- 2>&-").code, 6);
  EXPECT_EQ(readFile("my.chip"), before);
  EXPECT_EQ(sh("signet info --chip sim:my.chip >/dev/null").code, 0);
}

TEST_F(VirtualChips, AChipInUseIsBusy) {
  ok("chip new my.chip");
  const Outcome outcome =
      sh("signet chip serve my.chip --listen unix:bus >server.log & "
         "until [ -S bus ]; do sleep 0.02; done; "
         "signet info --chip sim:my.chip; code=$?; kill $!; wait; exit $code");
  EXPECT_EQ(outcome.code, 13) << outcome.err;
  EXPECT_THAT(outcome.err, HasSubstr("is in use"));
}

}  // namespace
}  // namespace signet::test
