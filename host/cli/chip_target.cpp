#include "host/cli/chip_target.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <filesystem>

#include "host/cli/console.h"
#include "host/cli/errors.h"

namespace signet::cli {
namespace {

UserError noChipAnywhere(const std::vector<std::string>& buses) {
  const std::string looked = buses.empty() ? "This computer has no I2C bus (/dev/i2c-*)."
                                           : fmt::format("No ATECC answers on {}.", fmt::join(buses, ", "));
  return {
      Exit::noChip, looked,
      "Name a chip with --chip, or make a virtual one: `signet chip new my.chip`, then --chip sim:my.chip."};
}

}  // namespace

std::vector<std::string> realBuses() {
  namespace fs = std::filesystem;
  std::vector<unsigned> numbers;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator("/dev", ignored)) {
    const std::string name = entry.path().filename();
    unsigned number = 0;
    if (name.starts_with("i2c-") && std::from_chars(name.data() + 4, name.data() + name.size(), number).ptr ==
                                        name.data() + name.size()) {
      numbers.push_back(number);
    }
  }
  std::sort(numbers.begin(), numbers.end());
  std::vector<std::string> buses;
  for (const unsigned number : numbers) buses.push_back(fmt::format("/dev/i2c-{}", number));
  return buses;
}

std::unique_ptr<OpenBus> openBus(const ChipName& name) {
  throw UserError(Exit::bus, fmt::format("This build cannot open {}.", name.bus()), "Update signet.");
}

ChipTarget::ChipTarget(std::unique_ptr<OpenBus> bus, const std::string& busName, i2c::Address address)
    : bus_(std::move(bus)),
      address_(address),
      name_(fmt::format("{}@0x{:02X}", busName, address.sevenBit())) {}

ChipTarget::~ChipTarget() = default;

std::unique_ptr<ChipTarget> ChipTarget::open(const std::string& name, Console&) {
  if (name.empty()) throw noChipAnywhere(realBuses());
  const ChipName parsed = parseChipName(name);
  return std::unique_ptr<ChipTarget>(
      new ChipTarget(openBus(parsed), parsed.bus(), parsed.address.value_or(i2c::Address())));
}

void ChipTarget::close() {
  bus_->save();
}

}  // namespace signet::cli
