// `signet chip clone`: a virtual chip with what another chip shows of itself.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <memory>
#include <random>

#include "host/base/encoding.h"
#include "host/chip/open_bus.h"
#include "host/cli/command.h"
#include "host/cli/commands.h"
#include "signet/atecc/config/config_zone.h"

namespace signet::cli {
namespace {

using atecc::ReadMode;
using atecc::Slot;

struct Clone {
  emulator::ChipImage image;
  std::vector<unsigned> copied;
  std::vector<unsigned> hidden;
};

/// Everything the chip lets anyone read. Before the data zone is locked that is the configuration alone.
Clone copyOf(chip::ChipTarget& chip, Console& console) {
  Clone clone;
  clone.image.eeprom = emulator::Eeprom::factory(std::random_device()());
  clone.image.eeprom.config = chip.config().bytes;
  const bool readable = chip.config().dataLocked();
  if (readable) clone.image.eeprom.otp = chip.value(chip.device().readOtp(), "Reading the OTP zone");
  ProgressLine progress(console, "reading slots");
  for (unsigned number = 0; number < Slot::kCount; ++number) {
    const Slot slot = Slot::from(number).value();
    const bool clear =
        !chip.config().isPrivate(slot) && chip.config().slotConfig(slot).readMode() == ReadMode::clear;
    (readable && clear ? clone.copied : clone.hidden).push_back(number);
    if (readable && clear) {
      const auto target = clone.image.eeprom.slot(number);
      chip.check(chip.device().readSlot(slot, 0, {target.data(), target.size()}),
                 fmt::format("Reading slot {}", number));
    }
    progress.step(number + 1, Slot::kCount);
  }
  return clone;
}

std::string listOf(const std::vector<unsigned>& numbers) {
  return numbers.empty() ? "none" : fmt::format("{}", fmt::join(numbers, ", "));
}

void runChipClone(Context& context, const std::string& file) {
  chip::ChipTarget& chip = context.chip();
  const Clone clone = copyOf(chip, context.console());
  emulator::createChipImage(file, clone.image);
  if (context.console().json()) {
    context.console().result(Json{{"file", file},
                                  {"from", chip.name()},
                                  {"serialNumber", hexOf(chip.config().serialNumber())},
                                  {"slotsCopied", clone.copied},
                                  {"slotsNotReadable", clone.hidden}});
    return;
  }
  Console& console = context.console();
  console.line(
      fmt::format("Made {} with the configuration, locks and serial number of {}.", file, chip.name()));
  console.line(fmt::format("Slots copied: {}.", listOf(clone.copied)));
  console.line(fmt::format("Not readable, so blank in the copy: {}.", listOf(clone.hidden)));
}

}  // namespace

void addChipClone(CLI::App& root, Context& context) {
  auto file = std::make_shared<std::string>();
  CLI::App& command =
      addCommand(commandGroup(root, "chip"), "clone",
                 {.summary = "make a virtual chip like another chip, to rehearse on",
                  .details = "Copies what the chip named by --chip shows to anyone: "
                             "configuration, locks, serial number, counters,\n"
                             "and once its data zone is locked OTP and the slots that can be read. "
                             "Keys and secrets never leave\n"
                             "a chip, so they are not in the copy. The chip itself is only read.",
                  .examples = {"signet chip clone copy.chip --chip i2c:/dev/i2c-1",
                               "signet chip clone copy.chip --chip sim:my.chip"}});
  addOption(command, "file", *file, "the file to make").typeName("FILE").required();
  onRun(command, [&context, file] { runChipClone(context, *file); });
}

}  // namespace signet::cli
