// Store: messages on their way out and identifiers of messages on their way in; what MQTT
// calls session state.
//
// A client keeps every message to be published here until it is handed over (QoS 0) or acknowledged (QoS 1
// and 2). The caller provides it: RamStore keeps it in a given piece of memory; one on flash lets a session
// outlive a power cut.
#pragma once

#include <cstddef>
#include <cstdint>

#include "signet/core/bytes.h"
#include "signet/core/status.h"
#include "signet/mqtt/types.h"

namespace signet::mqtt {

/// How far a message has come.
enum class Progress : std::uint8_t {
  queued,    ///< not sent yet on any connection
  sent,      ///< PUBLISH sent: waits for PUBACK (QoS 1) or PUBREC (QoS 2)
  released,  ///< QoS 2: PUBREC has come, waits for PUBCOMP; the content is not needed any more
};

/// What is known of a stored message. Its content is topic, properties (encoded, without
/// their length), payload.
struct StoredMessage {
  std::uint16_t packetId = 0;  ///< 0 for QoS 0, and for others until first sent
  Qos qos = Qos::atMostOnce;
  bool retain = false;
  bool duplicate = false;  ///< sent before, on an earlier connection
  Progress progress = Progress::queued;
  std::uint16_t topicSize = 0;
  std::uint16_t propertiesSize = 0;
  std::uint32_t payloadSize = 0;

  std::size_t contentSize() const { return std::size_t{topicSize} + propertiesSize + payloadSize; }
};

/// An ordered list, oldest first. A handle stays valid until its message is removed.
class Store {
 public:
  using Handle = std::uint32_t;
  static constexpr Handle kNone = 0;

  /// queueFull: no room for it now. packetTooLarge: no room for it ever. `handle` is set when ok.
  Status append(const StoredMessage& message, Bytes topic, Bytes properties, Bytes payload, Handle& handle) {
    return doAppend(message, topic, properties, payload, handle);
  }
  /// The first message for kNone; kNone after the last.
  Handle next(Handle handle) const { return doNext(handle); }
  StoredMessage get(Handle handle) const { return doGet(handle); }
  /// Changes packetId, duplicate and progress.
  void update(Handle handle, const StoredMessage& message) { doUpdate(handle, message); }
  /// Copies content from `offset` on; out.size() bytes must be there.
  void read(Handle handle, std::size_t offset, MutableBytes out) const { doRead(handle, offset, out); }
  void remove(Handle handle) { doRemove(handle); }

  /// Identifiers of QoS 2 messages that were received and are not released yet. queueFull: no room; the
  /// sender must be asked to slow down.
  Status addReceived(std::uint16_t packetId) { return doAddReceived(packetId); }
  bool hasReceived(std::uint16_t packetId) const { return doHasReceived(packetId); }
  void removeReceived(std::uint16_t packetId) { doRemoveReceived(packetId); }
  void clearReceived() { doClearReceived(); }

 protected:
  ~Store() = default;

 private:
  virtual Status doAppend(const StoredMessage& message, Bytes topic, Bytes properties, Bytes payload,
                          Handle& handle) = 0;
  virtual Handle doNext(Handle handle) const = 0;
  virtual StoredMessage doGet(Handle handle) const = 0;
  virtual void doUpdate(Handle handle, const StoredMessage& message) = 0;
  virtual void doRead(Handle handle, std::size_t offset, MutableBytes out) const = 0;
  virtual void doRemove(Handle handle) = 0;
  virtual Status doAddReceived(std::uint16_t packetId) = 0;
  virtual bool doHasReceived(std::uint16_t packetId) const = 0;
  virtual void doRemoveReceived(std::uint16_t packetId) = 0;
  virtual void doClearReceived() = 0;
};

/// In memory of the caller's. A message takes its content and 24 bytes.
class RamStore final : public Store {
 public:
  /// `received`: one place for each QoS 2 message that may be on its way in at once. Both must
  /// outlive the store.
  RamStore(MutableBytes memory, Span<std::uint16_t> received);

  std::size_t used() const { return used_; }

 private:
  struct Header {
    Handle handle;
    StoredMessage message;
  };

  Status doAppend(const StoredMessage& message, Bytes topic, Bytes properties, Bytes payload,
                  Handle& handle) override;
  Handle doNext(Handle handle) const override;
  StoredMessage doGet(Handle handle) const override;
  void doUpdate(Handle handle, const StoredMessage& message) override;
  void doRead(Handle handle, std::size_t offset, MutableBytes out) const override;
  void doRemove(Handle handle) override;
  Status doAddReceived(std::uint16_t packetId) override;
  bool doHasReceived(std::uint16_t packetId) const override;
  void doRemoveReceived(std::uint16_t packetId) override;
  void doClearReceived() override;

  std::size_t find(Handle handle) const;
  Header headerAt(std::size_t offset) const;
  static std::size_t sizeOf(const Header& header) { return sizeof(Header) + header.message.contentSize(); }

  MutableBytes memory_;
  Span<std::uint16_t> received_;  ///< 0: free
  std::size_t used_ = 0;
  mutable std::size_t lastFound_ = 0;  ///< where the message asked for last begins: walks take one step each
  Handle lastHandle_ = kNone;
};

}  // namespace signet::mqtt
