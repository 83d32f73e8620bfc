// SHA: plain and HMAC sequences, what ends them, and the trail they leave for Verify.
#include <gtest/gtest.h>

#include "host/emulator/chip/test/test_keys.h"

namespace signet::emulator::test {
namespace {

constexpr std::uint8_t kStart = 0, kUpdate = 1, kEnd = 2, kPublicMode = 3, kHmacStart = 4, kHmacEnd = 5;

int sha(TestChip& chip, std::uint8_t mode, std::uint16_t p2, ByteSpan data = {}) {
  return chip.status(op::kSha, mode, p2, data);
}

/// A whole message in as many commands as it takes, from `start` to `end`.
std::string hashed(TestChip& chip, ByteSpan message, std::uint8_t start = kStart, std::uint16_t key = 0) {
  EXPECT_EQ(sha(chip, start, key), kSuccess);
  while (message.size() >= 64) {
    EXPECT_EQ(sha(chip, kUpdate, 64, message.first(64)), kSuccess);
    message = message.subspan(64);
  }
  return hex(chip.run(op::kSha, start == kStart ? kEnd : kHmacEnd, static_cast<std::uint16_t>(message.size()),
                      message));
}

TEST(Sha, PublishedVectorsInEveryLockState) {
  for (const Lock lock : kAllLocks) {
    TestChip chip(in(lock, factoryPart()));
    EXPECT_EQ(hashed(chip, Buffer(64, 0xBC)),
              "1A3AA545049453AFDF17E989A41FA09794A51BD5DB91363767550C0F0AF327D4");
    EXPECT_EQ(hashed(chip, Buffer(127, 0xBC)),
              "A92218564370A057273FF485A8073F32FC1F1412ECA2E30B81A887760B613172");
    EXPECT_EQ(hashed(chip, Buffer(10, 0xBC)),
              "303FF8BA40A206E7A950021EF51066D4A0015475323EE9F24AC8C963298F34CE");
    EXPECT_EQ(hashed(chip, unhex("616263")),
              "BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD");
    EXPECT_EQ(hashed(chip, {}), "E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855");
    const std::string_view nist = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
    EXPECT_EQ(hashed(chip, Buffer(nist.begin(), nist.end())),
              "248D6A61D20638B8E5C026930C3E6039A33CE45964FF2167F6ECEDD419DB06C1");
  }
}

TEST(Sha, PublishedPackets) {
  TestChip chip(factoryPart());
  EXPECT_EQ(hex(chip.exchange(unhex("07470000002E85"))), "04000340");
  EXPECT_EQ(hex(chip.exchange(unhex("0A470203006162637053"))).substr(0, 8), "23BA7816");
  chip.exchange(unhex("07470000002E85"));
  EXPECT_EQ(hex(chip.exchange(unhex("07470200002D00"))).substr(0, 8), "23E3B0C4");
}

TEST(Sha, PublishedHmacVector) {
  KeyChip chip(configLocked(keyPart()));
  const auto message = unhex(
      "6FB3EC66F9EB070A719BEBBE708B93A65B201B78E2D26D8CCCDF1C33F741904A9ADE640FCE000C334D04BB30795683DCA09DBF"
      "3E"
      "7E32AEA103D760E857A6D6211C");
  EXPECT_EQ(hashed(chip, message, kHmacStart, 4),
            "297F22B8D251B063A7C08DCF4DBA0D1FB35D32A3BAAB15ACEAF4391C4ADB3277");
}

TEST(Sha, ResultIsTempKey) {
  for (const bool isInput : {true, false}) {
    ChipOptions options = vectorOptions();
    options.shaEndIsInput = isInput;
    KeyChip chip(factoryPart(), options);
    hashed(chip, unhex("616263"));
    EXPECT_TRUE(chip.tempKeyValid());
    EXPECT_EQ(chip.tempKeyFlags(), isInput ? 0x10 : 0x00);
    chip.expectTempKey(unhex<32>("BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD"));
  }
}

TEST(Sha, HmacResultIsTempKeyToo) {
  KeyChip chip(configLocked(keyPart()));
  hashed(chip, unhex("616263"), kHmacStart, 4);
  chip.expectTempKey(hmacSha256(kKey4, unhex("616263")));
}

TEST(Sha, StartInvalidatesTempKey) {
  KeyChip chip(configLocked());
  chip.fixedNonce();
  EXPECT_EQ(sha(chip, kStart, 0), kSuccess);
  EXPECT_FALSE(chip.tempKeyValid());
}

TEST(Sha, NeedsAStart) {
  TestChip chip(configLocked());
  EXPECT_EQ(sha(chip, kUpdate, 64, Buffer(64)), kExecutionError);
  EXPECT_EQ(sha(chip, kEnd, 0), kExecutionError);
  EXPECT_EQ(sha(chip, kHmacEnd, 0), kExecutionError);
  EXPECT_EQ(sha(chip, kPublicMode, 9), kExecutionError);
  hashed(chip, {});
  EXPECT_EQ(sha(chip, kEnd, 0), kExecutionError) << "the end is the end";
}

TEST(Sha, EndMustBeOfTheKindOfTheStart) {
  KeyChip chip(configLocked(keyPart()));
  EXPECT_EQ(sha(chip, kStart, 0), kSuccess);
  EXPECT_EQ(sha(chip, kHmacEnd, 0), kExecutionError);
  EXPECT_EQ(sha(chip, kHmacStart, 4), kSuccess);
  EXPECT_EQ(sha(chip, kEnd, 0), kExecutionError);
}

TEST(Sha, AnErrorEndsTheSequence) {
  TestChip chip(configLocked());
  EXPECT_EQ(sha(chip, kStart, 0), kSuccess);
  EXPECT_EQ(sha(chip, kUpdate, 64, Buffer(63)), kParseError);
  EXPECT_EQ(sha(chip, kUpdate, 64, Buffer(64)), kExecutionError);
}

TEST(Sha, AnyOtherCommandEndsTheSequence) {
  for (const std::uint8_t opcode : {op::kCounter, op::kRead, std::uint8_t{0x01}}) {
    TestChip chip(configLocked());
    EXPECT_EQ(sha(chip, kStart, 0), kSuccess);
    chip.run(opcode, 0, 0);
    EXPECT_EQ(sha(chip, kEnd, 0), kExecutionError) << int{opcode};
  }
}

TEST(Sha, InfoEndsTheSequenceUnlessChosenOtherwise) {
  for (const bool ends : {true, false}) {
    ChipOptions options;
    options.infoEndsSha = ends;
    TestChip chip(configLocked(), options);
    EXPECT_EQ(sha(chip, kStart, 0), kSuccess);
    chip.run(op::kInfo, 0, 0);
    EXPECT_EQ(sha(chip, kEnd, 0), ends ? kExecutionError : kData);
  }
}

TEST(Sha, SurvivesACrcErrorUnlessChosenOtherwise) {
  for (const bool clears : {false, true}) {
    ChipOptions options;
    options.communicationErrorClearsTempKey = clears;
    TestChip chip(configLocked(), options);
    EXPECT_EQ(sha(chip, kStart, 0), kSuccess);
    EXPECT_EQ(hex(chip.exchange(unhex("07470200002D01"))), "04FF0142");
    EXPECT_EQ(sha(chip, kEnd, 0), clears ? kExecutionError : kData);
  }
}

TEST(CommunicationError, KeepsTempKeyUnlessChosenOtherwise) {
  for (const bool clears : {false, true}) {
    ChipOptions options = seeded();
    options.communicationErrorClearsTempKey = clears;
    KeyChip chip(configLocked(), options);
    chip.fixedNonce();
    EXPECT_EQ(hex(chip.exchange(unhex("07470200002D01"))), "04FF0142");
    EXPECT_EQ(chip.tempKeyValid(), !clears);
  }
}

TEST(UnknownOpcode, IsAParseErrorAndClearsTempKey) {
  for (unsigned opcode = 0; opcode < 256; ++opcode) {
    KeyChip chip(configLocked());
    chip.fixedNonce();
    constexpr std::uint8_t known[] = {0x01, 0x02, 0x08, 0x11, 0x12, 0x15, 0x16, 0x17, 0x1B, 0x1C,
                                      0x20, 0x24, 0x28, 0x30, 0x40, 0x41, 0x43, 0x45, 0x46, 0x47};
    if (std::ranges::find(known, opcode) != std::end(known)) continue;
    EXPECT_EQ(chip.status(static_cast<std::uint8_t>(opcode), 0, 0), kParseError) << opcode;
    EXPECT_FALSE(chip.tempKeyValid());
  }
}

TEST(Sha, TellsLengthsTwice) {
  for (const std::uint8_t mode : {kEnd, kHmacEnd}) {
    for (const std::size_t size : {0U, 1U, 63U}) {
      for (const int difference : {-1, 1}) {
        TestChip chip(configLocked());
        EXPECT_EQ(sha(chip, kStart, 0), kSuccess);
        const auto told = static_cast<std::uint16_t>(static_cast<int>(size) + difference);
        EXPECT_EQ(sha(chip, mode, told, Buffer(size)), kParseError) << size;
      }
    }
    TestChip chip(configLocked());
    EXPECT_EQ(sha(chip, kStart, 0), kSuccess);
    EXPECT_EQ(sha(chip, mode, 64, Buffer(64)), kParseError) << "at most 63";
  }
}

TEST(Sha, UpdatesAreWholeBlocks) {
  TestChip chip(configLocked());
  for (const std::size_t size : {0U, 1U, 63U, 65U}) {
    EXPECT_EQ(sha(chip, kStart, 0), kSuccess);
    EXPECT_EQ(sha(chip, kUpdate, static_cast<std::uint16_t>(size), Buffer(size)), kParseError) << size;
  }
  EXPECT_EQ(sha(chip, kStart, 0), kSuccess);
  EXPECT_EQ(sha(chip, kUpdate, 0, Buffer(64)), kParseError);
}

TEST(Sha, HasNoOtherModes) {
  TestChip chip(configLocked());
  for (unsigned mode = 6; mode < 256; ++mode)
    EXPECT_EQ(sha(chip, static_cast<std::uint8_t>(mode), 0), kParseError);
  EXPECT_EQ(sha(chip, kStart, 0, Buffer(1)), kParseError);
  EXPECT_EQ(sha(chip, kStart, 0x1234), kSuccess) << "Start ignores p2";
}

// ---- HMAC keys

struct HmacKey {
  const char* name;
  std::uint16_t slotConfig;
  std::uint16_t keyConfig;
  int status;
};

TEST(ShaHmac, KeyMustBeUsable) {
  for (const HmacKey& row : {HmacKey{"secret", kSecret, kOther, kSuccess},
                             {"NoMac", kSecretNoMac, kOther, kExecutionError},
                             {"private", kSecret, kPrivate, kExecutionError},
                             {"ReqRandom does not matter", kSecret, kOther | kReqRandom, kSuccess},
                             {"ReqAuth, not authorized", kSecret, kOther | kReqAuthBy5, kExecutionError},
                             {"IntrusionDisable", kSecret, kOther | kIntrusionDisable, kExecutionError},
                             {"limited", kSecretLimited, kOther, kSuccess}}) {
    KeyChip chip(bothLocked(withSlot(keyPart(), 4, row.slotConfig, row.keyConfig)));
    EXPECT_EQ(sha(chip, kHmacStart, 4), row.status) << row.name;
    EXPECT_EQ(chip.uses(), row.slotConfig == kSecretLimited ? 1U : 0U);
  }
}

TEST(ShaHmac, AuthorizationIsSpent) {
  KeyChip chip(bothLocked(withBits(keyPart(), 4, 0, kReqAuthBy5)));
  chip.authorize(5);
  EXPECT_EQ(sha(chip, kHmacStart, 4), kSuccess);
  EXPECT_EQ(sha(chip, kHmacStart, 4), kExecutionError);
}

TEST(ShaHmac, NeedsTheConfigLock) {
  KeyChip open(keyPart());
  EXPECT_EQ(sha(open, kHmacStart, 4), kExecutionError);
  KeyChip half(configLocked(keyPart()));
  EXPECT_EQ(sha(half, kHmacStart, 4), kSuccess);
}

// ---- Public

TEST(ShaPublic, AddsXAndY) {
  KeyChip chip(configLocked(keyPart()));
  EXPECT_EQ(sha(chip, kStart, 0), kSuccess);
  EXPECT_EQ(sha(chip, kUpdate, 64, Buffer(64, 0x11)), kSuccess);
  EXPECT_EQ(sha(chip, kPublicMode, 9), kSuccess);
  const std::string digest = hex(chip.run(op::kSha, kEnd, 3, unhex("616263")));
  EXPECT_EQ(digest, hex(sha256({Buffer(64, 0x11), kTestPublicKey, unhex("616263")})));
}

TEST(ShaPublic, NeedsAPublicKeySlot) {
  for (const auto& [slot, keyConfig] :
       {std::pair<unsigned, std::uint16_t>{9, kPrivate}, {9, kOther}, {3, kPublic}, {3, kOther}}) {
    KeyChip chip(configLocked(withSlot(keyPart(), slot, kOpenData, keyConfig)));
    EXPECT_EQ(sha(chip, kStart, 0), kSuccess);
    EXPECT_EQ(sha(chip, kPublicMode, static_cast<std::uint16_t>(slot)), kExecutionError);
    EXPECT_EQ(sha(chip, kEnd, 0), kExecutionError) << "and the sequence is over";
  }
}

TEST(ShaPublic, IsNotForHmacNorBeforeTheConfigLock) {
  KeyChip chip(configLocked(keyPart()));
  EXPECT_EQ(sha(chip, kHmacStart, 4), kSuccess);
  EXPECT_EQ(sha(chip, kPublicMode, 9), kExecutionError);
  KeyChip open(keyPart());
  EXPECT_EQ(sha(open, kStart, 0), kSuccess);
  EXPECT_EQ(sha(open, kPublicMode, 9), kExecutionError);
}

}  // namespace
}  // namespace signet::emulator::test
