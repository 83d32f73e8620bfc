// Provisioning cut at every instant: whatever stops it, the same call again ends in the same state.
#include <gtest/gtest.h>

#include "host/base/encoding.h"
#include "host/base/errors.h"
#include "host/emulator/fault/fault_injector.h"
#include "host/provision/apply.h"
#include "host/provision/test_rig.h"
#include "signet/core/crc16.h"

namespace signet::provision {
namespace {

using namespace std::chrono_literals;
using emulator::FaultKind;
using emulator::FaultUnit;

Applied provision(Process& process) {
  const Plan plan = makePlan(profile::loadProfile("aws-iot"), readState(process.device));
  return apply(process.device, plan, process.files);
}

/// How many transactions on the bus and files written a run without interruption takes.
std::uint64_t wholeLife() {
  Board board;
  Disk disk;
  Process process(board, disk);
  (void)provision(process);
  return process.life.count();
}

/// What every way must lead to: locked as the profile says, with a key that signs and a secret that is shared
/// (apply() proves both), and a journal that says so.
void expectComplete(Board& board, Disk& disk, const std::string& where) {
  SCOPED_TRACE(where);
  Process process(board, disk);
  Applied applied;
  try {
    applied = provision(process);
  } catch (const UserError& error) {
    FAIL() << error.what() << " " << error.next();
  }
  const atecc::ConfigZone config{board.chip.eeprom().config};
  EXPECT_TRUE(config.configLocked() && config.dataLocked());
  EXPECT_TRUE(profile::isMadeBy(profile::loadProfile("aws-iot"), config));
  EXPECT_TRUE(applied.paired);
  EXPECT_EQ(hexOf(Bytes(board.chip.eeprom().slot(6)).first(32)) + "\n", disk.at(home::kSecretFile));
  const Journal journal = parseJournal(disk.at(home::kJournalFile), "journal");
  EXPECT_EQ(journal.progress, ApplyProgress::complete);
  EXPECT_EQ(journal.identity, applied.identity);
}

/// Until the chip is complete, nothing of it may be locked that was not verified; and what the journal says
/// was reached is true.
void expectTruth(const Board& board, const Disk& disk, const std::string& where) {
  SCOPED_TRACE(where);
  const atecc::ConfigZone config{board.chip.eeprom().config};
  if (config.configLocked()) {
    EXPECT_TRUE(profile::isMadeBy(profile::loadProfile("aws-iot"), config));
  }
  if (config.dataLocked()) {
    EXPECT_EQ(board.chip.eeprom().privateKeyValid & 1, 1);
    EXPECT_EQ(hexOf(Bytes(board.chip.eeprom().slot(6)).first(32)) + "\n", disk.at(home::kSecretFile));
  }
  const auto journal = disk.find(home::kJournalFile);
  if (journal == disk.end()) return;
  const ApplyProgress progress = parseJournal(journal->second, "journal").progress;
  EXPECT_TRUE(progress < ApplyProgress::configLocked || config.configLocked());
  EXPECT_TRUE(progress < ApplyProgress::complete || config.dataLocked());
}

void powerCycle(Board& board) {
  board.bus.setPower(board.chip, false);
  board.bus.wait(10ms);
  board.bus.setPower(board.chip, true);
  board.bus.wait(1ms);
}

/// Ends the process at one transaction or file, before or after it; the chip keeps its power, or
/// loses it too.
void killOnce(std::uint64_t at, bool after, bool chipToo) {
  const std::string where = "killed " + std::string(after ? "after " : "before ") + std::to_string(at);
  Board board;
  Disk disk;
  Process process(board, disk);
  process.life.killAt(at, after);
  EXPECT_THROW((void)provision(process), Killed) << where;
  expectTruth(board, disk, where);
  if (chipToo) {
    powerCycle(board);
  } else {
    board.bus.wait(3s);  // the next run is started by hand; the chip's watchdog has put it to sleep
  }
  expectComplete(board, disk, where);
}

TEST(Interruption, HostKilledAtEveryTransactionAndEveryFile) {
  const std::uint64_t life = wholeLife();
  ASSERT_GT(life, 80u);
  for (std::uint64_t at = 1; at <= life; ++at) {
    killOnce(at, false, false);
    killOnce(at, true, at % 2 == 0);
    if (HasFatalFailure()) return;
  }
}

/// A second interruption during the recovery from the first.
TEST(Interruption, KilledTwice) {
  const std::uint64_t life = wholeLife();
  for (std::uint64_t first = 2; first < life; first += 3) {
    for (std::uint64_t second = 1; second < life; second += 4) {
      Board board;
      Disk disk;
      for (const std::uint64_t at : {first, second}) {
        Process process(board, disk);
        process.life.killAt(at, true);
        try {
          (void)provision(process);
        } catch (const Killed&) {
        }
        board.bus.wait(3s);
      }
      expectComplete(board, disk, std::to_string(first) + ", then " + std::to_string(second));
    }
  }
}

/// The chip loses its power at one transaction, for 10 ms or until it is plugged in again.
void cutOnce(std::uint64_t at, emulator::Duration delay, bool comesBack) {
  emulator::FaultRule rule;
  rule.trigger.unit = FaultUnit::transaction;
  rule.trigger.number = at;
  rule.effect.kind = FaultKind::powerCut;
  rule.effect.delay = delay;
  if (comesBack) rule.effect.duration = 10ms;
  const std::string where = emulator::formatFaultRule(rule);
  Board board;
  Disk disk;
  emulator::FaultInjector faults({1, {rule}});
  board.bus.setFaults(&faults);
  Process process(board, disk);
  try {
    (void)provision(process);
  } catch (const UserError& error) {
    EXPECT_FALSE(error.next().empty()) << where;
  }
  board.bus.setFaults(nullptr);
  board.bus.wait(100ms);  // a cut that is still to come
  expectTruth(board, disk, where);
  powerCycle(board);
  expectComplete(board, disk, where);
}

TEST(Interruption, ChipWithoutPowerAtEveryTransaction) {
  Board board;
  Disk disk;
  emulator::FaultInjector counter({});
  board.bus.setFaults(&counter);
  Process process(board, disk);
  (void)provision(process);
  const std::uint64_t transactions = counter.counted(FaultUnit::transaction);
  ASSERT_GT(transactions, 80u);
  for (std::uint64_t at = 1; at <= transactions; ++at) {
    for (const emulator::Duration delay : {5us, 300us, 700us, 2000us, 7000us, 11000us, 41000us}) {
      cutOnce(at, delay, true);  // at the transaction, and in the middle of what its command does
      cutOnce(at, delay, false);
    }
    if (HasFatalFailure()) return;
  }
}

}  // namespace
}  // namespace signet::provision
