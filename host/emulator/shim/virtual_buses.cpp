#include "host/emulator/shim/virtual_buses.h"

#include <charconv>
#include <cstring>

namespace signet::emulator {
namespace {

constexpr std::string_view kDevice = "/dev/i2c-";
constexpr std::string_view kSysfs = "/sys/class/i2c-dev";

std::optional<unsigned> wholeNumber(std::string_view text) {
  unsigned number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace

VirtualBuses::VirtualBuses(const char* buses, const char* sysfs) : sysfs_(sysfs == nullptr ? "" : sysfs) {
  std::string_view rest = buses == nullptr ? "" : buses;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find(';'), rest.size());
    if (end > 0) add(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
}

void VirtualBuses::add(std::string_view entry) {
  const std::size_t equals = entry.find('=');
  const auto busNumber = wholeNumber(entry.substr(0, std::min(equals, entry.size())));
  const char* problem = nullptr;
  if (equals == std::string_view::npos || !busNumber) {
    problem = "an entry is not of the form NUMBER=unix:PATH or NUMBER=tcp:HOST:PORT";
  } else if (count_ == kMax) {
    problem = "there are more than 8 buses";
  } else {
    problem = buses_[count_].endpoint.parse(entry.substr(equals + 1));
  }
  if (problem != nullptr) {
    if (problem_ == nullptr) problem_ = problem;
    return;
  }
  buses_[count_++].number = *busNumber;
}

const SharedBus* VirtualBuses::number(unsigned wanted) const {
  for (const SharedBus& bus : all()) {
    if (bus.number == wanted) return &bus;
  }
  return nullptr;
}

const SharedBus* VirtualBuses::device(const char* path) const {
  if (path == nullptr || count_ == 0) return nullptr;
  const std::string_view text(path);
  if (!text.starts_with(kDevice)) return nullptr;
  const auto busNumber = wholeNumber(text.substr(kDevice.size()));
  return busNumber ? number(*busNumber) : nullptr;
}

const char* VirtualBuses::translate(const char* path, PathBuffer& buffer) const {
  if (path == nullptr || sysfs_.empty()) return path;
  const std::string_view text(path);
  if (!text.starts_with(kSysfs)) return path;
  const std::string_view rest = text.substr(kSysfs.size());
  const bool below = rest.empty() || rest.front() == '/';
  if (!below || sysfs_.size() + rest.size() >= buffer.size()) return path;
  std::memcpy(buffer.data(), sysfs_.data(), sysfs_.size());
  std::memcpy(buffer.data() + sysfs_.size(), rest.data(), rest.size());
  buffer[sysfs_.size() + rest.size()] = '\0';
  return buffer.data();
}

}  // namespace signet::emulator
