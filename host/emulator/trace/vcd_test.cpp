// The waves are decoded here by an I2C analyser of the test's own, and by sigrok's where it is installed.
#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "host/base/temporary_folder.h"
#include "host/emulator/bus/test_bus.h"
#include "host/emulator/trace/trace.h"

namespace signet::emulator {
namespace {

using namespace std::chrono_literals;
using test::command;
using test::unhex;

/// A value change dump with its signals by name.
struct Dump {
  explicit Dump(const std::string& text) {
    std::istringstream in(text);
    std::string line;
    while (std::getline(in, line)) {
      std::istringstream words(line);
      std::string word;
      words >> word;
      if (word == "$var") {
        std::string type, width, id, name;
        words >> type >> width >> id >> name;
        names[id] = name;
      } else if (!word.empty() && word[0] == '#') {
        const long at = std::stol(word.substr(1));
        EXPECT_GT(at, times.empty() ? -1 : times.back()) << "times go up";
        times.push_back(at);
        states.push_back(states.empty() ? std::map<std::string, char>() : states.back());
      } else if (!word.empty() && std::string("01x").find(word[0]) != std::string::npos) {
        states.back()[names.at(word.substr(1))] = word[0];
      }
    }
  }

  /// "S C0 A 03 A P": what an analyser sees on the wires; x bits make a byte "xx".
  std::string decoded() const {
    std::string text;
    std::string bits;
    bool inside = false;
    for (std::size_t i = 1; i < states.size(); ++i) {
      const char scl = states[i].at("scl");
      const char sda = states[i].at("sda");
      const char sclBefore = states[i - 1].at("scl");
      const char sdaBefore = states[i - 1].at("sda");
      if (scl == '1' && sclBefore == '1' && sda != sdaBefore) {
        text += sda == '0' ? (inside ? "Sr " : "S ") : (inside ? "P " : "");
        inside = sda == '0';
        bits.clear();
      } else if (scl == '1' && sclBefore == '0' && inside) {
        bits += sda;
        if (bits.size() == 9) text += byteText(bits) + (bits[8] == '0' ? " A " : " N ");
        if (bits.size() == 9) bits.clear();
      }
    }
    return text;
  }

  static std::string byteText(const std::string& bits) {
    if (bits.find('x') != std::string::npos) return "xx";
    return test::hex(std::array{static_cast<std::uint8_t>(std::stoi(bits.substr(0, 8), nullptr, 2))});
  }

  /// When a signal changed, and to what.
  std::vector<std::pair<long, char>> changesOf(const std::string& name) const {
    std::vector<std::pair<long, char>> changes;
    for (std::size_t i = 0; i < states.size(); ++i) {
      const char value = states[i].at(name);
      if (changes.empty() || changes.back().second != value) changes.emplace_back(times[i], value);
    }
    return changes;
  }

