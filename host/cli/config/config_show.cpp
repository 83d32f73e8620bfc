// `signet config show`: the 128 bytes, raw and by field.
#include <fmt/format.h>

#include <memory>

#include "host/base/encoding.h"
#include "host/cli/command.h"
#include "host/cli/commands.h"
#include "host/cli/config/config_forms.h"
#include "host/cli/config/config_input.h"

namespace signet::cli {
namespace {

using atecc::BitField;
using atecc::ConfigAccess;
using atecc::ConfigField;
using atecc::ConfigZone;
using atecc::Slot;

const char* accessName(ConfigAccess access) {
  switch (access) {
    case ConfigAccess::never: return "factory";
    case ConfigAccess::write: return "Write";
    case ConfigAccess::updateExtra: return "UpdateExtra";
    case ConfigAccess::lock: return "Lock";
    case ConfigAccess::writeThenLock: return "Write, then Lock";
  }
  return "";
}

template <std::size_t N>
std::string bitsText(const BitField (&bits)[N], unsigned value) {
  std::string text;
  for (const BitField& field : bits) {
    const unsigned bitsValue = (value >> field.shift) & ((1u << field.width) - 1);
    if (bitsValue != 0) text += fmt::format("{}{}={}", text.empty() ? "" : " ", field.name, bitsValue);
  }
  return text.empty() ? "-" : text;
}

std::string meaning(const ConfigZone& zone, const ConfigField& field, unsigned index) {
  const std::string_view name = field.name;
  const auto address = zone.i2cAddress();
  if (name == "I2C_Address" && zone.i2cEnabled()) {
    return address.ok() ? fmt::format("7-bit 0x{:02x}", address->sevenBit()) : "not a usable address";
  }
  if (name == "OTPmode") {
    return zone.otpMode() == atecc::OtpMode::readOnly      ? "read-only"
           : zone.otpMode() == atecc::OtpMode::consumption ? "consumption"
                                                           : "reserved";
  }
  if (name == "ChipMode") return bitsText(atecc::kChipModeBits, zone.chipMode().byte());
  if (name == "Counter") {
    return fmt::format("{}{}", zone.counter(index),
                       atecc::isCounterCode(zone.counterBytes(index)) ? "" : " (not a code of the chip)");
  }
  if (name == "LastKeyUse") return fmt::format("{} uses of slot 15 left", zone.lastKeyUsesLeft());
  if (name == "LockValue") return zone.dataLocked() ? "locked" : "open";
  if (name == "LockConfig") return zone.configLocked() ? "locked" : "open";
  if (name == "X509format") return bitsText(atecc::kX509FormatBits, zone.x509Format(index));
  return "";
}

void printRaw(Console& console, const ConfigZone& zone) {
  for (std::size_t offset = 0; offset < ConfigZone::kSize; offset += 16) {
    std::string line = fmt::format("{:3}:", offset);
    for (const std::uint8_t byte : Bytes(zone.bytes).subspan(offset, 16))
      line += fmt::format(" {:02x}", byte);
    console.line(line);
  }
}

void printFields(Console& console, const ConfigZone& zone) {
  Table table({"BYTE", "FIELD", "VALUE", "MEANING", "CHANGED BY"});
  for (const ConfigField& field : atecc::kConfigFields) {
    if (field.count == Slot::kCount) continue;  // in the table of slots
    for (unsigned i = 0; i < field.count; ++i) {
      const std::string name = field.count == 1 ? field.name : fmt::format("{}[{}]", field.name, i);
      table.row({fmt::format("{}", field.offset + i * field.size), name, hexOf(zone.field(field, i)),
                 meaning(zone, field, i), accessName(field.access)});
    }
  }
  table.print(console);
}

void printSlots(Console& console, const ConfigZone& zone) {
  Table table({"SLOT", "SLOTCONFIG", "", "KEYCONFIG", "", "LOCKED"});
  for (unsigned i = 0; i < Slot::kCount; ++i) {
    const Slot slot = Slot::from(i).value();
    table.row({fmt::format("{}", i), fmt::format("{:04x}", zone.slotConfig(slot).word()),
               bitsText(atecc::kSlotConfigBits, zone.slotConfig(slot).word()),
               fmt::format("{:04x}", zone.keyConfig(slot).word()),
               bitsText(atecc::kKeyConfigBits, zone.keyConfig(slot).word()),
               zone.slotLocked(slot) ? "yes" : "no"});
  }
  table.print(console);
}

void showConfig(Context& context, const std::string& what) {
  const ConfigInput input = readConfigInput(context, what);
  Console& console = context.console();
  if (console.json()) {
    console.result(Json{{"source", input.name},
                        {"bytes", hexOf(input.zone.bytes)},
                        {"configLocked", input.zone.configLocked()},
                        {"dataLocked", input.zone.dataLocked()},
                        {"fields", configFields(input.zone)}});
    return;
  }
  printRaw(console, input.zone);
  console.line();
  printFields(console, input.zone);
  console.line();
  printSlots(console, input.zone);
  console.line();
  console.line("Bits that are 0 are left out; SlotConfig and KeyConfig are words, low byte stored first.");
}

}  // namespace

void addConfigShow(CLI::App& root, Context& context) {
  auto what = std::make_shared<std::string>();
  CLI::App& command = addCommand(
      commandGroup(root, "config"), "show",
      {.summary = "the configuration's bytes and fields, by their datasheet names",
       .details = "`signet config explain` tells what they mean.",
       .examples = {"signet config show --chip sim:my.chip", "signet config show layout.hex --json"}});
  addOption(command, "file", *what, kConfigInputHelp).typeName("FILE");
  onRun(command, [&context, what] { showConfig(context, *what); });
}

}  // namespace signet::cli
