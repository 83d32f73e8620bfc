// Finding chips on a bus.
#pragma once

#include <cstddef>

#include "signet/atecc/types.h"
#include "signet/core/bytes.h"
#include "signet/core/clock.h"
#include "signet/core/status.h"
#include "signet/i2c/address.h"
#include "signet/i2c/bus.h"

namespace signet::atecc {

/// Looks for a CryptoAuthentication chip at one address: wake pulse, then its wake group. Leaves it asleep,
/// and all other chips of the bus as they were, except that a wake pulse wakes all that slept.
///   ok            it answers with a wake group
///   noDevice      nothing acknowledges the address
///   notAnAtecc    something else is there
///   busFault, notSupported
Status probe(i2c::Bus& bus, Clock& clock, i2c::Address address);

/// Probes all addresses from 08h to 77h and writes those with a chip to `found`, lowest first. Foreign
/// devices are read from, never written to. Returns the number found, which may be larger than what fits.
///   busFault, notSupported
Result<std::size_t> scan(i2c::Bus& bus, Clock& clock, Span<i2c::Address> found);

}  // namespace signet::atecc
