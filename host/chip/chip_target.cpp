#include "host/chip/chip_target.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <vector>

namespace signet::chip {
namespace {

constexpr const char* kMakeVirtual =
    "Connect a chip, name one with --chip, or make a virtual one: "
    "`signet chip new my.chip`, then --chip sim:my.chip.";

/// The one chip of a bus whose address was not given: at the factory address, or else anywhere.
std::optional<i2c::Address> locate(OpenBus& bus, const std::string& busName, const SearchProgress& progress) {
  if (bus.knownAddress()) return bus.knownAddress();
  if (isChipAt(bus, i2c::Address())) return i2c::Address();
  const auto found = chipsOn(bus, busName, progress);
  if (found.size() > 1) {
    std::string list;
    for (const i2c::Address address : found) list += fmt::format("{} ", bothNotations(address));
    throw usageError(
        fmt::format("{} has several chips, none at 0x60: {}.", busName, list.substr(0, list.size() - 1)),
        fmt::format("Say which one: --chip {}@0x{:02X}.", busName, found.front().sevenBit()));
  }
  return found.empty() ? std::nullopt : std::optional(found.front());
}

struct Found {
  std::unique_ptr<OpenBus> bus;
  std::string name;
  i2c::Address address;
};

/// The first chip on the real buses.
Found search(const SearchProgress& progress) {
  std::string problems;
  const std::vector<std::string> buses = realBuses();
  for (const std::string& path : buses) {
    const ChipName name{.kind = ChipName::Kind::i2cDevice, .where = path, .address = {}};
    try {
      auto bus = openBus(name);
      if (const auto address = locate(*bus, name.bus(), progress))
        return {std::move(bus), name.bus(), *address};
    } catch (const UserError& error) {
      if (error.code() != Exit::bus) throw;
      problems += fmt::format("{}{}", problems.empty() ? "" : " ", error.what());
    }
  }
  if (!problems.empty()) throw UserError(Exit::bus, problems, kMakeVirtual);
  throw noChipError({});
}

Found openNamed(const std::string& text, const SearchProgress& progress) {
  const ChipName name = parseChipName(text);
  auto bus = openBus(name);
  auto address = name.address;
  if (!address) address = locate(*bus, name.bus(), progress);
  if (!address) throw noChipError(name);
  return {std::move(bus), name.bus(), *address};
}

}  // namespace

ChipTarget::ChipTarget(std::unique_ptr<OpenBus> bus, const std::string& busName, i2c::Address address)
    : bus_(std::move(bus)),
      name_(fmt::format("{}@0x{:02X}", busName, address.sevenBit())),
      session_(bus_->bus(), bus_->clock(), address),
      device_(session_) {}

ChipTarget::~ChipTarget() {
  session_.wipe();
}

void ChipTarget::close() {
  (void)session_.sleep();  // a chip that does not answer any more is asleep or disconnected: both are fine
  session_.wipe();
}

std::unique_ptr<ChipTarget> ChipTarget::open(const std::string& name, const SearchProgress& progress) {
  Found found = name.empty() ? search(progress) : openNamed(name, progress);
  return std::unique_ptr<ChipTarget>(new ChipTarget(std::move(found.bus), found.name, found.address));
}

UserError noChipError(const std::optional<ChipName>& bus) {
  if (bus) {
    const std::string where = bus->address ? fmt::format(" at address {}", bothNotations(*bus->address)) : "";
    return {Exit::noChip, fmt::format("No ATECC answers on {}{}.", bus->bus(), where),
            "Check power, wiring and address. A chip of the single-wire version does not answer on I2C.",
            Status::noDevice};
  }
  const std::vector<std::string> buses = realBuses();
  return {Exit::noChip,
          buses.empty() ? "There is no I2C bus on this computer (no /dev/i2c-*), so no chip."
                        : fmt::format("No ATECC answers on {}.", fmt::join(buses, ", ")),
          kMakeVirtual, Status::noDevice};
}

const atecc::ConfigZone& ChipTarget::config() {
  if (!config_) {
    config_ = atecc::ConfigZone{value(device_.readConfig(), "Reading the configuration zone")};
    session_.setLongWatchdog(config_->chipMode().watchdogLong());
  }
  return *config_;
}

UserError ChipTarget::error(Status status, const std::string& doing) const {
  UserError plain = statusError(status, doing);
  if (status == Status::noDevice) {
    // Half of all such reports: an 8-bit address that is a legal 7-bit one too (0x6A is 0x35).
    const auto half = i2c::Address::fromEightBit(address().sevenBit());
    const std::string hint =
        half.ok() ? fmt::format(" (If 0x{:02X} is from a data sheet, it may be the 8-bit form of 0x{:02X}.)",
                                address().sevenBit(), half.value().sevenBit())
                  : "";
    return {plain.code(), fmt::format("{} Address: {}.", plain.what(), bothNotations(address())),
            plain.next() + hint, status};
  }
  if (const std::string problem = bus_->problem();
      status == Status::busFault || status == Status::notSupported) {
    if (!problem.empty()) {
      const UserError detailed = problemError(plain.code(), fmt::format("{}: {}", doing, name_), problem);
      return {Exit::bus, detailed.what(), detailed.next(), status};
    }
  }
  return plain;
}

}  // namespace signet::chip
