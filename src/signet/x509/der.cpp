#include "signet/x509/der.h"

#include <cstring>

namespace signet::x509 {
namespace {

/// Octets of a length field. 64 KiB is far above any certificate a device handles.
constexpr std::size_t kLongest = 0xFFFF;
std::size_t lengthOctets(std::size_t length) {
  return length < 0x80 ? 1 : length <= 0xFF ? 2 : 3;
}

}  // namespace

DerWriter::Mark DerWriter::begin(std::uint8_t tag) {
  const Mark mark{size_};
  byte(tag);
  byte(0);  // room for a short length; end() makes more if needed
  return mark;
}

void DerWriter::end(Mark mark) {
  if (overflow_) return;
  const std::size_t start = mark.header + 2;
  const std::size_t length = size_ - start;
  const std::size_t more = lengthOctets(length) - 1;
  if (length > kLongest || more > buffer_.size() - size_) {
    overflow_ = true;
    return;
  }
  std::uint8_t* const content = buffer_.data() + start;
  std::memmove(content + more, content, length);
  size_ += more;
  std::uint8_t* field = buffer_.data() + mark.header + 1;
  if (more > 0) *field++ = static_cast<std::uint8_t>(0x80 | more);
  if (more == 2) *field++ = static_cast<std::uint8_t>(length >> 8);
  *field = static_cast<std::uint8_t>(length);
}

void DerWriter::element(std::uint8_t tag, Bytes content) {
  const Mark mark = begin(tag);
  raw(content);
  end(mark);
}

void DerWriter::element(std::uint8_t tag, std::string_view content) {
  element(tag, Bytes(reinterpret_cast<const std::uint8_t*>(content.data()), content.size()));
}

void DerWriter::raw(Bytes bytes) {
  if (overflow_ || bytes.size() > buffer_.size() - size_) {
    overflow_ = true;
    return;
  }
  if (!bytes.empty()) std::memmove(buffer_.data() + size_, bytes.data(), bytes.size());
  size_ += bytes.size();
}

void DerWriter::byte(std::uint8_t value) {
  raw(Bytes(&value, 1));
}

void DerWriter::unsignedInteger(Bytes bigEndian) {
  while (bigEndian.size() > 1 && bigEndian[0] == 0) bigEndian = bigEndian.from(1);
  const Mark mark = begin(der::kInteger);
  if (bigEndian.empty() || (bigEndian[0] & 0x80) != 0) byte(0);
  raw(bigEndian);
  end(mark);
}

void DerWriter::bitString(Bytes bytes) {
  const Mark mark = begin(der::kBitString);
  byte(0);  // unused bits in the last byte
  raw(bytes);
  end(mark);
}

Bytes DerWriter::since(Mark mark) const {
  if (overflow_) return {};
  return Bytes(buffer_.data() + mark.header, size_ - mark.header);
}

Result<Bytes> DerWriter::finish() const {
  if (overflow_) return Status::bufferTooSmall;
  return Bytes(buffer_.data(), size_);
}

Result<DerElement> DerReader::next() {
  if (rest_.size() < 2 || (rest_[0] & 0x1F) == 0x1F) return Status::badEncoding;
  std::size_t header = 2;
  std::size_t length = rest_[1];
  if (length > 0x7F) {
    const std::size_t octets = length & 0x7F;
    if (octets == 0 || octets > 2 || rest_.size() < 2 + octets) return Status::badEncoding;
    length = octets == 1 ? rest_[2] : static_cast<std::size_t>(rest_[2] << 8 | rest_[3]);
    header += octets;
    if (lengthOctets(length) != octets + 1) return Status::badEncoding;
  }
  if (length > rest_.size() - header) return Status::badEncoding;
  const DerElement element{rest_[0], rest_.subspan(header, length), rest_.first(header + length)};
  rest_ = rest_.from(header + length);
  return element;
}

Result<DerElement> DerReader::next(std::uint8_t tag) {
  if (peekTag() != tag) return Status::badEncoding;
  return next();
}

}  // namespace signet::x509
