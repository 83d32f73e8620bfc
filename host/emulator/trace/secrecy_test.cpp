// No secret in any export of a trace, whatever goes wrong on its way, unless it is asked for.
#include "host/emulator/trace/secrecy.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

#include "host/emulator/bus/test_bus.h"
#include "host/emulator/fault/fault_injector.h"
#include "host/emulator/image/hex.h"
#include "host/emulator/trace/trace.h"

namespace signet::emulator {
namespace {

using namespace std::chrono_literals;
using test::command;
using test::unhex;
using ::testing::HasSubstr;

const auto kPrivateKey = unhex("7D7DC5F71EB29DDAF80D6214632EEAE03D9058AF1FB6D22ED80BADB62BC1A534");
const auto kTracedPeer = unhex(
    "700C48F77F56584C5CC632CA65640DB91B6BACCE3A4DF6B42CE7CC838833D287"
    "DB71E509E3FD9B060DDB20BA5C51DCC5948D46FBF640DFE0441782CAB85FA4AC");
const auto kTracedShared = unhex("46FC62106420FF012E54A434FBDD2D25CCC5852060561E68040DD7778997BD7B");
const auto kSecret = unhex("A5C3E1F70A2B4C6D8E9FB1D2F3041526374859606B7C8D9EAFB0C1D2E3F40516");

std::vector<std::uint8_t> padded(const std::vector<std::uint8_t>& key) {
  std::vector<std::uint8_t> value(4);
  for (const std::uint8_t byte : key) value.push_back(byte);
  return value;
}

/// Slot 0: private key whose ECDH result is read in clear. Slot 4: secret. Slot 8: public.
Eeprom personalised(bool configLocked) {
  Eeprom eeprom = Eeprom::factory(5);
  const auto set = [&eeprom](unsigned slot, std::uint16_t slotConfig, std::uint16_t keyConfig) {
    eeprom.config[20 + 2 * slot] = static_cast<std::uint8_t>(slotConfig);
    eeprom.config[21 + 2 * slot] = static_cast<std::uint8_t>(slotConfig >> 8);
    eeprom.config[96 + 2 * slot] = static_cast<std::uint8_t>(keyConfig);
    eeprom.config[97 + 2 * slot] = static_cast<std::uint8_t>(keyConfig >> 8);
  };
  set(0, 0x2087, 0x0033);
  set(4, 0x0080, 0x003C);
  set(8, 0x0000, 0x003C);
  if (configLocked) eeprom.config[87] = 0x00;
  return eeprom;
}

struct Guarded {
  explicit Guarded(bool configLocked = true) : chip(personalised(configLocked), {.randomSeed = 1}) {
    bus.attach(chip, "chip");
    bus.wait(1ms);
    wakeUp();
  }
  void wakeUp() {
    EXPECT_EQ(bus.wake(60us), Status::ok);
    bus.wait(1600us);
  }
  /// Sends a command, and reads its answer unless it got none.
  std::string run(const std::vector<std::uint8_t>& group, std::size_t size) {
    std::vector<std::uint8_t> answer(size);
    if (bus.write(0x60, group) != Status::ok) return {};
    bus.wait(150ms);
    return bus.read(0x60, answer) == Status::ok ? hexOf(answer) : std::string();
  }
  std::string exports(Secrets secrets = Secrets::hidden) const {
    std::ostringstream out;
    out << traceText(trace.entries(), secrets);
    for (const TraceEntry& entry : trace.entries()) out << traceJson(entry, secrets) << '\n';
    writeVcd(out, trace.entries(), secrets);
    return out.str();
  }

