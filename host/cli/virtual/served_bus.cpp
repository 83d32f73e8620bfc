#include "host/cli/virtual/served_bus.h"

#include <fmt/format.h>

#include "host/base/errors.h"
#include "host/chip/chip_name.h"
#include "host/chip/open_bus.h"
#include "host/cli/options.h"
#include "host/cli/virtual/fault_file.h"

namespace signet::cli {
namespace {

/// Clients come to chips that have had power for a while: their first wake pulse may follow at once
/// (tPU, 100 us).
constexpr emulator::Duration kSincePower = std::chrono::milliseconds(1);
constexpr std::size_t kConfigI2cAddress = 16;  // DS20005927A table 2-5: bits 7..1, bit 0 not compared

std::unique_ptr<emulator::TimeSource> makeTime(const std::string& clock) {
  if (clock == "virtual") return std::make_unique<emulator::VirtualTime>();
  return std::make_unique<emulator::RealTime>();
}

UserError unusableAddress(const ChipFile& file, std::uint8_t configured) {
  return {Exit::refused,
          fmt::format("{} cannot be used on an I2C bus: its configuration byte 16 is {:02X}h, "
                      "which is no address a device may have.",
                      file.path, configured),
          "Byte 16 holds the 7-bit address in its bits 7 to 1, C0h for 0x60."};
}

UserError elsewhere(const ChipFile& file, i2c::Address actual) {
  return usageError(
      fmt::format("{} answers at {}, not at {}: the address is part of its configuration (byte 16).",
                  file.path, chip::bothNotations(actual), chip::bothNotations(*file.address)),
      fmt::format("Write {}, or leave the address out.",
                  fmt::format("{}@0x{:02X}", file.path, actual.sevenBit())));
}

}  // namespace

void ServedBusOptions::addTo(CLI::App& command) {
  addOption(command, "--clock", clock,
            "real: the chip is as slow as a real one (default). "
            "virtual: time goes only by traffic and by clients that advance it, as signet does")
      .oneOf({"real", "virtual"})
      .typeName("real|virtual");
  addOption(command, "--hz", hz,
            "clock rate of the bus (default 100000); above 133000 address 00h wakes no chip")
      .between(emulator::VirtualBus::kSlowest, emulator::VirtualBus::kFastest)
      .typeName("10000..1000000");
  addOption(command, "--faults", faults, "a plan of what shall go wrong (docs/faults.md)").typeName("FILE");
}

ChipFile parseChipFile(const std::string& text) {
  const std::string name = text.starts_with("sim:") ? text : "sim:" + text;
  const chip::ChipName parsed = chip::parseChipName(name);
  return {parsed.where, parsed.address};
}

ServedBus::ServedBus(const ServedBusOptions& options)
    : time_(makeTime(options.clock)),
      servedTime_(options.clock == "virtual" ? emulator::ServedTime::onlyByRequests
                                             : emulator::ServedTime::real),
      bus_(*time_, options.hz),
      faults_(loadFaults(options.faults)) {
  for (const std::string& chip : options.chips) open(parseChipFile(chip));
  bus_.skip(kSincePower);
  bus_.setFaults(faults_.get());
}

ServedBus::~ServedBus() = default;

void ServedBus::open(const ChipFile& file) {
  try {
    auto chip = std::make_unique<emulator::PersistentChip>(file.path);
    const std::uint8_t configured = chip->chip().eeprom().config[kConfigI2cAddress];
    const auto address = i2c::Address::fromEightBit(configured & 0xFE);
    if (!address.ok()) throw unusableAddress(file, configured);
    if (file.address && *file.address != *address) throw elsewhere(file, *address);
    for (const ChipInfo& other : infos_) {
      if (other.address != *address) continue;
      throw usageError(
          fmt::format("{} and {} both answer at {}: on one bus they would talk at the same time.", other.file,
                      file.path, chip::bothNotations(*address)),
          "Serve them on two buses, or write another address into byte 16 of one of them.");
    }
    chip->attachTo(bus_);
    chips_.push_back(std::move(chip));
    infos_.push_back({file.path, *address});
  } catch (const emulator::ChipImageError& error) {
    throw chip::imageError(error);
  }
}

std::string ServedBus::description() const {
  std::string text;
  for (const ChipInfo& chip : infos_) {
    text += fmt::format("{}{} at 0x{:02X}", text.empty() ? "" : ", ", chip.file, chip.address.sevenBit());
  }
  return text;
}

void ServedBus::serve(const emulator::ListeningSocket& socket, int stopFd, emulator::BusServer::Log log) {
  emulator::VirtualBusHandler handler(bus_, servedTime_);
  emulator::BusServer server(socket, handler, std::move(log));
  try {
    server.run(stopFd);
  } catch (const emulator::ChipImageError& error) {
    throw UserError(Exit::badFile, error.what(),
                    "The chip was stopped; its file holds the state before the last change.");
  }
}

port::Endpoint parseEndpoint(const std::string& option, const std::string& text) {
  port::Endpoint endpoint;
  if (const char* problem = endpoint.parse(text)) {
    throw usageError(fmt::format("{} {}: {}.", option, text, problem),
                     "Write unix:PATH for a socket file, or tcp:127.0.0.1:PORT (port 0 takes a free one).");
  }
  return endpoint;
}

}  // namespace signet::cli
