#include "signet/mqtt/packet_reader.h"

namespace signet::mqtt {
namespace {

/// Walks over topic, identifier and length of the properties. Returns how many bytes of the body come before
/// the payload, or, if `have` is too short to tell, how many are needed to tell more (then > have.size()).
std::size_t publishPrefix(Bytes have, std::uint8_t flags, Version version) {
  if (have.size() < 2) return 2;
  std::size_t size = 2 + std::size_t{static_cast<std::size_t>(have[0] << 8 | have[1])};
  if ((flags & 0x06) != 0) size += 2;
  if (version != Version::v5) return size;
  std::size_t properties = 0;
  for (unsigned i = 0; i < 4; ++i, ++size) {
    if (have.size() <= size) return size + 1;
    properties |= static_cast<std::size_t>(have[size] & 0x7F) << (7 * i);
    if ((have[size] & 0x80) == 0) return size + 1 + properties;
  }
  return size;  // five bytes of length: decodePublish() will refuse it
}

}  // namespace

PacketReader::Step PacketReader::next(Bytes& bytes) {
  if (phase_ < Phase::body) return takeHeader(bytes);
  if (phase_ == Phase::body) return takeBody(bytes);
  if (remaining_ > 0) return bytes.empty() ? Step::moreBytes : Step::payload;
  phase_ = Phase::type;
  return Step::messageEnd;
}

inline PacketReader::Step PacketReader::takeHeader(Bytes& bytes) {
  while (!bytes.empty()) {
    const std::uint8_t byte = bytes[0];
    bytes = bytes.from(1);
    if (phase_ == Phase::type) {
      first_ = byte;
      remaining_ = 0;
      shift_ = 0;
      phase_ = Phase::length;
      continue;
    }
    remaining_ |= static_cast<std::uint32_t>(byte & 0x7F) << shift_;
    if ((byte & 0x80) == 0) {
      // Section 1.5.5: the minimum number of bytes MUST be used.
      if (byte == 0 && shift_ > 0) return Step::malformed;
      bodySize_ = 0;
      // A PUBLISH says piece by piece how long it is before its payload.
      bodyWanted_ = type() == PacketType::publish && remaining_ > 2 ? 2 : remaining_;
      phase_ = Phase::body;
      return Step::header;
    }
    shift_ += 7;
    if (shift_ == 28) return Step::malformed;
  }
  return Step::moreBytes;
}

inline PacketReader::Step PacketReader::takeBody(Bytes& bytes) {
  while (bodyWanted_ <= memory_.size()) {
    const Bytes piece = take(bytes, bodyWanted_ - bodySize_);
    copy(piece, memory_.from(bodySize_));
    bodySize_ += piece.size();
    if (bodySize_ < bodyWanted_) return Step::moreBytes;
    if (type() != PacketType::publish) {
      phase_ = Phase::type;
      return Step::packet;
    }
    const std::size_t prefix = publishPrefix(body(), first_, version_);
    if (prefix <= bodySize_) {
      phase_ = Phase::payload;
      return Step::message;
    }
    if (prefix - bodySize_ > remaining_) return Step::malformed;
    bodyWanted_ = prefix;
  }
  return Step::tooLarge;
}

/// Bytes of the packet, `most` or as many as there are.
Bytes PacketReader::take(Bytes& bytes, std::size_t most) {
  const Bytes piece = bytes.first(most < bytes.size() ? most : bytes.size());
  bytes = bytes.from(piece.size());
  remaining_ -= static_cast<std::uint32_t>(piece.size());
  return piece;
}

}  // namespace signet::mqtt
