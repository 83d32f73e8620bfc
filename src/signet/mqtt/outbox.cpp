#include "signet/mqtt/outbox.h"

#include <cstring>

#include "signet/mqtt/topic.h"

// Private functions with one caller are inline: a frame less each, where the ESP8266's flash is full.
namespace signet::mqtt {
namespace {

Status check(const Message& message) {
  if (!isTopicName(message.topic)) return Status::invalidArgument;
  for (const Property& property : message.properties) {
    if (property.id == PropertyId::topicAlias) return Status::invalidArgument;
  }
  return checkProperties(message.properties, PacketType::publish);
}

}  // namespace

Status Outbox::append(Status encoded, const WireWriter& writer) {
  if (encoded != Status::ok) return encoded;
  if (!writer.ok()) return Status::queueFull;
  controlSize_ += writer.size();
  return Status::ok;
}

bool Outbox::appendAck(PacketType type, std::uint16_t packetId, ReasonCode reason) {
  WireWriter writer(room());
  encodeAck(writer, version_, type, packetId, reason);
  return append(Status::ok, writer) == Status::ok;
}

Result<std::uint16_t> Outbox::beginRequest() {
  if (!open_) return Status::notConnected;
  const std::uint16_t packetId = ids_.beginRequest();
  if (packetId == 0) return Status::queueFull;
  return packetId;
}

/// The oldest message that is not sent yet. False when there is none to drop.
inline bool Outbox::dropOldest() {
  for (Store::Handle h = store_.next(Store::kNone); h != Store::kNone; h = store_.next(h)) {
    if (store_.get(h).progress != Progress::queued || h == publish_.stored()) continue;
    store_.remove(h);
    listener_.onDropped(Status::queueFull);
    return true;
  }
  return false;
}

Status Outbox::publish(const Message& message, std::uint16_t* packetId) {
  if (packetId != nullptr) *packetId = 0;
  SIGNET_TRY(check(message));
  const std::size_t properties = encodedSize(message.properties);
  // Fixed header, lengths, identifier and alias take at most 16 bytes besides.
  if (message.topic.size() + properties + 16 > publish_.scratch().size()) return Status::packetTooLarge;
  StoredMessage stored;
  stored.qos = message.qos;
  stored.retain = message.retain;
  stored.topicSize = static_cast<std::uint16_t>(message.topic.size());
  stored.propertiesSize = static_cast<std::uint16_t>(properties);
  stored.payloadSize = static_cast<std::uint32_t>(message.payload.size());
  if (message.qos != Qos::atMostOnce) stored.packetId = ids_.next();

  // The scratch memory may hold the header of a packet in progress: the properties are encoded behind it.
  WireWriter writer(publish_.room());
  writeProperties(writer, message.properties);
  if (!writer.ok()) return Status::queueFull;
  const Bytes encoded = writer.written().last(properties);
  Store::Handle handle = Store::kNone;
  Status status = Status::ok;
  do {
    status = store_.append(stored, bytesOf(message.topic), encoded, message.payload, handle);
  } while (status == Status::queueFull && whenFull_ == WhenFull::dropOldest && dropOldest());
  if (status == Status::queueFull && whenFull_ == WhenFull::dropNewest) {
    listener_.onDropped(Status::queueFull);
    return Status::ok;
  }
  if (status == Status::ok && packetId != nullptr) *packetId = stored.packetId;
  return status;
}

Status Outbox::publishFrom(const Message& message, std::uint32_t size, PayloadSource& source) {
  if (!open_) return Status::notConnected;
  if (source_ != nullptr) return Status::queueFull;
  if (message.qos != Qos::atMostOnce) return Status::invalidArgument;
  SIGNET_TRY(check(message));
  const PublishHeader header{message.topic, 0, Qos::atMostOnce, message.retain, false};
  const std::size_t properties = encodedSize(message.properties);
  if (size > kMaxRemainingLength || message.topic.size() + 2 * properties + 21 > publish_.scratch().size() ||
      publishSize(version_, header, properties, size) > limits_.packetSize) {
    return Status::packetTooLarge;
  }
  sourceMessage_ = message;
  sourceSize_ = size;
  source_ = &source;
  return Status::ok;
}

/// Prepares the header of the next message, if one may go now.
bool Outbox::startNext() {
  while (open_) {
    unsigned inflight = 0;
    Store::Handle next = Store::kNone;
    for (Store::Handle h = store_.next(Store::kNone); h != Store::kNone; h = store_.next(h)) {
      if (store_.get(h).progress != Progress::queued) {
        ++inflight;
      } else if (next == Store::kNone) {
        next = h;
      }
    }
    if (next == Store::kNone) {
      if (source_ != nullptr) startSource();
      return source_ != nullptr;
    }
    // Order is kept: a message that waits for a free place delays those behind it.
    if (inflight >= limits_.inflight && store_.get(next).qos != Qos::atMostOnce) return false;
    startStored(next);
    if (publish_.active()) return true;
    // It was too large for the broker, and was dropped.
  }
  return false;
}

void Outbox::startStored(Store::Handle handle) {
  const StoredMessage message = store_.get(handle);
  // Topic and properties are fetched to the end of the scratch memory, the header is made at its start.
  const std::size_t content = std::size_t{message.topicSize} + message.propertiesSize;
  const MutableBytes parts = publish_.scratch().last(content);
  store_.read(handle, 0, parts);
  PublishHeader header{textOf(Bytes(parts.first(message.topicSize))), message.packetId, message.qos,
                       message.retain, message.duplicate};
  const Bytes properties = version_ == Version::v5 ? Bytes(parts.from(message.topicSize)) : Bytes();
  if (publishSize(version_, header, properties.size(), message.payloadSize) > limits_.packetSize) {
    store_.remove(handle);
    listener_.onDropped(Status::packetTooLarge);
    return;
  }
  start(header, properties, message.payloadSize);
  publish_.takeFrom(handle, content);
}

void Outbox::startSource() {
  PublishHeader header{sourceMessage_.topic, 0, Qos::atMostOnce, sourceMessage_.retain, false};
  const std::size_t size = encodedSize(sourceMessage_.properties);
  // The encoded properties are at the end of the scratch memory while the header is made at its start.
  WireWriter encoded(publish_.scratch().last(size + 4));
  writeProperties(encoded, sourceMessage_.properties);
  start(header, version_ == Version::v5 ? encoded.written().last(size) : Bytes(), sourceSize_);
  publish_.takeFrom(*source_);
}

/// Replaces the topic by its alias, or gives it one for the next time.
void Outbox::useAlias(PublishHeader& header, std::size_t propertiesSize, std::uint32_t payloadSize) {
  header.topicAlias = aliases_.find(header.topic);
  if (header.topicAlias != 0) {
    header.topic = {};
    return;
  }
  // The alias must not make the packet too large for the broker, and must not be given in vain.
  PublishHeader withAlias = header;
  withAlias.topicAlias = 1;
  if (publishSize(version_, withAlias, propertiesSize, payloadSize) > limits_.packetSize) return;
  header.topicAlias = aliases_.add(header.topic);
}

void Outbox::start(PublishHeader& header, Bytes properties, std::uint32_t payloadSize) {
  useAlias(header, properties.size(), payloadSize);
  publish_.start(version_, header, properties, payloadSize);
}

inline std::size_t Outbox::pullPublish(MutableBytes out, Status& status) {
  const std::size_t count = publish_.copy(store_, out, status);
  if (publish_.complete()) finishPublish();
  return count;
}

inline void Outbox::finishPublish() {
  const Store::Handle handle = publish_.stored();
  publish_.reset();
  if (handle == Store::kNone) {
    source_ = nullptr;
    return;
  }
  StoredMessage message = store_.get(handle);
  if (message.qos == Qos::atMostOnce) return store_.remove(handle);
  message.progress = Progress::sent;
  store_.update(handle, message);
}

inline std::size_t Outbox::pullControl(MutableBytes out) {
  const std::size_t count = controlSize_ < out.size() ? controlSize_ : out.size();
  copy(control_.first(count), out);
  controlSize_ -= count;
  std::memmove(control_.data(), control_.data() + count, controlSize_);
  return count;
}

std::size_t Outbox::pull(MutableBytes out, Status& status) {
  std::size_t done = 0;
  while (done < out.size()) {
    if (publish_.active()) {
      const std::size_t count = pullPublish(out.from(done), status);
      if (count == 0) break;
      done += count;
    } else if (controlSize_ > 0) {
      // A packet that is cut in two here fills `out`, and is completed next time before a message may follow.
      done += pullControl(out.from(done));
    } else if (!startNext()) {
      break;
    }
  }
  return done;
}

bool Outbox::idle() const {
  return store_.next(Store::kNone) == Store::kNone && controlSize_ == 0 && source_ == nullptr;
}

inline Store::Handle Outbox::findSent(std::uint16_t packetId) const {
  for (Store::Handle h = store_.next(Store::kNone); h != Store::kNone; h = store_.next(h)) {
    const StoredMessage message = store_.get(h);
    if (message.packetId == packetId && message.progress != Progress::queued) return h;
  }
  return Store::kNone;
}

bool Outbox::acknowledge(PacketType type, const Ack& ack) {
  const Store::Handle handle = findSent(ack.packetId);
  if (handle == Store::kNone) {
    // Acknowledged twice, after a reconnect. A PUBREC must be answered all the same.
    if (type != PacketType::pubrec) return true;
    SIGNET_CHECK(appendAck(PacketType::pubrel, ack.packetId, ReasonCode::packetIdentifierNotFound));
    return true;
  }
  StoredMessage message = store_.get(handle);
  // RabbitMQ before 3.13 treats QoS 2 as QoS 1 and answers PUBACK. Were that an error, the message would be
  // sent again and fail again for ever.
  const bool lowered = type == PacketType::puback && message.progress == Progress::sent;
  const Qos wanted = type == PacketType::puback ? Qos::atLeastOnce : Qos::exactlyOnce;
  if (message.qos != wanted && !lowered) return false;
  if (type == PacketType::pubrec && !isError(ack.reason)) {
    message.progress = Progress::released;
    store_.update(handle, message);
    SIGNET_CHECK(appendAck(PacketType::pubrel, ack.packetId, ReasonCode::success));
    return true;
  }
  store_.remove(handle);
  listener_.onPublished(ack.packetId, ack.reason);
  return true;
}

void Outbox::resume(bool sessionPresent) {
  for (Store::Handle h = store_.next(Store::kNone); h != Store::kNone;) {
    const Store::Handle following = store_.next(h);
    StoredMessage message = store_.get(h);
    if (message.progress == Progress::sent) {
      message.progress = Progress::queued;
      message.duplicate = sessionPresent;
      store_.update(h, message);
    } else if (message.progress == Progress::released && !sessionPresent) {
      store_.remove(h);
      listener_.onPublished(message.packetId, ReasonCode::success);
    } else if (message.progress == Progress::released) {
      (void)appendAck(PacketType::pubrel, message.packetId, ReasonCode::success);
    }
    h = following;
  }
}

}  // namespace signet::mqtt
