// Provisioning with every single bus fault at every place: it ends in success or with a sentence, nothing is
// locked that is not what the profile says, and the same call again makes it complete.
#include <gtest/gtest.h>

#include "host/base/encoding.h"
#include "host/base/errors.h"
#include "host/base/sanitized.h"
#include "host/emulator/fault/fault_injector.h"
#include "host/provision/apply.h"
#include "host/provision/test_rig.h"
#include "tests/faults/single_faults.h"

namespace signet::test {
namespace {

using namespace provision;
using namespace std::chrono_literals;
using emulator::FaultUnit;

#if SIGNET_SANITIZED
constexpr std::size_t kStride = 97;  // the sanitizers are slow
#else
constexpr std::size_t kStride = 3;
#endif

Applied provisionBy(Process& process) {
  const Plan plan = makePlan(profile::loadProfile("aws-iot"), readState(process.device));
  return apply(process.device, plan, process.files);
}

TrafficCounts trafficOfAWholeRun() {
  Board board;
  Disk disk;
  emulator::FaultInjector counter({});
  board.bus.setFaults(&counter);
  Process process(board, disk);
  (void)provisionBy(process);
  board.bus.setFaults(nullptr);
  return {counter.counted(FaultUnit::byte), counter.counted(FaultUnit::command),
          counter.counted(FaultUnit::wake)};
}

/// What is false about a chip in this state; "" if nothing.
std::string judge(const Board& board, const Disk& disk) {
  const atecc::ConfigZone config{board.chip.eeprom().config};
  if (config.configLocked() && !isMadeBy(profile::loadProfile("aws-iot"), config))
    return "another configuration is locked";
  if (!config.dataLocked()) return "";
  const auto secret = disk.find(home::kSecretFile);
  if (secret == disk.end() || hexOf(Bytes(board.chip.eeprom().slot(6)).first(32)) + "\n" != secret->second)
    return "a secret is locked that nobody knows";
  return (board.chip.eeprom().privateKeyValid & 1) != 0 ? "" : "the data zone is locked without a key";
}

void restart(Board& board) {
  board.bus.setFaults(nullptr);
  board.bus.release();
  board.bus.wait(200ms);  // what is scheduled happens
  board.bus.setPower(board.chip, false);
  board.bus.wait(10ms);
  board.bus.setPower(board.chip, true);
  board.bus.wait(1ms);
}

/// What goes wrong with this fault; "" if nothing.
std::string tryFault(const emulator::FaultRule& rule) {
  Board board;
  Disk disk;
  emulator::FaultInjector faults({1, {rule}});
  board.bus.setFaults(&faults);
  try {
    Process process(board, disk);
    (void)provisionBy(process);
    if (!atecc::ConfigZone{board.chip.eeprom().config}.dataLocked()) return "success, but it is not locked";
  } catch (const UserError& error) {
    if (error.next().empty()) return "an error without a next step";
  }
  restart(board);
  if (const std::string wrong = judge(board, disk); !wrong.empty()) return wrong;
  try {
    Process process(board, disk);
    if (!provisionBy(process).paired) return "complete, but without the secret";
  } catch (const UserError& error) {
    return std::string("it does not go on: ") + error.what();
  }
  return judge(board, disk);
}

TEST(ProvisioningFaults, EachAtEveryPlace) {
  const auto rules = singleFaults(trafficOfAWholeRun());
  ASSERT_GT(rules.size(), 1000u);
  for (std::size_t i = 0; i < rules.size(); i += kStride) {
    const std::string wrong = tryFault(rules[i]);
    ASSERT_EQ(wrong, "") << emulator::formatFaultRule(rules[i]);
  }
}

}  // namespace
}  // namespace signet::test