  VirtualTime time;
  VirtualBus bus{time, 100'000};
  Chip chip;
  Trace trace;
  TraceRecorder recorder{bus, trace};
};

/// Any three bytes in a row of a secret, as text or JSON have them.
bool contains(const std::string& text, const std::vector<std::uint8_t>& secret) {
  for (std::size_t i = 0; i + 3 <= secret.size(); ++i) {
    for (const char* separator : {" ", "\",\""}) {
      std::string run;
      for (std::size_t j = i; j < i + 3; ++j) run += (j == i ? "" : separator) + hexOf({&secret[j], 1});
      if (text.find(run) != std::string::npos) return true;
    }
  }
  return false;
}

/// The same, from the marks that every export uses: quick enough for thousands of traces.
bool shows(const std::vector<TraceEntry>& entries, const std::vector<std::uint8_t>& secret) {
  for (const TraceEntry& entry : entries) {
    std::vector<std::uint8_t> run;
    for (const TracedByte& byte : entry.bytes) {
      if (byte.secret) {
        run.clear();
      } else {
        run.push_back(byte.value);
      }
      if (run.size() < 3) continue;
      if (std::search(secret.begin(), secret.end(), run.end() - 3, run.end()) != secret.end()) return true;
    }
  }
  return false;
}

const auto kPrivWrite = command(0x46, 0x00, 0, padded(kPrivateKey));
const auto kEcdh = command(0x43, 0x00, 0, kTracedPeer);
const auto kWriteSecret = command(0x12, 0x82, 0x0020, kSecret);
const auto kWritePublic = command(0x12, 0x82, 0x0040, kSecret);

TEST(TraceSecrecy, HidesAPrivateKeyThatIsWritten) {
  Guarded bench;
  EXPECT_EQ(bench.run(kPrivWrite, 4), "04000340");
  EXPECT_FALSE(contains(bench.exports(), kPrivateKey));
  EXPECT_THAT(bench.exports(), HasSubstr("C0 03 2B 46 00 00 00 ** ** **"));
  EXPECT_THAT(bench.exports(), HasSubstr("PrivWrite, slot 0, form clear, MAC no, data 36 bytes"));
  EXPECT_THAT(bench.exports(), HasSubstr("C1 04 00 03 40")) << "the status is no secret";
  EXPECT_TRUE(contains(bench.exports(Secrets::shown), kPrivateKey));
}

TEST(TraceSecrecy, HidesItInWavesToo) {
  Guarded bench;
  EXPECT_EQ(bench.run(kPrivWrite, 4), "04000340");
  const auto wave = [&bench](Secrets secrets) {
    std::ostringstream out;
    writeVcd(out, bench.trace.entries(), secrets);
    return out.str();
  };
  const auto unknownBits = [](const std::string& vcd) {
    std::size_t count = 0;
    for (std::size_t at = vcd.find("\nx"); at != std::string::npos; at = vcd.find("\nx", at + 1)) ++count;
    return count;
  };
  EXPECT_EQ(unknownBits(wave(Secrets::hidden)), 36U + 2)
      << "each byte of the data and of the CRC, between its ACKs";
  EXPECT_EQ(unknownBits(wave(Secrets::shown)), 0U);
}

TEST(TraceSecrecy, HidesASharedSecret) {
  Guarded bench;
  EXPECT_EQ(bench.run(kPrivWrite, 4), "04000340");
  EXPECT_EQ(bench.run(kEcdh, 35).substr(2, 64), hexOf(kTracedShared));
  EXPECT_FALSE(contains(bench.exports(), kTracedShared));
  EXPECT_TRUE(contains(bench.exports(), kTracedPeer)) << "a public key may be shown";
  EXPECT_THAT(bench.exports(), HasSubstr("C1 23 ** **"));
  EXPECT_TRUE(contains(bench.exports(Secrets::shown), kTracedShared));
}

TEST(TraceSecrecy, HidesASharedSecretThatIsReadInPiecesAndAgain) {
  Guarded bench;
  EXPECT_EQ(bench.run(kPrivWrite, 4), "04000340");
  EXPECT_EQ(bench.run(kEcdh, 1), "23");
  std::array<std::uint8_t, 20> piece{};
  EXPECT_EQ(bench.bus.read(0x60, piece), Status::ok);
  EXPECT_EQ(bench.bus.write(0x60, unhex("00")), Status::ok);
  EXPECT_EQ(bench.bus.read(0x60, piece), Status::ok);
  EXPECT_EQ(bench.bus.read(0x60, piece), Status::ok);
  EXPECT_FALSE(contains(bench.exports(), kTracedShared));
  EXPECT_TRUE(contains(bench.exports(Secrets::shown), kTracedShared));
}

TEST(TraceSecrecy, HidesWritesToSecretSlotsOnly) {
  Guarded bench;
  EXPECT_EQ(bench.run(kWriteSecret, 4), "04000340");
  EXPECT_FALSE(contains(bench.exports(), kSecret));
  EXPECT_FALSE(shows(bench.trace.entries(), kSecret));
  EXPECT_EQ(bench.run(kWritePublic, 4), "04000340");
  EXPECT_TRUE(contains(bench.exports(), kSecret));
  EXPECT_TRUE(shows(bench.trace.entries(), kSecret));
}

TEST(TraceSecrecy, HidesWritesToAnySlotWhileNothingIsKnownOfIt) {
  Guarded bench(false);
  EXPECT_EQ(bench.run(kWritePublic, 4).substr(0, 2), "04");
  EXPECT_FALSE(contains(bench.exports(), kSecret));
}

TEST(TraceSecrecy, HidesWhatIsSentToNoKnownChip) {
  Guarded bench;
  Message message = Message::write(0x55, kWritePublic);
  message.ignoreNack = true;
  EXPECT_EQ(bench.bus.transfer({&message, 1}), Status::ok);
  EXPECT_FALSE(contains(bench.exports(), kSecret));
}

TEST(TraceSecrecy, HidesCommandsThatAreDamagedUnknownOrIncomplete) {
  const auto damaged = [](std::size_t at, std::uint8_t value) {
    auto group = kPrivWrite;
    group[at] = value;
    return group;
  };
  const std::vector<std::vector<std::uint8_t>> groups{
      damaged(0, 0x13),  // the word address
      damaged(1, 0x07),  // the count
      damaged(1, 0xFF),  //
      damaged(2, 0x30),  // the opcode
      damaged(kPrivWrite.size() - 1, static_cast<std::uint8_t>(kPrivWrite.back() ^ 0x01)),  // the CRC
      {kPrivWrite.begin(), kPrivWrite.begin() + 30},                                        // cut
      command(0x99, 0, 0, padded(kPrivateKey)),                                             // unknown
  };
  for (const auto& group : groups) {
    Guarded bench;
    Message message = Message::write(0x60, group);
    message.ignoreNack = true;
    EXPECT_EQ(bench.bus.transfer({&message, 1}), Status::ok);
    EXPECT_FALSE(contains(bench.exports(), kPrivateKey)) << traceText(bench.trace.entries());
  }
}

TEST(TraceSecrecy, HidesEverySecretWhateverASingleFaultDoes) {
  const std::size_t bytes = 1 + kPrivWrite.size() + 5 + 1 + kEcdh.size() + 36;
  for (std::size_t n = 1; n <= bytes; ++n) {
    for (const char* fault : {"flip bit 0", "flip bit 3", "flip bit 7", "flip bit ack", "nack", "lose",
                              "double", "watchdog", "power-cut for 1ms"}) {
      Guarded bench;
      FaultInjector faults(parseFaultPlan("at byte " + std::to_string(n) + ": " + fault));
      bench.bus.setFaults(&faults);
      bench.run(kPrivWrite, 4);
      bench.run(kEcdh, 35);
      bench.run(kPrivWrite, 4);
      bench.run(kEcdh, 35);
      ASSERT_FALSE(shows(bench.trace.entries(), kPrivateKey)) << n << " " << fault;
      ASSERT_FALSE(shows(bench.trace.entries(), kTracedShared)) << n << " " << fault;
      bench.bus.setFaults(nullptr);
    }
  }
}

TEST(TraceSecrecy, KnowsWhichCommandsCarrySecrets) {
  const Eeprom locked = personalised(true);
  const Eeprom unlocked = personalised(false);
  const auto group = [](std::uint8_t opcode, std::uint8_t p1, std::uint16_t p2) {
    auto bytes = command(opcode, p1, p2);
    bytes.erase(bytes.begin());
    return bytes;
  };
  EXPECT_TRUE(responseIsSecret(group(0x02, 0x82, 0x20), &locked.config)) << "Read of a secret slot";
  EXPECT_TRUE(responseIsSecret(group(0x02, 0x82, 0x00), &locked.config)) << "of a private one";
  EXPECT_FALSE(responseIsSecret(group(0x02, 0x82, 0x40), &locked.config)) << "of a public one";
  EXPECT_TRUE(responseIsSecret(group(0x02, 0x82, 0x40), &unlocked.config));
  EXPECT_FALSE(responseIsSecret(group(0x02, 0x80, 0x00), &unlocked.config)) << "of the configuration";
  EXPECT_TRUE(responseIsSecret(group(0x43, 0, 8), nullptr)) << "ECDH";
  EXPECT_FALSE(responseIsSecret(group(0x41, 0x80, 0), nullptr)) << "Sign";
  EXPECT_TRUE(responseIsSecret(group(0x56, 0, 0), &locked.config)) << "unknown";
  EXPECT_TRUE(commandDataIsSecret(group(0x12, 0x82, 0x20), &locked.config));
  EXPECT_FALSE(commandDataIsSecret(group(0x12, 0x82, 0x40), &locked.config));
  EXPECT_TRUE(commandDataIsSecret(group(0x12, 0x82, 0x40), nullptr));
  EXPECT_FALSE(commandDataIsSecret(group(0x12, 0x80, 0x08), nullptr)) << "of the configuration";
  EXPECT_TRUE(commandDataIsSecret(group(0x46, 0x40, 0), &locked.config));
  EXPECT_FALSE(commandDataIsSecret(group(0x16, 0x03, 0), &locked.config));
}

}  // namespace
}  // namespace signet::emulator
