// The packet of SNTP version 4, and what may be believed of an answer (RFC 4330; RFC 5905 section 7.3).
#pragma once

#include <array>
#include <cstdint>

#include "signet/core/bytes.h"

namespace signet::time {

constexpr std::size_t kSntpPacketSize = 48;
using SntpPacket = std::array<std::uint8_t, kSntpPacketSize>;

/// What an answer is worth.
enum class SntpAnswer : std::uint8_t {
  time,            ///< SntpReply::posix is the server's time
  foreign,         ///< not an answer to the request: too short, another mode, version, originate timestamp
  unsynchronized,  ///< the server does not know the time itself: leap indicator, stratum, root distance
  noTime,          ///< its transmit timestamp is zero
  rate,            ///< kiss-o'-death RATE: asked too often
  deny,            ///< kiss-o'-death DENY or RSTR: not to be asked again
  kiss,            ///< another kiss-o'-death, which means nothing to a client (RFC 5905 section 7.4)
};

struct SntpReply {
  SntpAnswer answer = SntpAnswer::foreign;
  /// POSIX time in microseconds, of when the answer left the server. 0 unless `answer` is time.
  std::int64_t posix = 0;
};

/// A client's request. `nonce` is put into the transmit timestamp, which a server only echoes. It is
/// random, so that an attacker who does not see the request cannot forge an answer, and it reveals nothing
/// about our clock.
SntpPacket sntpRequest(std::uint64_t nonce);

/// Judges an answer to sntpRequest(nonce). Whatever follows the 48 bytes (extensions) is not looked at.
SntpReply parseSntpReply(Bytes packet, std::uint64_t nonce);

/// POSIX time in microseconds of an NTP timestamp: 32 bits of seconds, 32 bits of fraction. From 2036 on the
/// seconds begin at zero again; small ones are interpreted as those (RFC 4330 section 3). 1968 to 2104.
std::int64_t posixFromNtp(std::uint64_t timestamp);

}  // namespace signet::time
