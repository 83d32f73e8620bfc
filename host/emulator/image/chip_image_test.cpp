#include "host/emulator/image/chip_image.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/sha.h>
#include <rapidcheck/gtest.h>
#include <sys/stat.h>

#include <cerrno>
#include <filesystem>
#include <fstream>

#include "host/base/temporary_folder.h"
#include "host/emulator/image/atomic_file.h"
#include "host/emulator/image/hex.h"
#include "host/emulator/image/options_codec.h"

namespace signet::emulator {
namespace {

using Cause = ChipImageError::Cause;
using ::testing::HasSubstr;

ChipImage sample() {
  ChipImage image;
  image.eeprom = Eeprom::factory(7);
  image.eeprom.privateKeyValid = 0x8005;
  image.eeprom.slot(2)[35] = 0x42;
  image.options.timing = Timing::maximum;
  image.options.randomSeed = UINT64_MAX;
  image.options.partialRead = PartialRead::nack;
  image.options.watchdog = std::chrono::milliseconds(700);
  return image;
}

/// The text with another tail sum that fits, to reach the checks behind the checksum.
std::string resealed(std::string text) {
  const std::size_t sum = text.rfind("  \"sha256\"");
  std::array<std::uint8_t, 32> digest;
  SHA256(reinterpret_cast<const unsigned char*>(text.data()), sum, digest.data());
  return text.substr(0, sum) + "  \"sha256\": \"" + hexOf(digest) + "\"\n}\n";
}

std::string replaced(std::string text, std::string_view what, std::string_view by) {
  const std::size_t at = text.find(what);
  EXPECT_NE(at, std::string::npos) << what;
  return text.replace(at, what.size(), by);
}

/// Decodes, and returns the error.
ChipImageError errorOf(const std::string& text) {
  try {
    decodeChipImage(text, "my.chip");
  } catch (const ChipImageError& error) {
    EXPECT_THAT(error.what(), HasSubstr("'my.chip'"));
    return error;
  }
  return {Cause::io, "it was accepted"};
}

TEST(ChipImage, ReadsWhatItWrote) {
  const ChipImage image = sample();
  const ChipImage read = decodeChipImage(encodeChipImage(image), "x");
  EXPECT_EQ(read.eeprom, image.eeprom);
  EXPECT_EQ(encodeOptions(read.options), encodeOptions(image.options));
  EXPECT_EQ(read.options.randomSeed, UINT64_MAX);
  EXPECT_EQ(read.options.partialRead, PartialRead::nack);
}

TEST(ChipImage, HasTheDocumentedForm) {
  const std::string text = encodeChipImage(sample());
  EXPECT_TRUE(text.starts_with(
      "{\n  \"format\": \"signet chip image\",\n  \"version\": 1,\n  \"chip\": \"ATECC508A\",\n"))
      << text;
  EXPECT_THAT(text, HasSubstr("\"privateKeysIn\": [\n    0,\n    2,\n    15\n  ]"));
  EXPECT_THAT(text, HasSubstr("\"watchdogNs\": 700000000"));
  EXPECT_EQ(text, resealed(text)) << "the sum is over everything before its line";
}

TEST(ChipImage, KeepsDefaultsOfOptionsThatAreMissing) {
  const std::string text = replaced(encodeChipImage(sample()), "    \"partialRead\": \"nack\",\n", "");
  EXPECT_EQ(decodeChipImage(resealed(text), "x").options.partialRead, ChipOptions().partialRead);
}

RC_GTEST_PROP(ChipImage, RoundTripsAnyContent, ()) {
  ChipImage image;
  const auto fill = [](auto& array) {
    for (auto& byte : array) byte = *rc::gen::arbitrary<std::uint8_t>();
  };
  fill(image.eeprom.config);
  fill(image.eeprom.otp);
  fill(image.eeprom.rngSeed);
  image.eeprom.data[*rc::gen::inRange<std::size_t>(0, Eeprom::kDataSize)] = 0x5A;
  image.eeprom.privateKeyValid = *rc::gen::arbitrary<std::uint16_t>();
  image.options.timingSeed = *rc::gen::arbitrary<std::uint64_t>();
  RC_ASSERT(decodeChipImage(encodeChipImage(image), "x").eeprom == image.eeprom);
  RC_ASSERT(decodeChipImage(encodeChipImage(image), "x").options.timingSeed == image.options.timingSeed);
}

TEST(ChipImage, TellsForeignFiles) {
  for (const char* text : {"\n", "hello", "{}", "{\"format\": \"x\"}", "\177ELF"}) {
    EXPECT_EQ(errorOf(text).cause(), Cause::foreign) << text;
  }
  EXPECT_THAT(errorOf("hello").what(), HasSubstr("`signet chip new`"));
}

TEST(ChipImage, TellsAnEmptyFile) {
  EXPECT_EQ(errorOf("").cause(), Cause::empty);
}

TEST(ChipImage, TellsATruncatedFileAtEveryLength) {
  const std::string text = encodeChipImage(sample());
  for (std::size_t size = 1; size < text.size(); ++size) {
    ASSERT_EQ(errorOf(text.substr(0, size)).cause(), Cause::truncated) << size;
  }
}

TEST(ChipImage, TellsDamageOfAnyByte) {
  const std::string text = encodeChipImage(sample());
  for (std::size_t i = 60; i + 3 < text.size(); ++i) {
    std::string bad = text;
    bad[i] = static_cast<char>(bad[i] ^ 1);
    ASSERT_EQ(errorOf(bad).cause(), Cause::damaged) << i;
  }
}

TEST(ChipImage, TellsANewerVersion) {
  const ChipImageError error =
      errorOf(replaced(encodeChipImage(sample()), "\"version\": 1", "\"version\": 2"));
  EXPECT_EQ(error.cause(), Cause::newer);
  EXPECT_THAT(error.what(), HasSubstr("format version 2"));
}

TEST(ChipImage, RefusesContentThatBreaksTheFormat) {
  const std::string text = encodeChipImage(sample());
  const std::pair<const char*, const char*> cases[] = {
      {"\"ATECC508A\"", "\"ATECC608A\""},
      {"\"config\"", "\"konfig\""},
      {"\"config\": [\n", "\"config\": [\"00\",\n"},
      {"\"rngSeed\": \"", "\"rngSeed\": \"00"},
      {"\"otp\": [\n    \"F", "\"otp\": [\n    \"G"},
      {"    15\n", "    16\n"},
      {"\"maximum\"", "\"slow\""},
      {"\"infoEndsSha\": true", "\"infoEndsSha\": 1"},
      {"\"options\": {\n", "\"options\": {\n    \"magic\": 1,\n"},
      {"\"watchdogNs\": 7", "\"watchdogNs\": -7"},
      {"\"inputBufferSize\": 155", "\"inputBufferSize\": 9999999999"},
  };
  for (const auto& [what, by] : cases) {
    EXPECT_EQ(errorOf(resealed(replaced(text, what, by))).cause(), Cause::damaged) << what;
  }
}

TEST(ChipImage, NamesTheUnknownOption) {
  const std::string text =
      replaced(encodeChipImage(sample()), "\"options\": {\n", "\"options\": {\n    \"magic\": 1,\n");
  EXPECT_THAT(errorOf(resealed(text)).what(), HasSubstr("the option 'magic' is unknown"));
}

// ---- Files.

class ChipImageFile : public ::testing::Test {
 protected:
  Cause causeOf(auto&& action) {
    try {
      action();
    } catch (const ChipImageError& error) {
      sentence_ = error.what();
      return error.cause();
    }
    ADD_FAILURE() << "no error";
    return Cause::io;
  }

