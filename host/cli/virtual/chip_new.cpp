// `signet chip new`: a virtual chip in a file.
#include <fmt/format.h>

#include <memory>
#include <random>

#include "host/base/encoding.h"
#include "host/base/values.h"
#include "host/chip/open_bus.h"
#include "host/cli/command.h"
#include "host/cli/commands.h"
#include "host/cli/config/config_file.h"
#include "signet/atecc/config/config_zone.h"

namespace signet::cli {
namespace {

struct ChipNewOptions {
  std::string file;
  std::string config;
  std::string seed;
  bool locked = false;
};

std::uint64_t fromSystem() {
  std::random_device device;
  return std::uint64_t{device()} << 32 | device();
}

/// What Write can change in the configuration zone before it is locked; serial number and lock bytes
/// stay the chip's.
void takeConfig(emulator::Eeprom& eeprom, const atecc::ConfigZone& config) {
  for (std::size_t i = 0; i < config.bytes.size(); ++i) {
    if (atecc::isConfigWritable(i / 4 * 4, 4)) eeprom.config[i] = config.bytes[i];
  }
}

void lockBoth(emulator::Eeprom& eeprom) {
  atecc::ConfigZone zone{eeprom.config};
  zone.setConfigLocked(true);
  zone.setDataLocked(true);
  eeprom.config = zone.bytes;
}

emulator::ChipImage makeImage(Context& context, const ChipNewOptions& options) {
  emulator::ChipImage image;
  if (options.seed.empty()) {
    image.eeprom = emulator::Eeprom::factory(fromSystem());
  } else {
    const unsigned seed = parseNumber(options.seed, "The seed", 0, 4294967295U);
    image.eeprom = emulator::Eeprom::factory(seed);
    image.options.randomSeed = seed;
    context.console().warn("with --seed the chip's keys and random numbers can be foretold: for tests only.");
  }
  if (!options.config.empty()) takeConfig(image.eeprom, readConfigFile(options.config, context.in()));
  if (options.locked) lockBoth(image.eeprom);
  return image;
}

void create(Context& context, const ChipNewOptions& options) {
  const emulator::ChipImage image = makeImage(context, options);
  emulator::createChipImage(options.file, image);
  const std::string serial = hexOf(atecc::ConfigZone{image.eeprom.config}.serialNumber());
  if (context.console().json()) {
    context.console().result(Json{{"file", options.file},
                                  {"chip", "sim:" + options.file},
                                  {"serialNumber", serial},
                                  {"locked", options.locked}});
    return;
  }
  context.console().line(fmt::format("Made {}: an ATECC508A with serial number {}, {}.", options.file, serial,
                                     options.locked ? "both zones locked" : "blank as from the factory"));
  context.console().line(fmt::format("Use it with --chip sim:{}, for example: signet info --chip sim:{}",
                                     options.file, options.file));
}

}  // namespace

void addChipNew(CLI::App& root, Context& context) {
  auto options = std::make_shared<ChipNewOptions>();
  CLI::App& command =
      addCommand(commandGroup(root, "chip"), "new",
                 {.summary = "make a virtual chip in a file",
                  .details = "The file then holds all that a chip remembers without power, "
                             "private keys included: it is written so\n"
                             "that only you can read it. The new chip is blank, as from the factory. "
                             "With --config it gets another\n"
                             "configuration; with --locked both of its zones are locked, "
                             "so that keys can be made and used at once.",
                  .examples = {"signet chip new my.chip", "signet chip new ready.chip --locked",
                               "signet chip new test.chip --config layout.hex --seed 1"}});
  addOption(command, "file", options->file, "the file to make").typeName("FILE").required();
  addOption(command, "--config", options->config,
            "configuration to start with: 128 bytes, their hexadecimal digits, or another chip image");
  addOption(command, "--seed", options->seed,
            "make serial number, keys and random numbers repeatable (tests only), 0 to 4294967295");
  addFlag(command, "--locked", options->locked, "lock the configuration zone and the data zone");
  onRun(command, [&context, options] { create(context, *options); });
}

}  // namespace signet::cli
