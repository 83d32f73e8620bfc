// A scripted bus for tests, and the clock that belongs to it.
//
// The bus knows in advance, transaction by transaction, what has to come and what it answers. A test that ends
// with transactions left over fails.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <deque>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "signet/atecc/test_hex.h"
#include "signet/core/clock.h"
#include "signet/core/crc16.h"
#include "signet/i2c/bus.h"

namespace signet::atecc {

/// Virtual time; sleeping costs nothing and is exact.
class FakeClock final : public Clock {
 public:
  void advance(Duration duration) { now_ += duration; }
  Duration sinceStart() const { return now_.time_since_epoch(); }

 private:
  Instant doNow() override { return now_; }
  void doSleepFor(Duration duration) override { now_ += duration; }
  Instant now_{};
};

/// A group with its count and CRC around `payload`.
inline std::vector<std::uint8_t> group(std::vector<std::uint8_t> payload) {
  payload.insert(payload.begin(), static_cast<std::uint8_t>(payload.size() + 3));
  const std::uint16_t crc = crc16(payload);
  payload.push_back(static_cast<std::uint8_t>(crc));
  payload.push_back(static_cast<std::uint8_t>(crc >> 8));
  return payload;
}

class ScriptedBus final : public i2c::Bus {
 public:
  /// Every byte takes 9 bits of 2.5 us, as at 400 kHz, rounded up.
  static constexpr Duration kByteTime = std::chrono::microseconds(23);

  explicit ScriptedBus(FakeClock& clock) : clock_(clock) {}
  ~ScriptedBus() { EXPECT_TRUE(script_.empty()) << "never happened: " << describe(script_.front()); }
  ScriptedBus(const ScriptedBus&) = delete;
  ScriptedBus& operator=(const ScriptedBus&) = delete;

  bool finished() const { return script_.empty(); }
  unsigned recoveries() const { return recoveries_; }

  // ---- Single transactions.
  ScriptedBus& write(std::vector<std::uint8_t> bytes, Status answer = Status::ok) {
    return expect({Kind::write, std::move(bytes), answer, {}});
  }
  /// The chip sends `bytes`, then FF.
  ScriptedBus& read(std::vector<std::uint8_t> bytes) {
    return expect({Kind::read, std::move(bytes), Status::ok, {}});
  }
  ScriptedBus& readFails(Status answer = Status::nack) { return expect({Kind::read, {}, answer, {}}); }
  ScriptedBus& wakePulse(Status answer = Status::ok) { return expect({Kind::wake, {}, answer, {}}); }
  /// The chip is busy for `duration` from the Stop of the last write: reads until then are not acknowledged.
  ScriptedBus& busyFor(Duration duration) { return expect({Kind::busy, {}, Status::nack, duration}); }

  /// No read is acknowledged until something else comes.
  ScriptedBus& silence() { return expect({Kind::silence, {}, Status::nack, {}}); }

  // ---- What a chip does.
  ScriptedBus& wakesUp() { return wakePulse().read(hex("04113343")); }
  /// Not awake, so that the idle before the wake is not acknowledged either time.
  ScriptedBus& wakesFromSleep() { return write({0x02}, Status::nack).write({0x02}, Status::nack).wakesUp(); }
  /// Idled and woken again.
  ScriptedBus& restarts() { return write({0x02}).wakesUp(); }
  ScriptedBus& command(std::vector<std::uint8_t> groupBytes, Status answer = Status::ok) {
    groupBytes.insert(groupBytes.begin(), 0x03);
    return write(std::move(groupBytes), answer);
  }
  ScriptedBus& command(std::string_view groupText, Status answer = Status::ok) {
    return command(hex(groupText), answer);
  }

 private:
  enum class Kind : std::uint8_t { write, read, wake, busy, silence };
  struct Step {
    Kind kind;
    std::vector<std::uint8_t> bytes;
    Status answer;
    Duration duration;
  };

  ScriptedBus& expect(Step step) {
    script_.push_back(std::move(step));
    return *this;
  }

  static std::string describe(const Step& step) {
    static constexpr const char* kNames[] = {"write", "read", "wake", "busy", "silence"};
    std::ostringstream out;
    out << kNames[static_cast<int>(step.kind)] << std::hex;
    for (const int byte : step.bytes) out << ' ' << byte;
    return out.str();
  }

  /// The next step, if it is of this kind; else the test fails.
  bool next(Kind kind, Bytes seen, Step& step) {
    if (kind != Kind::read && !script_.empty() && script_.front().kind == Kind::silence) script_.pop_front();
    const Step actual{kind, {seen.begin(), seen.end()}, Status::ok, {}};
    if (script_.empty() || script_.front().kind != kind) {
      ADD_FAILURE() << "unexpected " << describe(actual)
                    << (script_.empty() ? "" : ", instead of " + describe(script_.front()));
      return false;
    }
    step = std::move(script_.front());
    script_.pop_front();
    return true;
  }

  Status doWrite(i2c::Address address, Bytes bytes) override {
    EXPECT_EQ(address.sevenBit(), 0x60);
    Step step;
    if (!next(Kind::write, bytes, step)) return Status::busFault;
    EXPECT_EQ(step.bytes, std::vector<std::uint8_t>(bytes.begin(), bytes.end()));
    clock_.advance(kByteTime * (step.answer == Status::ok ? 1 + static_cast<int>(bytes.size()) : 1));
    lastStop_ = clock_.now();
    return step.answer;
  }

  Status doRead(i2c::Address, MutableBytes bytes) override {
    clock_.advance(kByteTime);
    if (busy()) return Status::nack;
    Step step;
    if (!next(Kind::read, {}, step)) return Status::busFault;
    if (step.answer != Status::ok) return step.answer;
    EXPECT_LE(step.bytes.size(), bytes.size()) << "the driver reads less than the chip sends";
    for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = i < step.bytes.size() ? step.bytes[i] : 0xFF;
    clock_.advance(kByteTime * static_cast<int>(bytes.size()));
    return Status::ok;
  }

  bool busy() {
    if (!script_.empty() && script_.front().kind == Kind::silence) return true;
    if (script_.empty() || script_.front().kind != Kind::busy) return false;
    if (script_.front().answer == Status::nack) {  // begins now
      busyUntil_ = lastStop_ + script_.front().duration;
      script_.front().answer = Status::ok;
    }
    if (clock_.now() < busyUntil_) return true;
    script_.pop_front();
    return false;
  }

  Status doWake(Duration low) override {
    EXPECT_GE(low, std::chrono::microseconds(60));
    Step step;
    if (!next(Kind::wake, {}, step)) return Status::busFault;
    clock_.advance(low);
    return step.answer;
  }

  Status doRecover() override {
    ++recoveries_;
    return Status::ok;
  }

  FakeClock& clock_;
  std::deque<Step> script_;
  Instant busyUntil_{};
  Instant lastStop_{};
  unsigned recoveries_ = 0;
};

}  // namespace signet::atecc
