#include "host/emulator/trace/trace.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "host/emulator/bus/test_bus.h"
#include "host/emulator/fault/fault_injector.h"
#include "host/emulator/trace/words.h"

namespace signet::emulator {
namespace {

using namespace std::chrono_literals;
using Kind = TraceEntry::Kind;
using test::command;
using test::unhex;
using ::testing::HasSubstr;

/// A bench that records from power-up on.
struct Traced : test::Bench {
  Trace trace;
  TraceRecorder recorder{bus, trace};

  const TraceEntry& last() const { return trace.entries().back(); }
  /// The last entry's words and fields: "Sign, mode external, slot 2".
  std::string said() const {
    std::string text = last().words;
    for (const TraceField& field : last().fields) text += ", " + field.name + " " + field.value;
    return text;
  }
  std::string saidOf(const std::vector<std::uint8_t>& group) {
    EXPECT_EQ(send(group), Status::ok);
    std::string text = said();
    bus.wait(200ms);
    return text;
  }
};

TEST(Trace, TellsASessionInWords) {
  Traced bench;
  bench.wakeUp();
  bench.receive(4);
  bench.info();
  EXPECT_EQ(bench.bus.write(0x61, {}), Status::nack);
  EXPECT_EQ(
      traceText(bench.trace.entries()),
      "       at/ms   took/ms   busy/ms  chip       what                                                 "
      "         bytes (! not acknowledged, ** secret)\n"
      "       1.000                      chip       has power\n"
      "       1.000     0.060                       wake pulse\n"
      "       1.060                      chip       wakes\n"
      "       2.660     0.465            chip       read  60: response to the wake: awake (11): no "
      "command since the wake  C1 04 11 33 43\n"
      "       3.130     0.825     0.100  chip       write 60: Info, mode revision                        "
      "         C0 03 07 30 00 00 00 03 5D\n"
      "       5.955     0.735            chip       read  60: response to Info: success, data 4 bytes, "
      "revision 00005000  C1 07 00 00 50 00 03 91\n"
      "       6.695     0.105                       write 61: not acknowledged                           "
      "         C2!\n");
}

TEST(Trace, HasExactTimes) {
  Traced bench;
  bench.wakeUp();
  const Time begin = bench.bus.now();
  ASSERT_EQ(bench.send(test::kInfo), Status::ok);
  const TraceEntry& entry = bench.last();
  EXPECT_EQ(entry.begin, begin);
  EXPECT_EQ(entry.duration, 9 * 90us + 15us);
  EXPECT_EQ(entry.bit, 10us);
  EXPECT_EQ(entry.busy, 100us);
  EXPECT_EQ(entry.chip, "chip");
  EXPECT_TRUE(entry.stopped);
}

TEST(Trace, TellsTheStateInWhichItFindsAChip) {
  test::Bench bench;
  bench.wakeUp();
  ASSERT_EQ(bench.send(unhex("02")), Status::ok);
  Trace trace;
  const TraceRecorder recorder(bench.bus, trace);
  ASSERT_EQ(trace.entries().size(), 2U);
  EXPECT_EQ(trace.entries()[0].kind, Kind::powerOn);
  EXPECT_EQ(trace.entries()[1].kind, Kind::chipIdle);
}

TEST(Trace, StopsListeningAtItsEnd) {
  test::Bench bench;
  Trace trace;
  { const TraceRecorder recorder(bench.bus, trace); }
  const std::size_t size = trace.entries().size();
  bench.wakeUp();
  EXPECT_EQ(trace.entries().size(), size);
  trace.clear();
  EXPECT_TRUE(trace.entries().empty());
}

// ---- Every command by its parameters.

TEST(Trace, NamesTheParametersOfEveryCommand) {
  const std::vector<std::uint8_t> block(32);
  const std::vector<std::uint8_t> blocks(64);
  const std::pair<std::vector<std::uint8_t>, const char*> cases[] = {
      {command(0x28, 0x05, 3, std::vector<std::uint8_t>(77)),
       "CheckMac, key slot, slot 3, message TempKey, TempKey from input, data 77 bytes"},
      {command(0x24, 1, 1), "Counter, mode increment, counter 1"},
      {command(0x1C, 4, 9, block), "DeriveKey, slot 9, TempKey from input, MAC yes, data 32 bytes"},
      {command(0x43, 0, 2, blocks), "ECDH, slot 2, data 64 bytes"},
      {command(0x15, 2, 4), "GenDig, zone data, slot 4"},
      {command(0x15, 0, 3), "GenDig, zone config, block 3"},
      {command(0x15, 2, 0x8001), "GenDig, zone data, key 8001"},
      {command(0x15, 9, 0), "GenDig, zone 09 (illegal)"},
      {command(0x40, 4, 0), "GenKey, mode create, slot 0"},
      {command(0x40, 0x10, 9, {0, 0, 0}), "GenKey, mode digest of stored public key, slot 9, data 3 bytes"},
      {command(0x11, 0x44, 4), "HMAC, slot 4, TempKey from input, serial number included"},
      {command(0x30, 1, 3), "Info, mode key valid, slot 3"},
      {command(0x30, 9, 0), "Info, mode 09 (illegal)"},
      {command(0x17, 0x80, 0), "Lock, zone config, summary not checked"},
      {command(0x17, 0x01, 0xDFF1), "Lock, zone data and OTP, summary DFF1"},
      {command(0x17, 0x22, 0), "Lock, zone slot, slot 8"},
      {command(0x08, 0x41, 4),
       "MAC, key slot, slot 4, message TempKey, TempKey from random, serial number included"},
      {command(0x16, 0, 0, std::vector<std::uint8_t>(20)), "Nonce, mode random, data 20 bytes"},
      {command(0x16, 3, 0, block), "Nonce, mode pass-through, data 32 bytes"},
      {command(0x16, 1, 0x8000, std::vector<std::uint8_t>(20)),
       "Nonce, mode random, seed not renewed, with TempKey, data 20 bytes"},
      {command(0x46, 0x40, 2, std::vector<std::uint8_t>(68)),
       "PrivWrite, slot 2, form encrypted, MAC yes, data 68 bytes"},
      {command(0x46, 0, 2, std::vector<std::uint8_t>(36)),
       "PrivWrite, slot 2, form clear, MAC no, data 36 bytes"},
      {command(0x1B, 1, 0), "Random, mode seed not renewed"},
      {command(0x02, 0x82, 0x0240), "Read, zone data, slot 8, block 2, bytes 32"},
      {command(0x02, 0x00, 0x15), "Read, zone config, block 2, word 5, bytes 4"},
      {command(0x47, 2, 3, {1, 2, 3}), "SHA, mode end, data 3 bytes"},
      {command(0x47, 4, 5), "SHA, mode HMAC start, slot 5"},
      {command(0x41, 0x80, 2), "Sign, mode external, slot 2"},
      {command(0x41, 0x41, 2),
       "Sign, mode internal, slot 2, serial number included, for Verify (Invalidate)"},
      {command(0x20, 0, 0x12), "UpdateExtra, mode UserExtra, value 12"},
      {command(0x20, 2, 3), "UpdateExtra, mode use of a limited key, slot 3"},
      {command(0x45, 2, 4, std::vector<std::uint8_t>(128)),
       "Verify, mode external, curve P-256, data 128 bytes"},
      {command(0x45, 0, 9, blocks), "Verify, mode stored, slot 9, data 64 bytes"},
      {command(0x12, 0xC2, 0x18, blocks),
       "Write, zone data, slot 3, block 0, bytes 32, form encrypted, MAC yes, data 64 bytes"},
      {command(0x12, 0x00, 5, {1, 2, 3, 4}),
       "Write, zone config, block 0, word 5, bytes 4, form clear, MAC no, data 4 bytes"},
      {command(0x77, 0x12, 0x3456), "unknown command 77, p1 12, p2 3456"},
      {command(0x01, 0x05, 0), "Pause, selector 05"},
  };
  for (const auto& [group, words] : cases) {
    Traced bench;
    bench.wakeUp();
    EXPECT_EQ(bench.saidOf(group), words);
  }
}

TEST(Trace, TellsEveryStatusInWords) {
  for (const auto& [status, words] : {std::pair{0x00, "success"},
                                      {0x01, "mismatch (01)"},
                                      {0x03, "parse error (03)"},
                                      {0x05, "ECC fault (05)"},
                                      {0x0F, "execution error (0F)"},
                                      {0x11, "awake (11)"},
                                      {0xEE, "watchdog about to expire (EE)"},
                                      {0xFF, "communication error (FF)"},
                                      {0x42, "unknown status 42"}}) {
    EXPECT_THAT(statusWords(static_cast<std::uint8_t>(status)), HasSubstr(words));
  }
}

TEST(Trace, DecodesResponsesReadInPieces) {
  Traced bench;
  bench.wakeUp();
  ASSERT_EQ(bench.send(test::kInfo), Status::ok);
  bench.bus.wait(2ms);
  bench.receive(1);
  EXPECT_EQ(bench.said(), "response to Info: 1 of 7 bytes");
  bench.receive(6);
  EXPECT_EQ(bench.said(), "response to Info: success, data 4 bytes, revision 00005000");
  bench.receive(3);
  EXPECT_EQ(bench.said(), "nothing left to read");
  ASSERT_EQ(bench.send(unhex("00")), Status::ok);
  EXPECT_EQ(bench.said(), "reset: read the response again from its start");
  bench.receive(7);
  EXPECT_EQ(bench.said(), "response to Info: success, data 4 bytes, revision 00005000");
  EXPECT_EQ(bench.saidOf(command(0x24, 1, 0)), "Counter, mode increment, counter 0");
  bench.receive(7);
  EXPECT_EQ(bench.said(), "response to Counter: success, data 4 bytes, value 1");
}

TEST(Trace, TellsCommandsInPiecesAndDamaged) {
  Traced bench;
  bench.wakeUp();
  EXPECT_EQ(bench.saidOf(unhex("03 07 30 00 00")), "part of a command: 4 bytes so far");
  EXPECT_EQ(bench.saidOf(unhex("03 00 03 5D")), "Info, mode revision");
  EXPECT_EQ(bench.saidOf(unhex("03 07 30 00 00 00 03 5E")), "command with a wrong CRC");
  bench.receive(4);
  EXPECT_THAT(bench.said(), HasSubstr("CRC or other communication error (FF)"));
  EXPECT_EQ(bench.saidOf({}), "address only");
  EXPECT_EQ(bench.saidOf({0x01}), "sleep");
  EXPECT_EQ(bench.bus.write(0x60, {}), Status::nack);
  EXPECT_EQ(bench.said(), "not acknowledged");
  EXPECT_EQ(bench.bus.write(0x00, {}), Status::nack);
  EXPECT_EQ(bench.said(), "address 00: a wake pulse at a slow clock");
}

TEST(Trace, TellsFaultsHeldLinesAndPower) {
  Traced bench;
  bench.wakeUp();
  FaultInjector faults(parseFaultPlan("at byte 3 of write 1: stuck sda\nat command 1: power-cut for 1ms"));
  bench.bus.setFaults(&faults);
  EXPECT_EQ(bench.send(test::kInfo), Status::busFault);
  EXPECT_FALSE(bench.last().stopped);
  EXPECT_EQ(bench.bus.recover(), Status::ok);
  bench.info();
  bench.bus.wait(1s);
  const std::string text = traceText(bench.trace.entries());
  for (const char* words :
       {"fault: at byte 3 of write 1: stuck sda\n", "SDA is held low\n", "SDA is free\n",
        "nine clocks: the bus is free\n", "chip       loses power\n", "chip       gets power\n"}) {
    EXPECT_THAT(text, HasSubstr(words));
  }
}

TEST(Trace, KeepsMessagesOfARepeatedStartApart) {
  Traced bench;
  bench.wakeUp();
  const std::array<std::uint8_t, 1> reset{0x00};
  std::array<std::uint8_t, 4> answer{};
  const std::array messages{Message::write(0x60, reset), Message::read(0x60, answer)};
  ASSERT_EQ(bench.bus.transfer(messages), Status::ok);
  const auto& entries = bench.trace.entries();
  const TraceEntry& write = entries[entries.size() - 2];
  EXPECT_FALSE(write.stopped);
  EXPECT_TRUE(bench.last().repeated);
  EXPECT_EQ(write.begin + write.duration, bench.last().begin);
  EXPECT_THAT(bench.said(), HasSubstr("awake (11)"));
}

// ---- JSON lines

TEST(TraceJson, HasTheDocumentedForm) {
  Traced bench;
  bench.wakeUp();
  ASSERT_EQ(bench.send(test::kInfo), Status::ok);
  EXPECT_EQ(
      traceJson(bench.last()),
      R"({"at_ns":2660000,"kind":"write","took_ns":825000,"bit_ns":10000,"busy_ns":100000,"chip":"chip",)"
      R"("address":"0x60","bytes":["C0","03","07","30","00","00","00","03","5D"],"acks":"AAAAAAAAA",)"
      R"("words":"Info","fields":{"mode":"revision"}})");
}

RC_GTEST_PROP(TraceJson, RoundTripsAnyTransaction, ()) {
  Traced bench;
  bench.wakeUp();
  bench.bus.setClockRate(*rc::gen::element(100'000U, 400'000U, 1'000'000U));
  const auto bytes = *rc::gen::container<std::vector<std::uint8_t>>(rc::gen::arbitrary<std::uint8_t>());
  (void)bench.bus.write(*rc::gen::element<std::uint8_t>(0x60, 0x61, 0x00), bytes);
  bench.bus.wait(*rc::gen::element(0us, 5ms, 2s));
  bench.receive(*rc::gen::inRange<std::size_t>(0, 80));
  (void)bench.bus.recover();
  for (const TraceEntry& entry : bench.trace.entries()) {
    RC_ASSERT(parseTraceJson(traceJson(entry, Secrets::shown)) == entry);
    const TraceEntry hidden = parseTraceJson(traceJson(entry));
    RC_ASSERT(traceJson(hidden) == traceJson(entry));
    RC_ASSERT(traceLine(hidden) == traceLine(entry));
  }
}

TEST(TraceJson, RefusesWhatIsNoTrace) {
  const std::string good = R"({"at_ns":1,"kind":"write","bytes":["C0"],"acks":"A","words":"x"})";
  EXPECT_NO_THROW(parseTraceJson(good));
  for (const char* line :
       {"", "x", "[]", "{}", R"({"at_ns":1,"kind":"fly","words":""})", R"({"kind":"fault","words":""})",
        R"({"at_ns":-1,"kind":"fault","words":""})",
        R"({"at_ns":5000000000000000000,"kind":"fault","words":""})",
        R"({"at_ns":1,"kind":"fault","words":1})", R"({"at_ns":1,"kind":"write","bytes":["C0"],"words":""})",
        R"({"at_ns":1,"kind":"write","bytes":["C0"],"acks":"AA","words":""})",
        R"({"at_ns":1,"kind":"write","bytes":["C"],"acks":"A","words":""})",
        R"({"at_ns":1,"kind":"write","bytes":["C0"],"acks":"A","secret":[1],"words":""})",
        R"({"at_ns":1,"kind":"fault","words":"","fields":[]})",
        R"({"at_ns":1,"kind":"fault","words":"","chip":2})",
        R"({"at_ns":1,"kind":"fault","words":"","repeated":2})"}) {
    EXPECT_THROW(parseTraceJson(line), TraceFormatError) << line;
  }
}

}  // namespace
}  // namespace signet::emulator
