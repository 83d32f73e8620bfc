#include "host/chip/open_bus.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <filesystem>

#include "host/chip/combined_clock.h"
#include "host/emulator/bus/port.h"
#include "host/emulator/bus/time_source.h"
#include "host/emulator/bus/virtual_bus.h"
#include "host/emulator/image/persistent_chip.h"
#include "signet/port/linux/bus_socket.h"
#include "signet/port/linux/i2c_dev.h"
#include "signet/port/linux/system_clock.h"

namespace signet::chip {
namespace {

class I2cDeviceBus final : public OpenBus {
 public:
  explicit I2cDeviceBus(const ChipName& name) {
    if (device_.open(name.where.c_str()) != Status::ok) {
      throw problemError(Exit::bus, name.where, port::problemText(device_.problem()));
    }
  }
  i2c::Bus& bus() override { return device_; }
  Clock& clock() override { return clock_; }
  std::string problem() const override {
    return device_.problem() == port::I2cDevProblem::none ? "" : port::problemText(device_.problem());
  }

 private:
  port::I2cDev device_;
  port::SystemClock clock_;
};

class SocketBus final : public OpenBus {
 public:
  explicit SocketBus(const ChipName& name) : clock_(socket_) {
    port::Endpoint endpoint;
    if (const char* wrong = endpoint.parse(name.bus())) {
      throw usageError(fmt::format("--chip {}: {}.", name.bus(), wrong),
                       fmt::format("Write {}.", kChipForms));
    }
    if (socket_.connect(endpoint) != Status::ok) {
      throw problemError(Exit::bus, name.bus(), port::problemText(socket_.problem()));
    }
  }
  i2c::Bus& bus() override { return socket_; }
  Clock& clock() override { return clock_; }
  std::string problem() const override {
    return socket_.problem() == port::BusSocketProblem::none ? "" : port::problemText(socket_.problem());
  }

 private:
  port::BusSocket socket_;
  port::BusSocketClock clock_;
};

/// The chip of an image file on a bus of its own, in virtual time: commands take no longer
/// than their computation.
class ImageBus final : public OpenBus {
 public:
  explicit ImageBus(const ChipName& name)
      : bus_(time_, kClockHz), chip_(name.where), port_(bus_), clock_(bus_), worldClock_(clock_) {
    chip_.attachTo(bus_);
  }
  i2c::Bus& bus() override { return port_; }
  Clock& clock() override { return clock_; }
  Clock& worldClock() override { return worldClock_; }
  std::optional<i2c::Address> knownAddress() const override {
    const auto address = i2c::Address::fromEightBit(chip_.chip().eeprom().config[16] & 0xFE);
    return address.ok() ? std::optional(*address) : std::nullopt;
  }

 private:
  static constexpr unsigned kClockHz = 400'000;

  emulator::VirtualTime time_;
  emulator::VirtualBus bus_;
  mutable emulator::PersistentChip chip_;
  emulator::BusPort port_;
  emulator::ClockPort clock_;
  chip::CombinedClock worldClock_;
};

std::unique_ptr<OpenBus> openImage(const ChipName& name) {
  try {
    return std::make_unique<ImageBus>(name);
  } catch (const emulator::ChipImageError& error) {
    throw imageError(error);
  }
}

}  // namespace

UserError problemError(Exit code, const std::string& where, const std::string& problem) {
  const std::size_t colon = problem.find(": ");
  const std::string what = problem.substr(0, colon);
  std::string next = colon == std::string::npos ? "" : problem.substr(colon + 2) + ".";
  if (!next.empty() && next.front() >= 'a' && next.front() <= 'z')
    next.front() = static_cast<char>(next.front() - 32);
  return {code, fmt::format("{}: {}.", where, what), next};
}

std::unique_ptr<OpenBus> openBus(const ChipName& name) {
  switch (name.kind) {
    case ChipName::Kind::i2cDevice: return std::make_unique<I2cDeviceBus>(name);
    case ChipName::Kind::image: return openImage(name);
    default: return std::make_unique<SocketBus>(name);
  }
}

std::vector<std::string> realBuses() {
  namespace fs = std::filesystem;
  constexpr std::string_view kPrefix = "i2c-";
  std::vector<unsigned> numbers;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator("/dev", ignored)) {
    const std::string name = entry.path().filename();
    const char* end = name.data() + name.size();
    unsigned number = 0;
    if (name.starts_with(kPrefix) && std::from_chars(name.data() + kPrefix.size(), end, number).ptr == end) {
      numbers.push_back(number);
    }
  }
  std::sort(numbers.begin(), numbers.end());
  std::vector<std::string> buses;
  for (const unsigned number : numbers) buses.push_back(fmt::format("/dev/i2c-{}", number));
  return buses;
}

UserError imageError(const emulator::ChipImageError& error) {
  using Cause = emulator::ChipImageError::Cause;
  switch (error.cause()) {
    case Cause::inUse: return {Exit::busy, error.what(), "One program at a time uses a chip."};
    case Cause::exists:
      return {Exit::badFile, error.what(), "`signet chip inspect FILE` looks into one that is there."};
    default:
      return {Exit::badFile, error.what(),
              "Check the file that --chip sim: names; `signet chip inspect FILE` looks into one."};
  }
}

}  // namespace signet::chip
