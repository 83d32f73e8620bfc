#include "signet/mqtt/wire.h"

#include "signet/core/utf8.h"
#include "signet/mqtt/types.h"

namespace signet::mqtt {

std::size_t varintSize(std::uint32_t value) {
  return value < 0x80 ? 1 : value < 0x4000 ? 2 : value < 0x200000 ? 3 : 4;
}

bool isMqttString(Bytes text) {
  for (const std::uint8_t byte : text) {
    if (byte == 0) return false;
  }
  return text.size() <= 0xFFFF && isUtf8(text);
}

Bytes WireReader::take(std::size_t count) {
  if (!ok_ || count > rest_.size()) {
    ok_ = false;
    return {};
  }
  const Bytes taken = rest_.first(count);
  rest_ = rest_.from(count);
  return taken;
}

std::uint8_t WireReader::u8() {
  const Bytes b = take(1);
  return b.empty() ? std::uint8_t{0} : b[0];
}

std::uint16_t WireReader::u16() {
  const Bytes b = take(2);
  return b.empty() ? std::uint16_t{0} : static_cast<std::uint16_t>(b[0] << 8 | b[1]);
}

std::uint32_t WireReader::u32() {
  const std::uint32_t high = u16();
  return high << 16 | u16();
}

std::uint32_t WireReader::varint() {
  std::uint32_t value = 0;
  for (unsigned shift = 0; shift < 28; shift += 7) {
    const std::uint8_t byte = u8();
    value |= static_cast<std::uint32_t>(byte & 0x7F) << shift;
    if ((byte & 0x80) == 0) {
      // Section 1.5.5: the minimum number of bytes MUST be used.
      if (shift > 0 && byte == 0) ok_ = false;
      return value;
    }
  }
  ok_ = false;
  return 0;
}

Bytes WireReader::binary() {
  return take(u16());
}

Bytes WireReader::string() {
  const Bytes text = binary();
  if (!isMqttString(text)) ok_ = false;
  return text;
}

void WireWriter::raw(Bytes bytes) {
  if (!ok_ || bytes.size() > buffer_.size() - size_) {
    ok_ = false;
    return;
  }
  copy(bytes, buffer_.from(size_));
  size_ += bytes.size();
}

void WireWriter::u8(std::uint8_t value) {
  raw(Bytes(&value, 1));
}

void WireWriter::u16(std::uint16_t value) {
  u8(static_cast<std::uint8_t>(value >> 8));
  u8(static_cast<std::uint8_t>(value));
}

void WireWriter::u32(std::uint32_t value) {
  u16(static_cast<std::uint16_t>(value >> 16));
  u16(static_cast<std::uint16_t>(value));
}

void WireWriter::varint(std::uint32_t value) {
  if (value > kMaxRemainingLength) ok_ = false;
  do {
    const std::uint8_t more = value > 0x7F ? 0x80 : 0;
    u8(static_cast<std::uint8_t>((value & 0x7F) | more));
    value >>= 7;
  } while (value > 0);
}

void WireWriter::binary(Bytes bytes) {
  if (bytes.size() > 0xFFFF) {
    ok_ = false;
    return;
  }
  u16(static_cast<std::uint16_t>(bytes.size()));
  raw(bytes);
}

}  // namespace signet::mqtt
