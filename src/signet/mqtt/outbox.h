// Outbox: everything of an MQTT session that is on its way to the broker, in the order in which it goes.
//
//     outbox.begin(Version::v5);                       a new connection
//     WireWriter writer(outbox.room());
//     outbox.append(encodeConnect(writer, packet), writer);
//     outbox.open(limits);                             CONNACK: messages may go,
//     outbox.resume(sessionPresent);                   those of earlier connections again
//     loop:  n = outbox.pull(buffer, status)           -> write to the transport
//            outbox.acknowledge(type, ack)             <- PUBACK, PUBREC, PUBCOMP
//
// Two queues: packets of the protocol, whole and in their order, in control memory; and messages to publish,
// in the Store. Packets of the protocol go first, but never into the middle of a PUBLISH. Messages go one
// after the other, those of QoS 1 and 2 as long as fewer than the limit are unacknowledged, and stay in the
// store until they are acknowledged. A payload from a PayloadSource goes when no message is left to be sent.
//
// Not thread safe. The listener's onDropped() and onPublished() are called from within publish(), pull(),
// acknowledge() and resume(); they may call publish(), beginRequest(), append() and close().
#pragma once

#include <cstddef>
#include <cstdint>

#include "signet/core/bytes.h"
#include "signet/core/status.h"
#include "signet/mqtt/listener.h"
#include "signet/mqtt/message.h"
#include "signet/mqtt/outgoing_publish.h"
#include "signet/mqtt/packet_ids.h"
#include "signet/mqtt/packets.h"
#include "signet/mqtt/store.h"
#include "signet/mqtt/topic_alias.h"
#include "signet/mqtt/types.h"

namespace signet::mqtt {

class Outbox {
 public:
  /// What may be sent on this connection.
  struct Limits {
    std::uint16_t inflight;    ///< messages of QoS 1 and 2 that are not acknowledged
    std::uint32_t packetSize;  ///< bytes of a whole PUBLISH
    std::uint16_t topicAliases;
  };

  /// `control` for packets of the protocol, `scratch` for the header of a PUBLISH, `aliases` as TopicAliases
  /// wants it. These, store and listener must outlive the outbox.
  Outbox(MutableBytes control, MutableBytes scratch, MutableBytes aliases, Store& store, Listener& listener,
         WhenFull whenFull)
      : control_(control),
        store_(store),
        listener_(listener),
        ids_(store),
        aliases_(aliases),
        publish_(scratch),
        whenFull_(whenFull) {}

  /// A new connection, or none: what was half sent, packets of the protocol, requests and the PayloadSource
  /// are dropped. Closed.
  void begin(Version version) {
    version_ = version;
    open_ = false;
    controlSize_ = 0;
    ids_.forgetRequests();
    publish_.reset();
    source_ = nullptr;
  }
  /// From now on messages go.
  void open(const Limits& limits) {
    limits_ = limits;
    aliases_.reset(limits.topicAliases);
    open_ = true;
  }
  /// No further message is begun.
  void close() { open_ = false; }

  // Packets of the protocol.

  /// Where the next one is encoded.
  MutableBytes room() const { return control_.from(controlSize_); }
  /// All of the memory for them, also what is in use.
  MutableBytes control() const { return control_; }
  /// Appends what was encoded to room(). `encoded` is the encoder's status, and the result if it is an error.
  ///   queueFull  it did not fit
  Status append(Status encoded, const WireWriter& writer);
  /// Appends PUBACK, PUBREC, PUBREL or PUBCOMP. False: there is no room for it now.
  bool appendAck(PacketType type, std::uint16_t packetId, ReasonCode reason);
  /// Drops those that are not sent yet.
  void discardControl() { controlSize_ = 0; }
  /// An identifier for SUBSCRIBE or UNSUBSCRIBE, used until endRequest().
  ///   notConnected  not open
  ///   queueFull     too many are unanswered
  Result<std::uint16_t> beginRequest();
  void endRequest(std::uint16_t packetId) { ids_.endRequest(packetId); }

  // Messages. As of Client, which documents their results.

  Status publish(const Message& message, std::uint16_t* packetId = nullptr);
  Status publishFrom(const Message& message, std::uint32_t size, PayloadSource& source);
  /// Takes PUBACK, PUBREC or PUBCOMP, and answers a PUBREC; room() must hold 6 bytes for that. False: it
  /// is not an answer to what was sent. One that answers nothing any more is fine: it may come twice
  /// after a reconnect.
  bool acknowledge(PacketType type, const Ack& ack);
  /// After open(): what was sent on an earlier connection goes again. Section 4.4: with the session, messages
  /// go in their order, marked as duplicates, and releases as releases. Without it they go as new ones, and
  /// what the broker had accepted already (PUBREC) is published.
  void resume(bool sessionPresent);

  /// Fills `out`; how many bytes. 0: nothing may go now. When a PayloadSource fails, `status` becomes what it
  /// failed with; the bytes before are valid, but the connection cannot go on.
  std::size_t pull(MutableBytes out, Status& status);
  /// Within a PUBLISH: what is appended does not go at once.
  bool publishing() const { return publish_.active(); }
  /// Nothing is waiting to be sent or acknowledged.
  bool idle() const;

 private:
  std::size_t pullControl(MutableBytes out);
  std::size_t pullPublish(MutableBytes out, Status& status);
  bool startNext();
  void startStored(Store::Handle handle);
  void startSource();
  void start(PublishHeader& header, Bytes properties, std::uint32_t payloadSize);
  void useAlias(PublishHeader& header, std::size_t propertiesSize, std::uint32_t payloadSize);
  void finishPublish();
  bool dropOldest();
  Store::Handle findSent(std::uint16_t packetId) const;

  MutableBytes control_;
  std::size_t controlSize_ = 0;
  Store& store_;
  Listener& listener_;
  PacketIds ids_;
  TopicAliases aliases_;
  OutgoingPublish publish_;
  Limits limits_{};
  Version version_ = Version::v5;
  WhenFull whenFull_;
  bool open_ = false;
  // A payload that waits, or is being sent.
  PayloadSource* source_ = nullptr;
  Message sourceMessage_;
  std::uint32_t sourceSize_ = 0;
};

}  // namespace signet::mqtt
