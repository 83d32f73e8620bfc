// `signet chip reset`: a virtual chip becomes blank again.
#include <fmt/format.h>

#include <memory>

#include "host/base/encoding.h"
#include "host/chip/image_error.h"
#include "host/cli/command.h"
#include "host/cli/commands.h"
#include "host/cli/confirm.h"
#include "signet/atecc/config/config_zone.h"

namespace signet::cli {
namespace {

struct ChipResetOptions {
  std::string file;
  std::string irreversible;
};

/// The bytes that the factory made different in each part: they stay.
void keepIdentity(const emulator::Eeprom& old, emulator::Eeprom& fresh) {
  for (std::size_t i = 0; i < 16; ++i) fresh.config[i] = old.config[i];
  fresh.transportSeed = old.transportSeed;
}

void reset(Context& context, const ChipResetOptions& options) {
  emulator::ChipImage image = emulator::loadChipImage(options.file);
  if (!isConfirmed(options.irreversible)) {
    throw UserError(
        Exit::needsYes,
        fmt::format("Resetting {} would destroy all keys and data in it. Nothing was changed.", options.file),
        "If you mean it, add: --irreversible yes");
  }
  emulator::Eeprom fresh = emulator::Eeprom::factory(1);
  keepIdentity(image.eeprom, fresh);
  image.eeprom = fresh;
  emulator::replaceChipImage(options.file, image);
  const std::string serial = hexOf(atecc::ConfigZone{fresh.config}.serialNumber());
  if (context.console().json()) {
    context.console().result(Json{{"file", options.file}, {"serialNumber", serial}});
  } else {
    context.console().line(
        fmt::format("{} is blank again, with its old serial number {}.", options.file, serial));
  }
}

}  // namespace

void addChipReset(CLI::App& root, Context& context) {
  auto options = std::make_shared<ChipResetOptions>();
  CLI::App& command = addCommand(
      commandGroup(root, "chip"), "reset",
      {.summary = "make a virtual chip blank again, as from the factory",
       .details = "Locks, configuration, keys and data go; serial number and options of the model stay. A\n"
                  "real chip cannot do this.",
       .examples = {"signet chip reset my.chip --irreversible yes"}});
  addOption(command, "file", options->file, "the chip's file").typeName("FILE").required();
  addConfirmation(command, options->irreversible);
  onRun(command, [&context, options] { reset(context, *options); });
}

}  // namespace signet::cli
