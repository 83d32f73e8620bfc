// Looking for chips on an open bus.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "host/chip/open_bus.h"

namespace signet::chip {

/// Told how far a search is; a search is silent with an empty one.
using SearchProgress = std::function<void(const std::string& busName, std::size_t done, std::size_t total)>;

/// True when an ATECC answers at this address. False also when something else does.
/// Throws UserError (Exit::bus).
bool isChipAt(OpenBus& bus, i2c::Address address);

/// Every ATECC of a bus, lowest address first: all addresses from 0x08 to 0x77 are read from, none is written
/// to. Throws UserError (Exit::bus).
std::vector<i2c::Address> chipsOn(OpenBus& bus, const std::string& busName, const SearchProgress& progress);

}  // namespace signet::chip
