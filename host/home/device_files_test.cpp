#include "host/home/device_files.h"

#include <gtest/gtest.h>

#include "host/base/encoding.h"
#include "host/base/files.h"
#include "host/home/test_folder.h"

namespace signet::home {
namespace {

using std::filesystem::perms;

perms permissionsOf(const std::filesystem::path& path) {
  return std::filesystem::status(path).permissions();
}

TEST(DeviceFiles, FolderIsMadeForItsOwnerOnly) {
  const TestFolder folder;
  const auto place = folder.path() / "home" / "devices" / "chip";
  FolderFiles files(place);
  EXPECT_EQ(files.read("journal"), std::nullopt);
  EXPECT_FALSE(std::filesystem::exists(place));
  files.write("journal", "one");
  files.write("journal", "two");
  EXPECT_EQ(files.read("journal"), "two");
  EXPECT_EQ(permissionsOf(place), perms::owner_all);
  EXPECT_EQ(permissionsOf(place / "journal"), perms::owner_read | perms::owner_write);
}

TEST(DeviceFiles, SecretIsMadeOnceAndKept) {
  const TestFolder folder;
  FolderFiles files(folder.path());
  EXPECT_FALSE(loadPairingSecret(files));
  const std::string first = hexOf(makePairingSecret(files).bytes());
  EXPECT_EQ(first.size(), 64u);
  EXPECT_EQ(hexOf(makePairingSecret(files).bytes()), first);
  EXPECT_EQ(hexOf(loadPairingSecret(files)->bytes()), first);
  EXPECT_EQ(files.read(kSecretFile), first + "\n");

  FolderFiles other(folder.path() / "other");
  EXPECT_NE(hexOf(makePairingSecret(other).bytes()), first);
}

TEST(DeviceFiles, WhatIsNoSecretIsRefused) {
  const TestFolder folder;
  FolderFiles files(folder.path());
  for (const char* content : {"", "0123", "not a secret"}) {
    files.write(kSecretFile, content);
    EXPECT_NE(refusal([&] { (void)loadPairingSecret(files); }, Exit::badFile), "accepted") << content;
    EXPECT_NE(refusal([&] { (void)makePairingSecret(files); }, Exit::badFile), "accepted") << content;
  }
}

TEST(DeviceFiles, FullDiskOrMissingRightIsASentence) {
  FolderFiles files("/proc/signet/chip");
  EXPECT_NE(refusal([&] { files.write("journal", "one"); }, Exit::badFile), "accepted");
}

}  // namespace
}  // namespace signet::home
