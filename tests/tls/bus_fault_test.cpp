// Does a connection report the truth whatever fails once on the bus? A whole connection, from TCP to CONNACK,
// is run in virtual time with single faults at every byte, command and wake pulse. It must connect, or fail
// with the chip as the cause, in bounded time; a forged chain must never be accepted; and once the fault is
// over, the same client must connect.
#include <gtest/gtest.h>

#include <map>

#include "host/base/sanitized.h"
#include "host/bench/handshake/rig.h"
#include "host/emulator/fault/fault_injector.h"
#include "tests/faults/single_faults.h"

namespace signet::test {
namespace {

using namespace std::chrono_literals;
using bench::HandshakeRig;
using bench::PreparedDevice;

#if SIGNET_SANITIZED
constexpr std::size_t kEvery = 29;  // the sanitizers are slow
constexpr std::size_t kSome = 101;
#else
constexpr std::size_t kEvery = 1;
constexpr std::size_t kSome = 7;
#endif
constexpr std::size_t kShards = 8;

/// Longer than all retries of a connection.
constexpr emulator::Duration kLongestRun = 20s;

const bench::RigOptions kRig = {.trustSigner = true};

const PreparedDevice& right() {
  static const PreparedDevice device = bench::prepareDevice();
  return device;
}

/// The server's certificate bears the signer's name, but another key has signed it.
const PreparedDevice& forged() {
  static const PreparedDevice device = [] {
    PreparedDevice d = right();
    const PreparedDevice other = bench::prepareDevice();
    d.certificates.server = other.certificates.server;
    d.certificates.serverKey = other.certificates.serverKey;
    return d;
  }();
  return device;
}

TrafficCounts trafficOf(const PreparedDevice& device, Status expected) {
  HandshakeRig rig(device, kRig);
  emulator::FaultInjector none({});
  rig.bus().setFaults(&none);
  EXPECT_EQ(rig.connect().status, expected);
  rig.bus().setFaults(nullptr);
  return {none.counted(emulator::FaultUnit::byte), none.counted(emulator::FaultUnit::command),
          none.counted(emulator::FaultUnit::wake)};
}

/// The chip's own status while it prepares; afterwards TLS's, with the chip's behind it.
bool blamesTheChip(const bench::Outcome& outcome) {
  if (outcome.tls.side != tls::Side::chip || !isTruthful(outcome.tls.chip)) return false;
  return outcome.status == Status::chipFailed || outcome.status == outcome.tls.chip;
}

/// What is wrong with a connection under this rule; "" if nothing. `status` is how it ended.
std::string tryWith(const PreparedDevice& device, Status whenNothingFails, const emulator::FaultRule& rule,
                    Status& status) {
  HandshakeRig rig(device, kRig);
  emulator::FaultInjector faults({1, {rule}});
  rig.bus().setFaults(&faults);
  const emulator::Time begin = rig.bus().now();
  const bench::Outcome outcome = rig.connect();
  status = outcome.status;
  const emulator::Duration took = rig.bus().now() - begin;
  rig.bus().wait(100ms);  // a command that is still running ends
  rig.bus().setFaults(nullptr);
  rig.bus().release();

  if (status != whenNothingFails && !blamesTheChip(outcome))
    return std::string("untrue: ") + statusName(status) + ", chip " + statusName(outcome.tls.chip);
  if (rig.authenticated() != (status == Status::ok)) return "the server has another view of it";
  if (took > kLongestRun) return "took longer than it ever may";

  if (!rig.chip().powered()) rig.bus().setPower(rig.chip(), true);
  rig.bus().wait(5s);  // whatever the fault made late is over
  if (status == Status::ok) rig.leave();
  const Status again = rig.connect().status;
  return again == whenNothingFails ? "" : std::string("the next connection ends in ") + statusName(again);
}

class HandshakeBusFault : public testing::TestWithParam<std::size_t> {
 protected:
  std::map<std::string, int> tryAll(const PreparedDevice& device, Status whenNothingFails,
                                    std::size_t stride) {
    const std::vector<emulator::FaultRule> faults = singleFaults(trafficOf(device, whenNothingFails));
    EXPECT_GT(faults.size(), 1000U);
    std::map<std::string, int> ends;
    int failures = 0;
    for (std::size_t i = GetParam() * stride; i < faults.size() && failures < 10; i += kShards * stride) {
      Status status{};
      const std::string wrong = tryWith(device, whenNothingFails, faults[i], status);
      ++ends[statusName(status)];
      if (wrong.empty()) continue;
      ADD_FAILURE() << formatFaultRule(faults[i]) << " (" << statusName(status) << "): " << wrong;
      ++failures;
    }
    for (const auto& [status, count] : ends) RecordProperty(status, count);
    return ends;
  }
};

TEST_P(HandshakeBusFault, ConnectsOrTellsTheTruth) {
  auto ends = tryAll(right(), Status::ok, kEvery);
  EXPECT_GT(ends["ok"], 0);
  EXPECT_GT(ends["chipFailed"], 0);
}

TEST_P(HandshakeBusFault, NeverTrustsAForgedChain) {
  auto ends = tryAll(forged(), Status::badSignature, kSome);
  EXPECT_EQ(ends["ok"], 0);
  EXPECT_GT(ends["badSignature"], 0);
}

INSTANTIATE_TEST_SUITE_P(Part, HandshakeBusFault, testing::Range<std::size_t>(0, kShards));

}  // namespace
}  // namespace signet::test
