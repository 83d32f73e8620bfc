// CRC-16 of the CryptoAuthentication family (ATECC508A datasheet, section 9.1): polynomial 8005h, register
// 0000h at the start, each byte fed least significant bit first, no final XOR. Sent low byte first.
#pragma once

#include <cstdint>

#include "signet/core/bytes.h"

namespace signet {

/// Running CRC; start from 0 and feed the pieces in order.
std::uint16_t crc16(Bytes data, std::uint16_t crc = 0);

}  // namespace signet
