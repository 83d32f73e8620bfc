// Data representation of MQTT (section 1.5): big-endian integers, variable byte integers, length-prefixed
// strings. Errors are sticky: read or write everything, ask ok() once at the end.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "signet/core/bytes.h"

namespace signet::mqtt {

inline Bytes bytesOf(std::string_view text) {
  return Bytes(reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
}
inline std::string_view textOf(Bytes bytes) {
  return std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size());
}

/// Octets of a variable byte integer: 1 to 4. Precondition: value <= kMaxRemainingLength.
std::size_t varintSize(std::uint32_t value);
/// True for what MQTT takes as a UTF-8 string: well-formed, no U+0000 (section 1.5.4).
bool isMqttString(Bytes text);

class WireReader {
 public:
  explicit WireReader(Bytes input) : rest_(input) {}

  std::uint8_t u8();
  std::uint16_t u16();
  std::uint32_t u32();
  std::uint32_t varint();
  /// Two bytes of length, then so many.
  Bytes binary();
  /// The same; an error unless isMqttString().
  Bytes string();
  Bytes take(std::size_t count);

  bool ok() const { return ok_; }
  bool atEnd() const { return rest_.empty(); }
  Bytes rest() const { return rest_; }
  void fail() { ok_ = false; }

 private:
  Bytes rest_;
  bool ok_ = true;
};

class WireWriter {
 public:
  explicit WireWriter(MutableBytes buffer) : buffer_(buffer) {}

  void u8(std::uint8_t value);
  void u16(std::uint16_t value);
  void u32(std::uint32_t value);
  void varint(std::uint32_t value);
  /// An error above 65,535 bytes.
  void binary(Bytes bytes);
  void raw(Bytes bytes);

  /// False when it did not fit.
  bool ok() const { return ok_; }
  std::size_t size() const { return size_; }
  Bytes written() const { return Bytes(buffer_.data(), size_); }

 private:
  MutableBytes buffer_;
  std::size_t size_ = 0;
  bool ok_ = true;
};

}  // namespace signet::mqtt
