#include "signet/core/crc16.h"

namespace signet {

std::uint16_t crc16(Bytes data, std::uint16_t crc) {
  constexpr unsigned kPolynomial = 0x8005;
  for (const std::uint8_t byte : data) {
    for (unsigned mask = 0x01; mask <= 0x80; mask <<= 1) {
      const bool dataBit = (byte & mask) != 0;
      const bool crcBit = (crc & 0x8000) != 0;
      crc = static_cast<std::uint16_t>(crc << 1);
      if (dataBit != crcBit) crc ^= kPolynomial;
    }
  }
  return crc;
}

}  // namespace signet
