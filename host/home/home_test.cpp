#include "host/home/home.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "host/base/files.h"
#include "host/home/test_folder.h"

namespace signet::home {
namespace {

using testing::HasSubstr;

constexpr atecc::SerialNumber kSerial = {0x01, 0x23, 0x8A, 0x6B, 0x5C, 0x4D, 0x3E, 0x2F, 0xEE};
constexpr atecc::SerialNumber kOther = {0x01, 0x23, 0x00, 0x00, 0x00, 0x00, 0x00, 0x01, 0xEE};

DeviceRecord someRecord() {
  DeviceRecord record;
  record.name = "kitchen-1";
  record.serial = kSerial;
  record.profile = "aws-iot";
  record.brokerHost = "broker.example.com";
  record.brokerPort = 1234;
  record.slots.set(atecc::Slot::number<0>(), {.use = profile::SlotUse::tlsIdentity, .renewable = true});
  record.slots.set(atecc::Slot::number<2>(), {.use = profile::SlotUse::ephemeral});
  record.slots.set(atecc::Slot::number<10>(),
                   {.use = profile::SlotUse::certificate, .access = profile::SlotAccess::paired});
  return record;
}

void expectSame(const DeviceRecord& a, const DeviceRecord& b) {
  EXPECT_EQ(a.name, b.name);
  EXPECT_EQ(a.serial, b.serial);
  EXPECT_EQ(a.profile, b.profile);
  EXPECT_EQ(a.brokerHost, b.brokerHost);
  EXPECT_EQ(a.brokerPort, b.brokerPort);
  EXPECT_EQ(a.slots, b.slots);
}

class HomeTest : public testing::Test {
 protected:
  TestFolder folder_;
  Home home_ = folder_.home();
};

TEST(Record, IsTheSameWhenReadAgain) {
  expectSame(recordFromToml(recordToToml(someRecord()), "device.toml"), someRecord());
  DeviceRecord odd = someRecord();
  odd.profile = "a \"quoted\" name\nwith \\ all";
  odd.slots = {};
  expectSame(recordFromToml(recordToToml(odd), "device.toml"), odd);
}

TEST(Record, ReadsWhatAPersonWrites) {
  const DeviceRecord record = recordFromToml(
      "name='a'\nserial='0123000000000001ee'\nprofile=''\nbroker={host='::1',port=1}\nslots={7='data'}\n",
      "x");
  EXPECT_EQ(record.serial, kOther);
  EXPECT_EQ(record.brokerHost, "::1");
  EXPECT_EQ(record.slots.at(atecc::Slot::number<7>()).use, profile::SlotUse::data);
  EXPECT_EQ(record.slots.at(atecc::Slot::number<0>()).use, profile::SlotUse::unused);
}

TEST(Record, RefusesEachWrongEntry) {
  const std::string good = recordToToml(someRecord());
  const auto with = [&good](const std::string& from, const std::string& to) {
    std::string text = good;
    const std::size_t at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    text.replace(at, from.size(), to);
    return refusal([&text] { recordFromToml(text, "the file"); }, Exit::badFile);
  };
  EXPECT_EQ(with("kitchen-1", "kitchen-2"), "accepted");
  EXPECT_THAT(with("\"kitchen-1\"", "7"), HasSubstr("\"name\" is missing or no short text"));
  EXPECT_THAT(with("kitchen-1", "kitchen/#"), HasSubstr("\"name\" is not a device's name"));
  EXPECT_THAT(with("kitchen-1", kOperatorName), HasSubstr("\"name\" is not a device's name"));
  EXPECT_THAT(with("01238a", "01238"), HasSubstr("\"serial\""));
  EXPECT_THAT(with("01238a", "xx238a"), HasSubstr("\"serial\""));
  EXPECT_THAT(with("profile", "prafile"), HasSubstr("\"profile\" is missing"));
  EXPECT_THAT(with("broker.example.com", ""), HasSubstr("\"host\" is empty"));
  EXPECT_THAT(with("= 1234", "= 65536"), HasSubstr("1 to 65535"));
  EXPECT_THAT(with("= 1234", "= 0"), HasSubstr("1 to 65535"));
  EXPECT_THAT(with("= 1234", "= \"1234\""), HasSubstr("1 to 65535"));
  EXPECT_THAT(with("[slots]", "[slits]"), HasSubstr("[slots] is missing"));
  EXPECT_THAT(with("[broker]", "[brokers]"), HasSubstr("[broker] is missing"));
  EXPECT_THAT(with("\n2 =", "\n16 ="), HasSubstr("16 is no slot"));
  EXPECT_THAT(with("\n2 =", "\n02 ="), HasSubstr("02 is no slot"));
  EXPECT_THAT(with("\"ephemeral\"", "\"everlasting\""), HasSubstr("slot 2 has no use that is known"));
  EXPECT_THAT(with("name =", "name"), HasSubstr("line 2 is not TOML"));
}

TEST(Record, NamesAreSafeInTopics) {
  const auto outcome = [](const std::string& name) {
    return refusal([&name] { checkDeviceName(name); }, Exit::usage);
  };
  for (const char* good : {"a", "signet-0123", "A_b-9"}) EXPECT_EQ(outcome(good), "accepted") << good;
  EXPECT_EQ(outcome(std::string(64, 'a')), "accepted");
  for (const char* bad : {"", "a/b", "+", "#", "a b", "a.b", "\xc3\xa4", "a\n", "signet-operator"})
    EXPECT_NE(outcome(bad), "accepted") << bad;
  EXPECT_NE(outcome(std::string(65, 'a')), "accepted");
  EXPECT_EQ(outcome(defaultDeviceName(kSerial)), "accepted");
  EXPECT_EQ(defaultDeviceName(kSerial), "signet-01238a6b5c4d3e2fee");
}

TEST_F(HomeTest, KeepsRecordsByChip) {
  EXPECT_FALSE(home_.load(kSerial).has_value());
  EXPECT_TRUE(home_.devices().empty());
  EXPECT_THAT(refusal([&] { home_.deviceNamed(""); }, Exit::badFile), HasSubstr("no device in"));
  home_.save(someRecord());
  ASSERT_TRUE(home_.load(kSerial).has_value());
  expectSame(*home_.load(kSerial), someRecord());
  EXPECT_EQ(home_.device(kSerial, "device.toml"), home_.folder() + "/devices/01238a6b5c4d3e2fee/device.toml");
  EXPECT_EQ(home_.deviceNamed("").name, "kitchen-1");
  EXPECT_EQ(home_.deviceNamed("kitchen-1").serial, kSerial);
  EXPECT_THAT(refusal([&] { home_.deviceNamed("kitchen-2"); }, Exit::badFile),
              HasSubstr("no device kitchen-2"));
}

TEST_F(HomeTest, TwoDevicesDoNotShareAName) {
  home_.save(someRecord());
  DeviceRecord other = someRecord();
  other.serial = kOther;
  EXPECT_THAT(refusal([&] { home_.save(other); }, Exit::usage), HasSubstr("named kitchen-1 already"));
  other.name = "attic";
  home_.save(other);
  EXPECT_EQ(home_.devices().size(), 2u);
  EXPECT_EQ(home_.devices().front().name, "attic");
  EXPECT_THAT(refusal([&] { home_.deviceNamed(""); }, Exit::badFile), HasSubstr("several devices"));
  home_.save(other);  // again: it is its own name
}

TEST_F(HomeTest, RefusesARecordInTheWrongFolder) {
  home_.save(someRecord());
  std::filesystem::rename(home_.folder() + "/devices/01238a6b5c4d3e2fee",
                          home_.folder() + "/devices/0123000000000001ee");
  EXPECT_THAT(refusal([&] { home_.load(kOther); }, Exit::badFile), HasSubstr("is of another chip"));
}

TEST_F(HomeTest, FoldersAreTheOwnersOnly) {
  home_.save(someRecord());
  for (const char* const folder : {"", "/devices", "/devices/01238a6b5c4d3e2fee"}) {
    struct stat status {};
    ASSERT_EQ(::stat((home_.folder() + folder).c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777, 0700u) << folder;
  }
  std::ofstream(folder_.path() / "file") << "x";
  EXPECT_THAT(refusal([&] { Home((folder_.path() / "file").string()).save(someRecord()); }, Exit::badFile),
              HasSubstr("cannot be made"));
}

TEST_F(HomeTest, OnlyOneChangesItAtATime) {
  {
    const HomeLock first(home_);
    EXPECT_THAT(refusal([&] { const HomeLock second(home_, std::chrono::milliseconds(50)); }, Exit::busy),
                HasSubstr("Another signet"));
  }
  const HomeLock afterwards(home_);
}

TEST_F(HomeTest, IsFoundInTheRightOrder) {
  ::setenv("HOME", "/h", 1);
  ::setenv("XDG_DATA_HOME", "/x", 1);
  ::setenv("SIGNET_HOME", "/s", 1);
  EXPECT_EQ(Home::find("/o/../p").folder(), "/p");
  EXPECT_EQ(Home::find("").folder(), "/s");
  ::unsetenv("SIGNET_HOME");
  EXPECT_EQ(Home::find("").folder(), "/x/signet");
  ::setenv("XDG_DATA_HOME", "", 1);
  EXPECT_EQ(Home::find("").folder(), "/h/.local/share/signet");
  ::unsetenv("HOME");
  EXPECT_THAT(refusal([] { Home::find(""); }, Exit::usage), HasSubstr("HOME is not set"));
  EXPECT_EQ(Home::find("relative").folder(), (std::filesystem::current_path() / "relative").string());
}

}  // namespace
}  // namespace signet::home
