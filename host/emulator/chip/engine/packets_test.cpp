// Complete groups as they cross the bus, command and answer, byte for byte (section 9.1).
#include <gtest/gtest.h>

#include <string>

#include "host/emulator/chip/test/test_chip.h"

namespace signet::emulator::test {
namespace {

const std::string kSuccessGroup = "04000340";
const std::string kParseErrorGroup = "04038342";
const std::string kExecutionErrorGroup = "040F2342";

std::string repeat(const std::string& text, int times) {
  std::string result;
  for (int i = 0; i < times; ++i) result += text;
  return result;
}

struct Packet {
  const char* name;
  std::string command;
  std::string response;
};

void PrintTo(const Packet& packet, std::ostream* out) {
  *out << packet.name;
}

class PacketTest : public testing::TestWithParam<Packet> {};

std::string nameOf(const testing::TestParamInfo<Packet>& info) {
  return info.param.name;
}

class OnUnlockedPart : public PacketTest {};
TEST_P(OnUnlockedPart, AnswersByteForByte) {
  TestChip chip(factoryPart());
  EXPECT_EQ(hex(chip.exchange(unhex(GetParam().command))), GetParam().response);
}
INSTANTIATE_TEST_SUITE_P(
    Section9, OnUnlockedPart,
    testing::Values(Packet{"InfoRevision", "0730000000035D", "07000050000391"},
                    Packet{"InfoKeyValid", "073001000000D7",
                           "0700000000"
                           "03AD"},
                    Packet{"InfoState", "073002000000D8",
                           "0700000000"
                           "03AD"},
                    Packet{"ReadConfigWord0",
                           "0702000000"
                           "1E2D",
                           "0701238A6B"
                           "9EC6"},
                    Packet{"ReadLockWord", "0702001500175D", "0700005555F552"},
                    Packet{"ReadSlotLockedWord", "0702001600185D",
                           "07FFFF0000"
                           "27AD"},
                    Packet{"ReadOtpRefused", "07028100000A27", kExecutionErrorGroup},
                    Packet{"ReadSlot8Refused", "070282400009A4", kExecutionErrorGroup},
                    Packet{"ReadSlot9Refused", "0702024D011487", kExecutionErrorGroup},
                    Packet{"RandomPattern", "071B00000024CD", "23" + repeat("FFFF0000", 8) + "411A"},
                    Packet{"NonceRandom", "1B16000000" + repeat("00", 20) + "7DE0",
                           "23" + repeat("FFFF0000", 8) + "411A"},
                    Packet{"NoncePassThrough", "2716030000" + repeat("55", 32) + "0147", kSuccessGroup},
                    Packet{"GenKeyRefused", "07400400008387", kExecutionErrorGroup},
                    Packet{"PublicKeyRefused", "07400000000005", kExecutionErrorGroup},
                    Packet{"SignRefused", "07418000002805", kExecutionErrorGroup},
                    Packet{"ShaStart",
                           "0747000000"
                           "2E85",
                           kSuccessGroup},
                    Packet{"ShaEndWithoutStart",
                           "0747020000"
                           "2D00",
                           kExecutionErrorGroup},
                    Packet{"CounterRead", "07240000000CFD",
                           "0700000000"
                           "03AD"},
                    Packet{"CounterIncrement", "07240100000F77",
                           "0701000000"
                           "3C2D"},
                    Packet{"CounterIllegalId", "07240002000A7D", kParseErrorGroup},
                    Packet{"PauseOwnSelector", "07010000003C2D", kSuccessGroup},
                    Packet{"UpdateExtra", "0720000000007D", kSuccessGroup},
                    Packet{"LockConfigNoCrc", "0717800000398D", kSuccessGroup},
                    Packet{"LockDataTooEarly", "07178100003A07", kExecutionErrorGroup},
                    Packet{"LockSlotTooEarly", "07170200002D88", kExecutionErrorGroup},
                    Packet{"WriteConfigWord5",
                           "0B12000500830087203"
                           "81D",
                           kSuccessGroup},
                    Packet{"MacRefused", "07084104002EA7", kExecutionErrorGroup},
                    Packet{"HmacRefused", "0711440400944F", kExecutionErrorGroup},
                    Packet{"GenDigRefused", "07150204003348", kExecutionErrorGroup},
                    Packet{"DeriveKeyRefused",
                           "071C0009000"
                           "02D",
                           kExecutionErrorGroup}),
    nameOf);

}  // namespace
}  // namespace signet::emulator::test