  TemporaryFolder folder_{"signet-test"};
  std::string path_ = folder_.path("thing.chip");
  std::string sentence_;
};

TEST_F(ChipImageFile, IsMadeForItsOwnerOnly) {
  createChipImage(path_, sample());
  struct stat status {};
  ASSERT_EQ(::stat(path_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600U);
  EXPECT_EQ(loadChipImage(path_).eeprom, sample().eeprom);
  EXPECT_EQ(folder_.count(), 1U) << "no temporary or lock file is left";
}

TEST_F(ChipImageFile, IsNotOverwrittenByCreate) {
  createChipImage(path_, sample());
  EXPECT_EQ(causeOf([&] { createChipImage(path_, {}); }), Cause::exists);
  EXPECT_EQ(loadChipImage(path_).eeprom, sample().eeprom);
}

TEST_F(ChipImageFile, IsReplacedBehindASymbolicLink) {
  createChipImage(path_, {});
  const std::string link = folder_.path("link.chip");
  std::filesystem::create_symlink(path_, link);
  replaceChipImage(link, sample());
  EXPECT_TRUE(std::filesystem::is_symlink(link));
  EXPECT_EQ(loadChipImage(path_).eeprom, sample().eeprom);
}

TEST_F(ChipImageFile, SaysWhatIsMissing) {
  EXPECT_EQ(causeOf([&] { loadChipImage(path_); }), Cause::notFound);
  EXPECT_THAT(sentence_, HasSubstr("`signet chip new " + path_ + "`"));
  EXPECT_EQ(causeOf([&] { createChipImage(folder_.path("no/such.chip"), {}); }), Cause::notFound);
  EXPECT_EQ(causeOf([&] { loadChipImage(folder_.path("")); }), Cause::io) << "a folder";
}

TEST_F(ChipImageFile, SaysThatItMayNotBeRead) {
  // Not by a real file: root may read everything.
  EXPECT_EQ(causeOf([&] { throwFileError(path_, "read", EACCES); }), Cause::noPermission);
  EXPECT_THAT(sentence_, HasSubstr("cannot read '" + path_ + "': Permission denied"));
}

TEST_F(ChipImageFile, RefusesAHugeFileWithoutReadingItAll) {
  std::ofstream(path_) << "{";
  std::filesystem::resize_file(path_, std::uintmax_t{1} << 40);
  EXPECT_EQ(causeOf([&] { loadChipImage(path_); }), Cause::foreign);
}

}  // namespace
}  // namespace signet::emulator
