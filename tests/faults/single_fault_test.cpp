// Does the driver report the truth whatever fails once? Every operation is run with every single fault at
// every place. It must end in success or a truthful error, never with a wrong result, in bounded time; the
// chip must then hold what it says it holds, and the same session must work again when the fault is over.
#include <gtest/gtest.h>

#include <map>

#include "host/base/sanitized.h"
#include "host/crypto/p256.h"
#include "host/emulator/fault/fault_injector.h"
#include "tests/faults/operation.h"
#include "tests/faults/single_faults.h"
#include "tests/support/test_part.h"

namespace signet::test {
namespace {

using namespace atecc;
using namespace std::chrono_literals;
using emulator::Eeprom;

#if SIGNET_SANITIZED
constexpr std::size_t kStride = 29;  // the sanitizers are slow; the release build tries every one
#else
constexpr std::size_t kStride = 1;
#endif

/// Longer than all retries of the longest operation.
constexpr emulator::Duration kLongestRun = 20s;

/// Lasting state that anyone can see; the seed of the random numbers is not.
bool sameContent(const Eeprom& a, const Eeprom& b) {
  return a.config == b.config && a.otp == b.otp && a.data == b.data && a.privateKeyValid == b.privateKeyValid;
}

/// Every byte is the old or the new one.
bool oldOrNew(const Eeprom& now, const Eeprom& old, const Eeprom& wanted) {
  for (std::size_t i = 0; i < now.config.size(); ++i) {
    if (now.config[i] != old.config[i] && now.config[i] != wanted.config[i]) return false;
  }
  return now.otp == old.otp && now.data == old.data && now.privateKeyValid == old.privateKeyValid;
}

std::string judgeLasting(const Operation& operation, const Eeprom& now, Status status) {
  const bool done = operation.done && operation.done(now);
  const bool unchanged = sameContent(now, operation.start);
  if (status == Status::ok && operation.done && !done) return "success, but the chip does not show it";
  switch (operation.lasting) {
    case Lasting::nothing: return unchanged ? "" : "the chip changed for good";
    case Lasting::atOnce:
      if (unchanged || status == Status::ok) return "";
      if (!done) return "the chip holds neither the old nor the new state";
      return status == Status::outcomeUnknown || status == Status::notVerified
                 ? ""
                 : "it was done, but the status denies it";
    case Lasting::stepwise: {
      Eeprom wanted = operation.start;
      wanted.config = testConfiguration(operation.start);
      return oldOrNew(now, operation.start, wanted) ? "" : "a byte is neither the old nor the new one";
    }
  }
  return "";
}

/// The chip tells what it holds: its configuration, and whether there is a key, which then works.
std::string judgeChip(Rig& rig) {
  Session session(rig.port, rig.clock);
  Device chip(session);
  const auto config = chip.readConfig();
  if (!config.ok())
    return std::string("afterwards the configuration cannot be read: ") + statusName(config.status());
  if (*config != rig.chip.eeprom().config) return "afterwards another configuration is read than there is";
  if ((*config)[87] == 0x55) return "";
  const Result<bool> valid = chip.keyValid(kTlsKey);
  if (!valid.ok() || *valid != ((rig.chip.eeprom().privateKeyValid & 1) != 0))
    return "afterwards KeyValid is wrong";
  if (!*valid) return "";
  const Result<PublicKey> key = chip.publicKey(kTlsKey);
  const Result<Signature> signature = chip.signDigest(kTlsKey, blockOf(1));
  if (!key.ok() || !signature.ok()) return "afterwards the key does not work";
  return verifyOnHost(*key, blockOf(1), *signature) ? "" : "afterwards the key makes wrong signatures";
}

/// What is wrong with the run of an operation under this rule; "" if nothing. `status` is how it ended.
std::string tryWith(const Operation& operation, const emulator::FaultRule& rule, Status& status) {
  Rig rig(operation.start);
  emulator::FaultInjector faults({1, {rule}});
  rig.bus.setFaults(&faults);
  const emulator::Time begin = rig.bus.now();
  const Ended ended = operation.run(rig);
  const emulator::Duration took = rig.bus.now() - begin;
  status = ended.status;

  rig.bus.wait(100ms);  // a command that is still running ends
  rig.bus.setFaults(nullptr);
  rig.bus.release();
  if (!ended.wrong.empty()) return "success with " + ended.wrong;
  if (status != Status::ok && !isTruthful(status)) return std::string("untrue: ") + statusName(status);
  if (took > kLongestRun) return "took longer than it ever may";
  if (const std::string wrong = judgeLasting(operation, rig.chip.eeprom(), status); !wrong.empty())
    return wrong;

  const bool powered = rig.chip.powered();
  if (!powered) rig.bus.setPower(rig.chip, true);
  rig.bus.wait(5s);  // whatever the fault made late is over
  if (powered && !rig.device.revision().ok()) return "the session does not work any more";
  return judgeChip(rig);
}

TrafficCounts trafficOf(const Operation& operation) {
  Rig rig(operation.start);
  emulator::FaultInjector none({});
  rig.bus.setFaults(&none);
  const Ended ended = operation.run(rig);
  rig.bus.setFaults(nullptr);
  EXPECT_EQ(ended.status, Status::ok);
  EXPECT_EQ(ended.wrong, "");
  EXPECT_EQ(judgeLasting(operation, rig.chip.eeprom(), Status::ok), "");
  return {none.counted(emulator::FaultUnit::byte), none.counted(emulator::FaultUnit::command),
          none.counted(emulator::FaultUnit::wake)};
}

class SingleFault : public testing::TestWithParam<std::size_t> {};

TEST_P(SingleFault, EndsInSuccessOrATruthfulError) {
  const Operation& operation = operations()[GetParam()];
  const std::vector<emulator::FaultRule> faults = singleFaults(trafficOf(operation));
  ASSERT_GT(faults.size(), 100u);
  std::map<std::string, int> ends;
  int failures = 0;
  for (std::size_t i = 0; i < faults.size() && failures < 10; i += kStride) {
    Status status{};
    const std::string wrong = tryWith(operation, faults[i], status);
    ++ends[statusName(status)];
    if (wrong.empty()) continue;
    ADD_FAILURE() << operation.name << ", " << formatFaultRule(faults[i]) << " (" << statusName(status)
                  << "): " << wrong;
    ++failures;
  }
  for (const auto& [status, count] : ends) RecordProperty(status, count);
  EXPECT_GT(ends["ok"], 0);
}

INSTANTIATE_TEST_SUITE_P(Every, SingleFault, testing::Range<std::size_t>(0, operations().size()),
                         [](const auto& operation) { return operations()[operation.param].name; });

}  // namespace
}  // namespace signet::test
