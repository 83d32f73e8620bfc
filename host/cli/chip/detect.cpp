// `signet detect`: every chip on every bus.
#include <fmt/format.h>

#include "host/base/encoding.h"
#include "host/chip/find_chips.h"
#include "host/cli/chip/chip_facts.h"
#include "host/cli/command.h"
#include "host/cli/commands.h"

namespace signet::cli {
namespace {

/// One chip that answered, and what it said about itself.
struct Sighting {
  std::string bus;
  i2c::Address address;
  std::string type;
  std::string serial;
  std::optional<atecc::ConfigZone> config;
  std::string problem;  ///< why it could not be asked, if so
};

Sighting examine(chip::OpenBus& bus, const std::string& busName, i2c::Address address) {
  Sighting sighting;
  sighting.bus = busName;
  sighting.address = address;
  atecc::Session session(bus.bus(), bus.clock(), address);
  atecc::Device device(session);
  const auto revision = device.revision();
  const auto serial = device.serialNumber();
  const auto config = device.readConfig();
  if (revision.ok()) sighting.type = chipType(revision.value().bytes);
  if (serial.ok()) sighting.serial = hexOf(serial.value());
  if (config.ok()) {
    sighting.config = atecc::ConfigZone{config.value()};
  } else {
    sighting.problem = statusError(config.status(), "Reading its configuration").what();
  }
  (void)session.sleep();  // found and read: that it sleeps by itself a second later would do as well
  return sighting;
}

void lookOn(const chip::ChipName& name, Console& console, std::vector<Sighting>& found) {
  const auto bus = chip::openBus(name);
  std::vector<i2c::Address> addresses;
  if (!name.address) {
    addresses = chip::chipsOn(*bus, name.bus(), searchProgress(console));
  } else if (chip::isChipAt(*bus, *name.address)) {
    addresses = {*name.address};
  }
  for (const i2c::Address address : addresses) found.push_back(examine(*bus, name.bus(), address));
}

void printDetect(Console& console, const std::vector<Sighting>& found) {
  Table table({"CHIP", "8-BIT ADDRESS", "TYPE", "SERIAL NUMBER", "CONFIG", "DATA"});
  for (const Sighting& one : found) {
    table.row({fmt::format("{}@0x{:02X}", one.bus, one.address.sevenBit()),
               fmt::format("0x{:02X}", one.address.eightBit()), one.type.empty() ? "?" : one.type,
               one.serial.empty() ? "?" : one.serial,
               one.config ? lockWord(console, one.config->configLocked()) : "?",
               one.config ? lockWord(console, one.config->dataLocked()) : "?"});
  }
  table.print(console);
  for (const Sighting& one : found) {
    if (!one.problem.empty()) console.warn(one.problem);
  }
}

Json toJson(const Sighting& one) {
  Json json{{"chip", fmt::format("{}@0x{:02X}", one.bus, one.address.sevenBit())},
            {"bus", one.bus},
            {"address", one.address.sevenBit()},
            {"address8bit", one.address.eightBit()},
            {"type", one.type},
            {"serialNumber", one.serial}};
  if (one.config) {
    json["configLocked"] = one.config->configLocked();
    json["dataLocked"] = one.config->dataLocked();
  }
  if (!one.problem.empty()) json["problem"] = one.problem;
  return json;
}

std::vector<chip::ChipName> busesToSearch(const Context& context) {
  if (!context.chipName().empty()) return {chip::parseChipName(context.chipName())};
  std::vector<chip::ChipName> names;
  for (const std::string& path : chip::realBuses()) {
    names.push_back({.kind = chip::ChipName::Kind::i2cDevice, .where = path, .address = {}});
  }
  return names;
}

void detect(Context& context) {
  std::vector<Sighting> found;
  std::optional<UserError> problem;
  const std::vector<chip::ChipName> names = busesToSearch(context);
  for (const chip::ChipName& name : names) {
    try {
      lookOn(name, context.console(), found);
    } catch (const UserError& error) {
      if (names.size() == 1) throw;
      problem = error;
      context.console().warn(error.what());
    }
  }
  if (context.console().json()) {
    Json chips = Json::array();
    for (const Sighting& one : found) chips.push_back(toJson(one));
    context.console().result(Json{{"chips", chips}});
  } else if (!found.empty()) {
    printDetect(context.console(), found);
  }
  if (!found.empty()) return;
  if (problem) throw UserError(*problem);
  throw chip::noChipError(context.chipName().empty() ? std::nullopt : std::optional(names.front()));
}

}  // namespace

void addDetect(CLI::App& root, Context& context) {
  CLI::App& command = addCommand(
      root, "detect",
      {.summary = "find every chip on every bus",
       .details =
           "Wakes the chips and lists what answers: where, what it is, its serial number, its locks. "
           "Without\n"
           "--chip every bus /dev/i2c-* is searched; with it only that bus (or that address). Other devices\n"
           "on a bus are read from, never written to. Nothing is changed.",
       .examples = {"signet detect", "signet detect --chip i2c:/dev/i2c-1", "signet detect --json"}});
  onRun(command, [&context] { detect(context); });
}

}  // namespace signet::cli
