#include "host/chip/find_chips.h"

#include <fmt/format.h>

#include "host/base/errors.h"
#include "signet/atecc/detect.h"

namespace signet::chip {
namespace {

UserError busError(OpenBus& bus, Status status, const std::string& where) {
  const UserError plain = statusError(status, fmt::format("Looking for a chip on {}", where));
  const std::string problem = bus.problem();
  return problem.empty() ? plain : problemError(Exit::bus, where, problem);
}

}  // namespace

bool isChipAt(OpenBus& bus, i2c::Address address) {
  const Status status = atecc::probe(bus.bus(), bus.clock(), address);
  if (status == Status::ok) return true;
  if (status == Status::noDevice || status == Status::notAnAtecc) return false;
  throw busError(bus, status, fmt::format("address {}", bothNotations(address)));
}

std::vector<i2c::Address> chipsOn(OpenBus& bus, const std::string& busName, const SearchProgress& progress) {
  constexpr std::size_t kAddresses = i2c::Address::kLast - i2c::Address::kFirst + 1;
  std::vector<i2c::Address> found;
  for (unsigned value = i2c::Address::kFirst; value <= i2c::Address::kLast; ++value) {
    const i2c::Address address = *i2c::Address::fromSevenBit(static_cast<std::uint8_t>(value));
    if (isChipAt(bus, address)) found.push_back(address);
    if (progress) progress(busName, value - i2c::Address::kFirst + 1, kAddresses);
  }
  return found;
}

}  // namespace signet::chip
