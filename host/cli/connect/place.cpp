#include "host/cli/connect/place.h"

#include <fmt/format.h>

#include "host/base/errors.h"
#include "host/base/values.h"

namespace signet::cli {

using atecc::MemoryAddress;
using atecc::Zone;

std::size_t Place::size() const {
  if (zone == Zone::config) return atecc::kConfigSize;
  return zone == Zone::otp ? atecc::kOtpSize : slot.size();
}

MemoryAddress Place::at(std::size_t offset) const {
  if (zone == Zone::config) return MemoryAddress::config(offset);
  return zone == Zone::otp ? MemoryAddress::otp(offset) : MemoryAddress::slot(slot, offset);
}

std::string Place::name() const {
  if (zone == Zone::config) return "the configuration zone";
  return zone == Zone::otp ? "the OTP zone" : fmt::format("slot {}", slot.number());
}

Place parsePlace(const std::string& text) {
  if (text == "config") return {Zone::config, {}};
  if (text == "otp") return {Zone::otp, {}};
  if (text.empty() || text.find_first_not_of("0123456789") != std::string::npos) {
    throw usageError(fmt::format("There is no place \"{}\" in the chip.", text),
                     "Give config, otp, or a slot from 0 to 15.");
  }
  return {Zone::data, atecc::Slot::from(parseSlotNumber(text)).value()};
}

void requireInside(const Place& place, std::size_t offset, std::size_t length) {
  if (length > 0 && offset <= place.size() && length <= place.size() - offset) return;
  throw usageError(fmt::format("{} bytes from byte {} are not inside {}, which has {} bytes.", length, offset,
                               place.name(), place.size()),
                   "Give another --offset or length.");
}

}  // namespace signet::cli
