// `signet detect`: every chip on every bus.
#include <fmt/format.h>

#include <CLI/App.hpp>
#include <nlohmann/json.hpp>

#include "host/base/encoding.h"
#include "host/cli/chip_facts.h"
#include "host/cli/command.h"
#include "host/cli/commands.h"
#include "host/cli/find_chips.h"

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

Sighting examine(OpenBus& bus, const std::string& busName, i2c::Address address) {
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

void lookOn(const ChipName& name, Console& console, std::vector<Sighting>& found) {
  const auto bus = openBus(name);
  std::vector<i2c::Address> addresses;
  if (!name.address) {
    addresses = chipsOn(*bus, name.bus(), console);
  } else if (isChipAt(*bus, *name.address)) {
    addresses = {*name.address};
  }
  for (const i2c::Address address : addresses) found.push_back(examine(*bus, name.bus(), address));
}

void print(Console& console, const std::vector<Sighting>& found) {
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

std::vector<ChipName> busesToSearch(const App& app) {
  if (!app.chipName().empty()) return {parseChipName(app.chipName())};
  std::vector<ChipName> names;
  for (const std::string& path : realBuses()) {
    names.push_back({.kind = ChipName::Kind::i2cDevice, .where = path, .address = {}});
  }
  return names;
}

void detect(App& app) {
  std::vector<Sighting> found;
  std::optional<UserError> problem;
  const std::vector<ChipName> names = busesToSearch(app);
  for (const ChipName& name : names) {
    try {
      lookOn(name, app.console(), found);
    } catch (const UserError& error) {
      if (names.size() == 1) throw;
      problem = error;
      app.console().warn(error.what());
    }
  }
  if (app.console().json()) {
    Json chips = Json::array();
    for (const Sighting& one : found) chips.push_back(toJson(one));
    app.console().result(Json{{"chips", chips}});
  } else if (!found.empty()) {
    print(app.console(), found);
  }
  if (!found.empty()) return;
  if (problem) throw UserError(*problem);
  throw noChipError(app.chipName().empty() ? std::nullopt : std::optional(names.front()));
}

}  // namespace

void addDetect(CLI::App& root, App& app) {
  CLI::App& command = addCommand(
      root, "detect",
      {.summary = "find every chip on every bus",
       .details =
           "Wakes the chips and lists what answers: where, what it is, its serial number, its locks. "
           "Without\n"
           "--chip every bus /dev/i2c-* is searched; with it only that bus (or that address). Other devices\n"
           "on a bus are read from, never written to. Nothing is changed.",
       .examples = {"signet detect", "signet detect --chip i2c:/dev/i2c-1", "signet detect --json"}});
  command.callback([&app] { detect(app); });
}

}  // namespace signet::cli
