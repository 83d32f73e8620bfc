#include "signet/atecc/packet.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <vector>

#include "signet/atecc/test_hex.h"
#include "signet/atecc/test_scripted_bus.h"

namespace signet::atecc {
namespace {

std::vector<std::uint8_t> encoded(const Command& command) {
  std::vector<std::uint8_t> out(kMaxCommandSize);
  out.resize(encode(command, out));
  return out;
}

TEST(Packet, EncodesPiecesOneAfterTheOther) {
  EXPECT_EQ(encoded({Opcode::info}), hex("0730000000035D"));
  EXPECT_EQ(encoded({Opcode::read, 0x02, 0x014D}), hex("0702024D011487"));
  const std::vector<std::uint8_t> a = hex("8300");
  const std::vector<std::uint8_t> b = hex("8720");
  EXPECT_EQ(encoded({Opcode::write, 0, 5, {a, b}}), hex("0B1200050083008720381D"));
}

TEST(PacketDeathTest, RefusesACommandThatDoesNotFit) {
  const std::vector<std::uint8_t> data(kMaxCommandSize - kCommandOverhead);
  EXPECT_EQ(encoded({Opcode::write, 0, 0, {data}}).size(), kMaxCommandSize);
  const std::vector<std::uint8_t> more(data.size() + 1);
  EXPECT_DEATH(encoded({Opcode::write, 0, 0, {more}}), "");
  std::vector<std::uint8_t> small(kCommandOverhead - 1);
  EXPECT_DEATH(encode({Opcode::info}, small), "");
}

TEST(Packet, ParsesEachStatus) {
  const std::pair<const char*, Status> kGroups[] = {
      {"04000340", Status::ok},
      {"040100C3", Status::mismatch},
      {"04038342", Status::parseError},
      {"0405C343", Status::eccFault},
      {"040740C2", Status::selfTestFailed},
      {"040860C0", Status::healthTestFailed},
      {"040F2342", Status::executionError},
      {"04113343", Status::volatileStateLost},
      {"04EE3141", Status::watchdogExpiring},
      {"04FF0142", Status::communication},
  };
  for (const auto& [text, status] : kGroups) EXPECT_EQ(parseResponse(hex(text), 0).status(), status) << text;
  EXPECT_EQ(parseResponse(group({0x42}), 0).status(), Status::badResponse);
}

TEST(Packet, ParsesDataAndAnErrorInItsPlace) {
  const std::vector<std::uint8_t> raw = hex("07000050000391");
  const Result<Bytes> revision = parseResponse(raw, 4);
  ASSERT_TRUE(revision.ok());
  EXPECT_TRUE(equal(*revision, hex("00005000")));
  EXPECT_EQ(parseResponse(hex("040F2342FFFFFF"), 4).status(), Status::executionError);
}

TEST(Packet, RefusesWrongLengths) {
  EXPECT_EQ(parseGroup({}).status(), Status::badResponse);
  EXPECT_EQ(parseGroup(hex("03000000")).status(), Status::badResponse);
  EXPECT_EQ(parseGroup(hex("FFFFFFFF")).status(), Status::badResponse);
  EXPECT_EQ(parseGroup(hex("070000500003")).status(), Status::badResponse);
  // Well formed, but not what the command answers.
  EXPECT_EQ(parseResponse(hex("07000050000391"), 0).status(), Status::badResponse);
  EXPECT_EQ(parseResponse(hex("07000050000391"), 32).status(), Status::badResponse);
  EXPECT_EQ(parseResponse(hex("04000340FFFFFF"), 4).status(), Status::badResponse);
}

TEST(Packet, RefusesEverySingleDamagedBit) {
  for (const char* const text : {"07000050000391", "040F2342", "04000340"}) {
    const std::vector<std::uint8_t> good = hex(text);
    for (std::size_t bit = 0; bit < good.size() * 8; ++bit) {
      std::vector<std::uint8_t> bad = good;
      bad[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
      EXPECT_FALSE(parseGroup(bad).ok()) << text << " bit " << bit;
    }
  }
}

RC_GTEST_PROP(Packet, ParsesWhatIsWellFormedWhateverFollows,
              (std::vector<std::uint8_t> payload, std::vector<std::uint8_t> rest)) {
  RC_PRE(!payload.empty() && payload.size() <= 250);
  std::vector<std::uint8_t> raw = group(payload);
  raw.insert(raw.end(), rest.begin(), rest.end());
  const Result<Bytes> parsed = parseGroup(raw);
  RC_ASSERT(parsed.ok());
  RC_ASSERT(equal(*parsed, payload));
}

}  // namespace
}  // namespace signet::atecc
