// PacketReader: the broker's packets, found in a stream of bytes that arrives in pieces of any size.
//
//     PacketReader reader(memory);
//     reader.begin(Version::v5);                              a new connection
//     loop:  switch (reader.next(bytes))                      takes from the front of `bytes`
//              case header:      is reader.type() allowed now?
//              case packet:      decode reader.body()
//              case message:     decode reader.body(), the part of a PUBLISH before its payload
//              case payload:     use reader.takePayload(bytes)
//              case messageEnd:  acknowledge it
//              case moreBytes:   come again with more
//
// A packet is kept whole in the caller's memory, but for the payload of a PUBLISH, which passes through in
// the pieces that it comes in. The reader knows lengths only; what the packets contain is for the decoders
// (signet/mqtt/packets.h), what may be sent when is for the client.
//
// Not thread safe.
#pragma once

#include <cstddef>
#include <cstdint>

#include "signet/core/bytes.h"
#include "signet/mqtt/types.h"

namespace signet::mqtt {

class PacketReader {
 public:
  enum class Step : std::uint8_t {
    moreBytes,   ///< all bytes are consumed, and something is unfinished
    header,      ///< type() and flags() of a new packet are known
    packet,      ///< body() is all of a packet other than PUBLISH after its fixed header
    message,     ///< body() is all of a PUBLISH before its payload, of which payloadLeft() bytes follow
    payload,     ///< bytes of a payload are there: takePayload()
    messageEnd,  ///< the payload is complete
    malformed,   ///< a length that section 1.5.5 forbids, or one that points beyond the packet
    tooLarge,    ///< the memory cannot hold this packet
  };

  /// `memory` must outlive the reader. It has to hold the largest packet, without the payload of a PUBLISH.
  explicit PacketReader(MutableBytes memory) : memory_(memory) {}

  /// A new connection: forgets what was half received.
  void begin(Version version) {
    version_ = version;
    phase_ = Phase::type;
  }

  /// Takes bytes from the front of `bytes` until there is something to act on. Each packet gives `header`,
  /// then `packet`, or `message`, `payload` once or more often unless it is empty, and `messageEnd`. After
  /// `malformed` and `tooLarge` there is nothing to be read any more until begin().
  Step next(Bytes& bytes);
  /// After Step::payload: consumes what is there of the payload, at least a byte. The piece lies in `bytes`.
  Bytes takePayload(Bytes& bytes) { return take(bytes, remaining_); }

  /// The next byte belongs to a fixed header: no packet is being read, or nothing but the start
  /// of its header.
  bool atHeader() const { return phase_ < Phase::body; }

  // Of the packet that the last `header` announced.
  PacketType type() const { return static_cast<PacketType>(first_ >> 4); }
  std::uint8_t flags() const { return first_ & 0x0F; }
  /// Valid until next() is called.
  Bytes body() const { return Bytes(memory_.data(), bodySize_); }
  std::uint32_t payloadLeft() const { return remaining_; }

 private:
  enum class Phase : std::uint8_t { type, length, body, payload };

  Step takeHeader(Bytes& bytes);
  Step takeBody(Bytes& bytes);
  Bytes take(Bytes& bytes, std::size_t most);

  MutableBytes memory_;
  std::uint32_t remaining_ = 0;  ///< of the packet, not yet consumed
  std::size_t bodySize_ = 0;
  std::size_t bodyWanted_ = 0;
  Phase phase_ = Phase::type;
  Version version_ = Version::v5;
  std::uint8_t first_ = 0;  ///< type and flags
  std::uint8_t shift_ = 0;  ///< of the next seven bits of the length
};

}  // namespace signet::mqtt
