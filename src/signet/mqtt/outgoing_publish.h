// OutgoingPublish: the PUBLISH that is being sent. Its header stands in scratch memory; its payload is copied
// from the store or from a source as the transport takes it, so that no buffer has to hold all of it.
//
//     publish.start(version, header, properties, payloadSize);
//     publish.takeFrom(source);
//     loop:  n = publish.copy(store, out, status)         until complete()
//     publish.reset();
//
// Not thread safe.
#pragma once

#include <cstddef>
#include <cstdint>

#include "signet/core/bytes.h"
#include "signet/core/status.h"
#include "signet/mqtt/message.h"
#include "signet/mqtt/packets.h"
#include "signet/mqtt/store.h"

namespace signet::mqtt {

class OutgoingPublish {
 public:
  /// `scratch` must outlive this.
  explicit OutgoingPublish(MutableBytes scratch) : scratch_(scratch) {}

  /// Nothing is being sent any more.
  void reset() {
    headerSize_ = 0;
    stored_ = Store::kNone;
  }

  /// Makes the header. Topic and `properties` (encoded, without their length) may lie at the end of the
  /// scratch memory. takeFrom() says where the payload is. Precondition: topic, properties and 16 bytes fit
  /// into the scratch memory.
  void start(Version version, const PublishHeader& header, Bytes properties, std::uint32_t payloadSize);
  /// The content of `message` from `offset` on.
  void takeFrom(Store::Handle message, std::size_t offset) {
    source_ = nullptr;
    stored_ = message;
    offset_ = offset;
  }
  void takeFrom(PayloadSource& source) {
    source_ = &source;
    stored_ = Store::kNone;
  }

  /// Fills `out` with the next bytes of the packet; how many. 0: the source failed, with `status`, and the
  /// packet cannot be completed. Precondition: active(), not complete(), `out` not empty.
  std::size_t copy(const Store& store, MutableBytes out, Status& status);

  /// Between start() and reset().
  bool active() const { return headerSize_ > 0; }
  bool complete() const { return sent_ == headerSize_ + payloadSize_; }
  /// The stored message that is being sent, or Store::kNone.
  Store::Handle stored() const { return stored_; }

  /// All of the scratch memory, and what the header leaves of it.
  MutableBytes scratch() const { return scratch_; }
  MutableBytes room() const { return scratch_.from(headerSize_); }

 private:
  MutableBytes scratch_;
  std::size_t headerSize_ = 0;  ///< 0: nothing is being sent
  std::size_t payloadSize_ = 0;
  std::size_t sent_ = 0;             ///< of header and payload
  PayloadSource* source_ = nullptr;  ///< if there is none, the payload is in the store:
  Store::Handle stored_ = Store::kNone;
  std::size_t offset_ = 0;  ///< of the payload within the stored content
};

}  // namespace signet::mqtt
