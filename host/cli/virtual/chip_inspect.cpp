// `signet chip inspect`: what a chip image holds, also what the chip itself would never show.
#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "host/base/encoding.h"
#include "host/base/values.h"
#include "host/chip/open_bus.h"
#include "host/cli/chip/chip_facts.h"
#include "host/cli/command.h"
#include "host/cli/commands.h"

namespace signet::cli {
namespace {

using atecc::ConfigZone;
using atecc::Slot;

struct ChipInspectOptions {
  std::string file;
  std::vector<std::string> secrets;
};

struct SlotContent {
  Slot slot;
  std::string holds;
  bool secret = false;  ///< never shown by the chip in clear
  bool shown = false;
  std::string content;  ///< hexadecimal, or what stands for it
};

bool isSecret(const ConfigZone& config, Slot slot) {
  return config.isPrivate(slot) || config.slotConfig(slot).isSecret();
}

std::string contentOf(const emulator::Eeprom& eeprom, Slot slot) {
  const auto bytes = eeprom.slot(slot.number());
  if (std::all_of(bytes.begin(), bytes.end(), [](std::uint8_t byte) { return byte == 0xFF; })) {
    return "blank (all ff)";
  }
  return hexOf(bytes);
}

std::vector<SlotContent> slotsOf(const emulator::Eeprom& eeprom, const std::vector<unsigned>& named) {
  const ConfigZone config{eeprom.config};
  std::vector<SlotContent> slots;
  for (unsigned number = 0; number < Slot::kCount; ++number) {
    SlotContent one;
    one.slot = Slot::from(number).value();
    one.holds = slotHolds(config, one.slot);
    one.secret = isSecret(config, one.slot);
    one.shown = !one.secret || std::find(named.begin(), named.end(), number) != named.end();
    const bool keyMade = (eeprom.privateKeyValid >> number & 1) != 0;
    one.content = one.shown ? contentOf(eeprom, one.slot) : keyMade ? "key present, hidden" : "hidden";
    slots.push_back(one);
  }
  return slots;
}

void printChipInspect(Console& console, const std::string& file, const emulator::Eeprom& eeprom,
                      const std::vector<SlotContent>& slots) {
  const ConfigZone config{eeprom.config};
  Table facts;
  facts.row({"File", file});
  facts.row({"Serial number", hexOf(config.serialNumber())});
  facts.row({"Configuration zone", lockWord(console, config.configLocked())});
  facts.row({"Data and OTP zones", lockWord(console, config.dataLocked())});
  facts.row({"Configuration", hexOf(config.bytes)});
  facts.row({"OTP", hexOf(eeprom.otp)});
  facts.print(console);
  console.line();
  Table table({"SLOT", "HOLDS", "CONTENT"});
  for (const SlotContent& one : slots)
    table.row({fmt::format("{}", one.slot.number()), one.holds, one.content});
  table.print(console);
}

Json toJson(const std::string& file, const emulator::ChipImage& image,
            const std::vector<SlotContent>& slots) {
  const ConfigZone config{image.eeprom.config};
  Json list = Json::array();
  for (const SlotContent& one : slots) {
    Json json{{"slot", one.slot.number()}, {"holds", one.holds}, {"secret", one.secret}};
    if (one.shown) json["content"] = hexOf(image.eeprom.slot(one.slot.number()));
    if (config.isPrivate(one.slot))
      json["keyPresent"] = (image.eeprom.privateKeyValid >> one.slot.number() & 1) != 0;
    list.push_back(json);
  }
  return Json{{"file", file},
              {"serialNumber", hexOf(config.serialNumber())},
              {"configLocked", config.configLocked()},
              {"dataLocked", config.dataLocked()},
              {"repeatable", image.options.randomSeed.has_value()},
              {"config", hexOf(config.bytes)},
              {"otp", hexOf(image.eeprom.otp)},
              {"slots", list}};
}

void inspect(Context& context, const ChipInspectOptions& options) {
  std::vector<unsigned> named;
  for (const std::string& text : options.secrets) named.push_back(parseSlotNumber(text));
  const emulator::ChipImage image = emulator::loadChipImage(options.file);
  const std::vector<SlotContent> slots = slotsOf(image.eeprom, named);
  if (context.console().json()) {
    context.console().result(toJson(options.file, image, slots));
  } else {
    printChipInspect(context.console(), options.file, image.eeprom, slots);
  }
}

}  // namespace

void addChipInspect(CLI::App& root, Context& context) {
  auto options = std::make_shared<ChipInspectOptions>();
  CLI::App& command = addCommand(
      commandGroup(root, "chip"), "inspect",
      {.summary = "show what a virtual chip's file holds",
       .details =
           "Looks into the file, past the chip's own rules. "
           "Secret slots and private keys stay hidden unless\n"
           "each is named with --secret. Works while another program uses the chip. Nothing is changed.",
       .examples = {"signet chip inspect my.chip", "signet chip inspect my.chip --secret 0"}});
  addOption(command, "file", options->file, "the chip's file").typeName("FILE").required();
  addOption(command, "--secret", options->secrets, "also show this secret slot (may be given several times)")
      .typeName("SLOT");
  onRun(command, [&context, options] { inspect(context, *options); });
}

}  // namespace signet::cli
