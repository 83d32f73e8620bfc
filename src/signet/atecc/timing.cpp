#include "signet/atecc/timing.h"

namespace signet::atecc {
namespace {

struct Row {
  Opcode opcode;
  std::uint16_t typical;      // in 0.1 ms
  std::uint8_t milliseconds;  // maximum
};

constexpr Row kTable[] = {
    {Opcode::pause, 1, 3},       {Opcode::read, 1, 5},          {Opcode::mac, 50, 14},
    {Opcode::hmac, 130, 23},     {Opcode::write, 70, 26},       {Opcode::genDig, 50, 11},
    {Opcode::nonce, 1, 30},      {Opcode::lock, 80, 32},        {Opcode::random, 10, 30},
    {Opcode::deriveKey, 20, 50}, {Opcode::updateExtra, 80, 10}, {Opcode::counter, 50, 20},
    {Opcode::checkMac, 50, 14},  {Opcode::info, 1, 2},          {Opcode::genKey, 110, 115},
    {Opcode::sign, 420, 70},     {Opcode::ecdh, 380, 58},       {Opcode::verify, 380, 72},
    {Opcode::privWrite, 8, 48},  {Opcode::sha, 70, 9},
};

// "Limited use and some other internal modes may add up to 50 ms".
constexpr Duration kLimitedUseExtra = std::chrono::milliseconds(50);

constexpr Duration kShortestPoll = std::chrono::microseconds(50);
constexpr Duration kLongestPoll = std::chrono::milliseconds(1);

Duration pollInterval(Duration typical) {
  const Duration fraction(typical.count() >> 5);
  return fraction < kShortestPoll ? kShortestPoll : fraction > kLongestPoll ? kLongestPoll : fraction;
}

}  // namespace

ExecutionTime executionTime(Opcode opcode) {
  for (const Row& row : kTable) {
    if (row.opcode != opcode) continue;
    const Duration typical(row.typical * 100);
    return {typical, Duration(row.milliseconds * 1000) + kLimitedUseExtra, pollInterval(typical)};
  }
  return {Duration::zero(), kLongestExecution, kLongestPoll};
}

}  // namespace signet::atecc
