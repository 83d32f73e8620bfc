// `signet info`: everything the chip shows about itself, readable.
#include <fmt/format.h>

#include "host/base/encoding.h"
#include "host/cli/chip/chip_facts.h"
#include "host/cli/command.h"
#include "host/cli/commands.h"

namespace signet::cli {
namespace {

using atecc::ConfigZone;
using atecc::Slot;

struct SlotInfo {
  Slot slot;
  std::string holds;
  std::optional<bool> keyPresent;  ///< of private keys, and whether a public key is validated
};

struct Facts {
  std::string type;
  std::string revision;
  ConfigZone config;
  std::array<std::uint32_t, 2> counters{};
  std::vector<SlotInfo> slots;
};

Facts gather(chip::ChipTarget& chip) {
  Facts facts;
  const atecc::Revision revision = chip.value(chip.device().revision(), "Reading the chip's revision");
  facts.type = chipType(revision.bytes);
  facts.revision = hexOf(revision.bytes);
  facts.config = chip.config();
  facts.counters = {facts.config.counter(0), facts.config.counter(1)};
  for (unsigned number = 0; number < Slot::kCount; ++number) {
    SlotInfo info{.slot = Slot::from(number).value(), .holds = {}, .keyPresent = {}};
    info.holds = slotHolds(facts.config, info.slot);
    const atecc::KeyConfig key = facts.config.keyConfig(info.slot);
    if (key.isPrivate() || (key.isPublicKey() && key.pubInfo() && number >= 8)) {
      info.keyPresent =
          chip.value(chip.device().keyValid(info.slot), fmt::format("Asking for slot {}", number));
    }
    facts.slots.push_back(info);
  }
  return facts;
}

std::string presence(const Facts& facts, const SlotInfo& info) {
  if (!info.keyPresent) return "";
  if (facts.config.isPrivate(info.slot)) return *info.keyPresent ? "key present" : "no key yet";
  return *info.keyPresent ? "validated" : "not validated";
}

void printChipFacts(Console& console, chip::ChipTarget& chip, const Facts& facts) {
  const auto address = facts.config.i2cAddress();
  Table table;
  table.row({"Chip", chip.name()});
  table.row({"Type", fmt::format("{} (revision {})", facts.type, facts.revision)});
  table.row({"Serial number", hexOf(facts.config.serialNumber())});
  table.row({"I2C address",
             address.ok() ? chip::bothNotations(address.value()) : "not a valid one in the configuration"});
  table.row({"Configuration zone", lockWord(console, facts.config.configLocked())});
  table.row({"Data and OTP zones", lockWord(console, facts.config.dataLocked())});
  table.row({"OTP mode", facts.config.otpMode() == atecc::OtpMode::readOnly ? "read-only"
                         : facts.config.otpMode() == atecc::OtpMode::consumption
                             ? "consumption (bits can be cleared)"
                             : "reserved value"});
  table.row({"Watchdog", facts.config.chipMode().watchdogLong() ? "10 s" : "1.3 s"});
  for (unsigned i = 0; i < facts.counters.size(); ++i) {
    table.row({fmt::format("Counter {}", i), fmt::format("{} of {}", facts.counters[i], atecc::kCounterMax)});
  }
  table.print(console);
}

void printSlotFacts(Console& console, const Facts& facts) {
  console.line();
  Table table({"SLOT", "BYTES", "HOLDS", "STATE", "READ", "WRITE", "LOCK"});
  for (const SlotInfo& info : facts.slots) {
    table.row({fmt::format("{}", info.slot.number()), fmt::format("{}", info.slot.size()), info.holds,
               presence(facts, info), slotReads(facts.config, info.slot), slotWrites(facts.config, info.slot),
               facts.config.slotLocked(info.slot)             ? "locked"
               : facts.config.keyConfig(info.slot).lockable() ? "lockable"
                                                              : ""});
  }
  table.print(console);
  if (!facts.config.dataLocked()) {
    console.line();
    console.line(
        facts.config.configLocked()
            ? "READ and WRITE hold once the data zone is locked. Until then slots can be written in whole\n"
              "blocks by anyone, and nothing can be read."
            : "READ and WRITE hold once the data zone is locked. Until the configuration zone is locked the\n"
              "slots cannot be used at all, and random numbers are a fixed pattern.");
  }
}

Json slotFactsJson(const Facts& facts, const SlotInfo& info) {
  Json json{{"slot", info.slot.number()},
            {"bytes", info.slot.size()},
            {"holds", info.holds},
            {"read", slotReads(facts.config, info.slot)},
            {"write", slotWrites(facts.config, info.slot)},
            {"locked", facts.config.slotLocked(info.slot)},
            {"lockable", facts.config.keyConfig(info.slot).lockable()},
            {"slotConfig", facts.config.slotConfig(info.slot).word()},
            {"keyConfig", facts.config.keyConfig(info.slot).word()}};
  if (info.keyPresent)
    json[facts.config.isPrivate(info.slot) ? "keyPresent" : "validated"] = *info.keyPresent;
  return json;
}

Json toJson(chip::ChipTarget& chip, const Facts& facts) {
  Json slots = Json::array();
  for (const SlotInfo& info : facts.slots) slots.push_back(slotFactsJson(facts, info));
  return Json{{"chip", chip.name()},
              {"type", facts.type},
              {"revision", facts.revision},
              {"serialNumber", hexOf(facts.config.serialNumber())},
              {"address", chip.address().sevenBit()},
              {"address8bit", chip.address().eightBit()},
              {"configLocked", facts.config.configLocked()},
              {"dataLocked", facts.config.dataLocked()},
              {"counters", Json::array({facts.counters[0], facts.counters[1]})},
              {"slots", slots}};
}

void info(Context& context) {
  chip::ChipTarget& chip = context.chip();
  const Facts facts = gather(chip);
  if (context.console().json()) {
    context.console().result(toJson(chip, facts));
    return;
  }
  printChipFacts(context.console(), chip, facts);
  printSlotFacts(context.console(), facts);
}

}  // namespace

void addInfo(CLI::App& root, Context& context) {
  CLI::App& command =
      addCommand(root, "info",
                 {.summary = "show what the chip is, its locks, counters and slots",
                  .details = "Reads the configuration and asks for each key. Nothing is changed.\n"
                             "`signet config explain` tells the same about the slots in plain words.",
                  .examples = {"signet info", "signet info --chip sim:my.chip", "signet info --json"}});
  onRun(command, [&context] { info(context); });
}

}  // namespace signet::cli
