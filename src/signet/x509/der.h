// DER (ITU-T X.690): a writer into a caller's buffer and a reader over one. No recursion, no heap.
//
//     DerWriter w(buffer);
//     const auto sequence = w.begin(der::kSequence);
//     w.unsignedInteger(serial);
//     w.end(sequence);
//     Result<Bytes> bytes = w.finish();      // bufferTooSmall if it did not fit
//
// Errors of the writer are sticky: write everything, ask once at the end.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "signet/core/bytes.h"
#include "signet/core/status.h"

namespace signet::x509 {

/// Identifier octets that certificates and requests are made of.
namespace der {
constexpr std::uint8_t kBoolean = 0x01;
constexpr std::uint8_t kInteger = 0x02;
constexpr std::uint8_t kBitString = 0x03;
constexpr std::uint8_t kOctetString = 0x04;
constexpr std::uint8_t kOid = 0x06;
constexpr std::uint8_t kUtf8String = 0x0C;
constexpr std::uint8_t kPrintableString = 0x13;
constexpr std::uint8_t kUtcTime = 0x17;
constexpr std::uint8_t kGeneralizedTime = 0x18;
constexpr std::uint8_t kSequence = 0x30;
constexpr std::uint8_t kSet = 0x31;
/// [n], constructed and primitive.
constexpr std::uint8_t context(unsigned n) {
  return static_cast<std::uint8_t>(0xA0 | n);
}
constexpr std::uint8_t contextPrimitive(unsigned n) {
  return static_cast<std::uint8_t>(0x80 | n);
}
}  // namespace der

class DerWriter {
 public:
  /// The buffer must outlive the writer and all views taken from it.
  explicit DerWriter(MutableBytes buffer) : buffer_(buffer) {}

  /// Where an element began: returned by begin(), given to end().
  struct Mark {
    std::size_t header;
  };
  /// Opens an element of any tag; everything written until end() is its content. Elements nest.
  Mark begin(std::uint8_t tag);
  /// Closes it: now the length is known. Contents of 128 bytes and more are moved up by the longer header.
  void end(Mark mark);

  /// A whole element.
  void element(std::uint8_t tag, Bytes content);
  void element(std::uint8_t tag, std::string_view content);
  /// Bytes that are DER already, or the content of a primitive element.
  void raw(Bytes bytes);
  void byte(std::uint8_t value);
  /// INTEGER of a big-endian unsigned number: leading zeros are dropped, one is added before a set top bit.
  void unsignedInteger(Bytes bigEndian);
  /// BIT STRING of whole bytes.
  void bitString(Bytes bytes);

  /// What has been written since `mark` was taken, header included. Valid until an enclosing element ends.
  Bytes since(Mark mark) const;
  std::size_t size() const { return size_; }
  /// Everything written. bufferTooSmall if it did not fit (an element of 64 KiB or more never does).
  Result<Bytes> finish() const;

 private:
  MutableBytes buffer_;
  std::size_t size_ = 0;
  bool overflow_ = false;
};

/// One element: its tag, its content, and all of its bytes.
struct DerElement {
  std::uint8_t tag = 0;
  Bytes content;
  Bytes whole;
};

/// Reads the elements of a byte string one after the other. Only what DER allows: definite lengths in their
/// shortest form, low tag numbers.
class DerReader {
 public:
  explicit DerReader(Bytes input) : rest_(input) {}

  bool atEnd() const { return rest_.empty(); }
  /// The tag of the next element; 0 at the end.
  std::uint8_t peekTag() const { return rest_.empty() ? 0 : rest_[0]; }
  /// badEncoding if there is no further element, or it is not DER, or reaches beyond the end.
  Result<DerElement> next();
  /// The same; badEncoding also for another tag.
  Result<DerElement> next(std::uint8_t tag);

 private:
  Bytes rest_;
};

}  // namespace signet::x509
