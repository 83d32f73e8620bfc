// StoredSettings: what a device is configured with and keeps in flash: its broker, its identity, and the
// slots of its chip. The host writes the area, the device reads it; both directions are here.
//
//     offset  bytes
//     0       4      "SGNT"
//     4       2      version of the format: 1
//     6       2      CRC-16 of the items (as the chip computes it, signet/core/crc16.h)
//     8       4      size of the items
//     12             items: 2 bytes kind, 2 bytes size, content, zeros up to the next multiple of 4
//
// Numbers are little endian. Unknown kinds are skipped, so that an older firmware reads newer settings.
//
//     kind  content                                               needed   times
//     1     host of the broker, zero-terminated                   yes      1
//     2     port, 2 bytes                                         yes      1
//     3     name in the broker's certificate, zero-terminated     no       1
//     4     name of the device, zero-terminated                   yes      1
//     5     POSIX time when this was written, 8 bytes             no       1
//     6     slot of the TLS identity, 1 byte                      yes      1
//     7     slots for ephemeral keys, 1 byte each                 yes      1
//     8     certificate of the device, then of its issuers, DER   yes      1 to 3
//     9     certificate of a trusted authority, DER               yes      1 to 2
//     10    seconds between two telemetry messages, 2 bytes       no       1
//     11    keep-alive in seconds, 2 bytes                        no       1
//     12    pairing secret: slot, 9 bytes serial number of the    no       1
//           chip, 32 bytes secret
//     13    host of an SNTP time server, zero-terminated          no       1
//     14    its port, 2 bytes; 123 without it                     no       1
#pragma once

#include <array>
#include <cstdint>

#include "signet/core/bytes.h"
#include "signet/core/status.h"

namespace signet::device {

/// Views into the memory given to readSettings(), or the caller's when it is to be written.
struct StoredSettings {
  static constexpr std::size_t kMaxChain = 3;
  static constexpr std::size_t kMaxAnchors = 2;
  static constexpr std::size_t kPairingSize = 1 + 9 + 32;

  const char* host = nullptr;
  std::uint16_t port = 0;
  const char* serverName = nullptr;  ///< null: as host
  const char* name = nullptr;
  std::int64_t writtenAt = 0;  ///< POSIX time; 0: not known
  std::uint8_t keySlot = 0;    ///< 0 to 15
  Bytes ephemeralSlots;        ///< at least one, 0 to 15 each
  std::array<Bytes, kMaxChain> chain;
  std::array<Bytes, kMaxAnchors> anchors;
  std::size_t chainSize = 0;
  std::size_t anchorCount = 0;
  std::uint16_t telemetrySeconds = 10;  ///< at least 1
  std::uint16_t keepAliveSeconds = 30;  ///< at least 1
  const char* timeServer = nullptr;     ///< null: the time is writtenAt and what has passed since the start
  std::uint16_t timePort = 123;         ///< at least 1
  Bytes pairing;  ///< slot, serial number, secret (42 bytes); empty: ECDH results cross the bus in clear
};

/// Reads the area by words of 32 bits only, which is all that mapped flash allows on an ESP8266, and copies
/// its items to `memory`.
///   noSuchCertificate  the area is empty (erased flash): the device was never set up
///   badEncoding        damaged, or not what the table above says
///   notSupported       another version of the format
///   bufferTooSmall     `memory` cannot hold the items
Result<StoredSettings> readSettings(Span<const std::uint32_t> area, MutableBytes memory);

/// Writes the whole area; its size, a multiple of 4.
///   invalidArgument  something that is needed is missing, or out of range
///   bufferTooSmall   `area` cannot hold it
Result<std::size_t> writeSettings(const StoredSettings& settings, MutableBytes area);

}  // namespace signet::device