  std::map<std::string, std::string> names;
  std::vector<long> times;
  std::vector<std::map<std::string, char>> states;
};

struct Waves : test::Bench {
  Trace trace;
  TraceRecorder recorder{bus, trace};
  std::string vcd(Secrets secrets = Secrets::hidden) const {
    std::ostringstream out;
    writeVcd(out, trace.entries(), secrets);
    return out.str();
  }
};

/// The same as the traffic says, from the entries.
std::string expected(const std::vector<TraceEntry>& entries) {
  std::string text;
  for (const TraceEntry& entry : entries) {
    if (entry.bytes.empty()) continue;
    text += entry.repeated ? "Sr " : "S ";
    for (const TracedByte& byte : entry.bytes)
      text += test::hex(std::array{byte.value}) + (byte.ack ? " A " : " N ");
    if (entry.stopped) text += "P ";
  }
  return text;
}

void runSession(Waves& bench) {
  bench.wakeUp();
  bench.info();
  for (const unsigned hz : {400'000U, 1'000'000U}) {
    bench.bus.setClockRate(hz);
    bench.info();
    const std::array<std::uint8_t, 1> reset{0x00};
    std::array<std::uint8_t, 7> answer{};
    const std::array messages{Message::write(0x60, reset), Message::read(0x60, answer)};
    EXPECT_EQ(bench.bus.transfer(messages), Status::ok);
    EXPECT_EQ(bench.bus.write(0x55, unhex("AA")), Status::nack);
  }
}

TEST(Vcd, HoldsEveryBit) {
  Waves bench;
  runSession(bench);
  const std::string decoded = Dump(bench.vcd()).decoded();
  EXPECT_EQ(decoded.substr(0, 4), "S P ") << "the wake pulse: SDA alone";
  EXPECT_EQ(decoded.substr(4), expected(bench.trace.entries()));
}

TEST(Vcd, ShowsTheChipAtWork) {
  Waves bench;
  bench.wakeUp();
  const long wake = (bench.bus.now() - 1600us).time_since_epoch().count();
  ASSERT_EQ(bench.send(test::kInfo), Status::ok);
  const long stop = bench.bus.now().time_since_epoch().count();
  bench.bus.wait(1ms);
  ASSERT_EQ(bench.send(unhex("02")), Status::ok);
  const long idle = bench.bus.now().time_since_epoch().count();
  bench.bus.setPower(bench.chip, false);
  const Dump dump(bench.vcd());
  const long begin = dump.times.front();
  using Changes = std::vector<std::pair<long, char>>;
  EXPECT_EQ(dump.changesOf("chip_busy"), (Changes{{begin, '0'}, {stop, '1'}, {stop + 100'000, '0'}}));
  EXPECT_EQ(dump.changesOf("chip_awake"), (Changes{{begin, '0'}, {wake, '1'}, {idle, '0'}}));
  EXPECT_EQ(dump.changesOf("chip_power").back().second, '0');
}

TEST(Vcd, EndsBusyWhereTheWatchdogStrikes) {
  Waves bench;
  bench.wakeUp();
  ASSERT_EQ(bench.send(command(0x24, 1, 0)), Status::ok);  // 5 ms
  bench.bus.wait(1ms);
  bench.chip.strikeWatchdog(bench.bus.now());
  const long struck = bench.bus.now().time_since_epoch().count();
  bench.wakeUp();
  bench.info();
  const auto busy = Dump(bench.vcd()).changesOf("chip_busy");
  ASSERT_EQ(busy.size(), 5U);
  EXPECT_EQ(busy[2].first, struck);
  EXPECT_EQ(busy[4].first - busy[3].first, 100'000) << "the Info after it";
}

TEST(Vcd, ShowsAHeldLineAndItsRecovery) {
  Waves bench;
  bench.wakeUp();
  bench.bus.hold(Line::scl, 2ms);
  const long held = bench.bus.now().time_since_epoch().count();
  bench.info();
  bench.bus.wait(1ms);
  bench.bus.hold(Line::sda, std::nullopt);
  const long sdaHeld = bench.bus.now().time_since_epoch().count();
  bench.bus.wait(1ms);
  ASSERT_EQ(bench.bus.recover(), Status::ok);
  bench.info();
  const Dump dump(bench.vcd());
  const auto scl = dump.changesOf("scl");
  EXPECT_EQ(scl[1], std::pair(held, '0'));
  EXPECT_EQ(scl[2], std::pair(held + 2'000'000, '1'));
  const auto sda = dump.changesOf("sda");
  EXPECT_NE(std::find(sda.begin(), sda.end(), std::pair(sdaHeld, '0')), sda.end());
  const std::string decoded = dump.decoded();
  EXPECT_NE(decoded.find("S C0 A 03 A 07 A"), std::string::npos);
  EXPECT_TRUE(decoded.ends_with("C1 A 07 A 00 A 00 A 50 A 00 A 03 A 91 N P ")) << decoded;
}

TEST(Vcd, GivesEachOfManyChipsItsSignals) {
  std::vector<std::unique_ptr<Chip>> chips;  // outlive the bus
  Waves bench;
  for (int i = 0; i < 40; ++i) {
    chips.push_back(std::make_unique<Chip>(Eeprom::factory(static_cast<std::uint64_t>(i))));
    bench.bus.attach(*chips.back(), "c " + std::to_string(i));
  }
  const Dump dump(bench.vcd());
  EXPECT_EQ(dump.names.size(), 2U + 4 * 41);
  std::set<std::string> names;
  for (const auto& [id, name] : dump.names) names.insert(name);
  EXPECT_EQ(names.size(), dump.names.size());
  EXPECT_EQ(names.count("c_39_busy"), 1U);
}

TEST(Vcd, IsWellFormedWithoutEntries) {
  std::ostringstream out;
  writeVcd(out, {});
  EXPECT_EQ(Dump(out.str()).states.size(), 2U) << "at rest from beginning to end";
}

/// The output of a program, or nothing when it is not installed.
std::optional<std::string> outputOf(const std::string& program, const std::string& arguments) {
  if (std::system(("command -v " + program + " >/dev/null 2>&1").c_str()) != 0) return std::nullopt;
  std::FILE* pipe = ::popen((program + " " + arguments + " 2>&1").c_str(), "r");
  std::string text;
  std::array<char, 4096> buffer;
  while (const std::size_t got = std::fread(buffer.data(), 1, buffer.size(), pipe))
    text.append(buffer.data(), got);
  return ::pclose(pipe) == 0 ? text : "failed: " + text;
}

TEST(Vcd, IsReadBySigrok) {
  Waves bench;
  runSession(bench);
  const TemporaryFolder folder("signet-test");
  std::ofstream(folder.path("bus.vcd")) << bench.vcd();
  const auto output =
      outputOf("sigrok-cli", "-i " + folder.path("bus.vcd") +
                                 " -I vcd:downsample=50 -P i2c:scl=scl:sda=sda:address_format=unshifted "
                                 "-A i2c=start:repeat-start:stop:ack:nack:address-read:address-write:"
                                 "data-read:data-write");
  if (!output) GTEST_SKIP() << "sigrok-cli is not installed";
  std::istringstream lines(*output);
  std::string text;
  std::string line;
  while (std::getline(lines, line)) {
    const std::string what = line.substr(line.find(": ") + 2);
    if (what == "Start") text += "S ";
    if (what == "Start repeat") text += "Sr ";
    if (what == "Stop") text += "P ";
    if (what == "ACK") text += "A ";
    if (what == "NACK") text += "N ";
    if (what.find(": ") != std::string::npos) text += what.substr(what.find(": ") + 2) + " ";
  }
  EXPECT_EQ(text, expected(bench.trace.entries())) << "it leaves out the wake pulse, which holds no byte";
}

TEST(Vcd, IsReadByGtkwave) {
  Waves bench;
  runSession(bench);
  const TemporaryFolder folder("signet-test");
  std::ofstream(folder.path("bus.vcd")) << bench.vcd();
  const auto output = outputOf("vcd2fst", folder.path("bus.vcd") + " " + folder.path("bus.fst"));
  if (!output) GTEST_SKIP() << "vcd2fst of gtkwave is not installed";
  EXPECT_EQ(output->find("failed"), std::string::npos) << *output;
  EXPECT_EQ(folder.count(), 2U);
}

}  // namespace
}  // namespace signet::emulator
