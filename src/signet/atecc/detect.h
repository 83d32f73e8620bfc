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

/// Looks for a CryptoAuthentication chip at one address: wake pulse, then its wake group. Leaves it asleep;
/// the wake pulse wakes every chip on the bus. Whatever answers there without a wake group gets the byte 02h
/// (idle) once, because it may be a chip that was awake.
///   ok            it answers with a wake group
///   noDevice      nothing acknowledges the address
///   notAnAtecc    something else is there
///   busFault, notSupported
Status probe(i2c::Bus& bus, Clock& clock, i2c::Address address);

/// Looks at all addresses from 08h to 77h and writes those with a chip to `found`, lowest first. Foreign
/// devices are read from, never written to; if there are any, it takes 1.7 s longer, since one of them may be
/// a chip that was awake. Returns the number of chips, which may be larger than what fits.
///   busFault, notSupported
Result<std::size_t> scan(i2c::Bus& bus, Clock& clock, Span<i2c::Address> found);

}  // namespace signet::atecc
