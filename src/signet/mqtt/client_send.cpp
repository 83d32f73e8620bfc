// What a client sends: control packets from their buffer, messages from the store or a source.
#include <cstring>

#include "signet/mqtt/client.h"
#include "signet/mqtt/topic.h"

namespace signet::mqtt {

Client::Client(const ClientMemory& memory, Store& store, Listener& listener, const ClientOptions& options)
    : control_(memory.control),
      scratch_(memory.scratch),
      store_(store),
      listener_(listener),
      options_(options),
      sentAliases_(memory.sentAliases),
      receivedAliases_(memory.receivedAliases),
      reader_(memory.in) {}

MutableBytes Client::controlRoom() const {
  return control_.from(controlSize_);
}

/// Appends a packet that may not fit, unless its encoder refused it: then that status.
Status Client::append(Status encoded, const WireWriter& writer) {
  if (encoded != Status::ok) return encoded;
  if (!writer.ok()) return Status::queueFull;
  controlSize_ += writer.size();
  return Status::ok;
}

/// Appends PUBACK, PUBREC, PUBREL or PUBCOMP. False: there is no room for it now.
bool Client::appendAck(PacketType type, std::uint16_t packetId, ReasonCode reason) {
  WireWriter writer(controlRoom());
  encodeAck(writer, version_, type, packetId, reason);
  return append(Status::ok, writer) == Status::ok;
}

Status Client::encode(WireWriter& writer, ConnectPacket packet) const {
  if (packet.version == Version::v5) packet.topicAliasMaximum = receivedAliases_.places();
  return encodeConnect(writer, packet);
}

Status Client::check(const ConnectPacket& packet) const {
  SIGNET_CHECK(state_ != State::connected);
  WireWriter writer(control_);
  SIGNET_TRY(encode(writer, packet));
  return writer.ok() ? Status::ok : Status::bufferTooSmall;
}

Status Client::check(const Subscription& subscription, Version version) const {
  SIGNET_CHECK(state_ != State::connected);
  WireWriter writer(control_);
  SIGNET_TRY(encodeSubscribe(writer, version, 1, Span<const Subscription>(&subscription, 1), {}));
  return writer.ok() ? Status::ok : Status::bufferTooSmall;
}

Status Client::connect(const ConnectPacket& packet, Instant now) {
  connectionLost();
  WireWriter writer(control_);
  SIGNET_TRY(encode(writer, packet));
  if (append(Status::ok, writer) != Status::ok) return Status::bufferTooSmall;
  state_ = State::connecting;
  failure_ = Status::ok;
  version_ = packet.version;
  reader_.begin(packet.version);
  cleanStart_ = packet.cleanStart;
  keepAlive_ = std::chrono::seconds(packet.keepAliveSeconds);
  receiveMaximum_ = 0xFFFF;
  maximumPacketSize_ = 0xFFFFFFFF;
  sentAliases_.reset(0);  // until CONNACK
  receivedAliases_.reset(packet.version == Version::v5 ? receivedAliases_.places() : 0);
  waitingSince_ = lastSent_ = now;
  return Status::ok;
}

void Client::connectionLost() {
  state_ = State::disconnected;
  controlSize_ = 0;
  requests_ = {};
  sending_ = Store::kNone;
  source_ = nullptr;
  sourceStarted_ = false;
  publishing_ = false;
  pingPending_ = false;
  delivering_ = false;
}

bool Client::isPacketIdUsed(std::uint16_t packetId) const {
  for (const std::uint16_t request : requests_) {
    if (request == packetId) return true;
  }
  for (Store::Handle h = store_.next(Store::kNone); h != Store::kNone; h = store_.next(h)) {
    if (store_.get(h).packetId == packetId) return true;
  }
  return false;
}

std::uint16_t Client::newPacketId() {
  do {
    ++lastPacketId_;
  } while (lastPacketId_ == 0 || isPacketIdUsed(lastPacketId_));
  return lastPacketId_;
}

unsigned Client::inflight() const {
  unsigned count = 0;
  for (Store::Handle h = store_.next(Store::kNone); h != Store::kNone; h = store_.next(h)) {
    if (store_.get(h).progress != Progress::queued) ++count;
  }
  return count;
}

/// The oldest message that is not sent yet. False when there is none to drop.
bool Client::dropOldest() {
  for (Store::Handle h = store_.next(Store::kNone); h != Store::kNone; h = store_.next(h)) {
    if (store_.get(h).progress != Progress::queued || h == sending_) continue;
    store_.remove(h);
    listener_.onDropped(Status::queueFull);
    return true;
  }
  return false;
}

Status Client::check(const Message& message) {
  if (!isTopicName(message.topic)) return Status::invalidArgument;
  for (const Property& property : message.properties) {
    if (property.id == PropertyId::topicAlias) return Status::invalidArgument;
  }
  return checkProperties(message.properties, PacketType::publish);
}

Status Client::publish(const Message& message, std::uint16_t* packetId) {
  if (packetId != nullptr) *packetId = 0;
  SIGNET_TRY(check(message));
  const std::size_t properties = encodedSize(message.properties);
  // Fixed header, lengths, identifier and alias take at most 16 bytes besides.
  if (message.topic.size() + properties + 16 > scratch_.size()) return Status::packetTooLarge;
  StoredMessage stored;
  stored.qos = message.qos;
  stored.retain = message.retain;
  stored.topicSize = static_cast<std::uint16_t>(message.topic.size());
  stored.propertiesSize = static_cast<std::uint16_t>(properties);
  stored.payloadSize = static_cast<std::uint32_t>(message.payload.size());
  if (message.qos != Qos::atMostOnce) stored.packetId = newPacketId();

  // The scratch memory may hold the header of a packet in progress: the properties are encoded behind it.
  MutableBytes room = scratch_.from(publishing_ ? headerSize_ : 0);
  WireWriter writer(room);
  writeProperties(writer, message.properties);
  if (!writer.ok()) return Status::queueFull;
  const Bytes encoded = writer.written().last(properties);
  Store::Handle handle = Store::kNone;
  Status status = store_.append(stored, bytesOf(message.topic), encoded, message.payload, handle);
  while (status == Status::queueFull && options_.whenFull == WhenFull::dropOldest && dropOldest()) {
    status = store_.append(stored, bytesOf(message.topic), encoded, message.payload, handle);
  }
  if (status == Status::queueFull && options_.whenFull == WhenFull::dropNewest) {
    listener_.onDropped(Status::queueFull);
    return Status::ok;
  }
  if (status == Status::ok && packetId != nullptr) *packetId = stored.packetId;
  return status;
}

Status Client::publishFrom(const Message& message, std::uint32_t size, PayloadSource& source) {
  if (state_ != State::connected) return Status::notConnected;
  if (source_ != nullptr) return Status::queueFull;
  if (message.qos != Qos::atMostOnce) return Status::invalidArgument;
  SIGNET_TRY(check(message));
  const PublishHeader header{message.topic, 0, Qos::atMostOnce, message.retain, false};
  const std::size_t properties = encodedSize(message.properties);
  if (size > kMaxRemainingLength || message.topic.size() + 2 * properties + 21 > scratch_.size() ||
      publishSize(version_, header, properties, size) > maximumPacketSize_) {
    return Status::packetTooLarge;
  }
  sourceMessage_ = message;
  sourceSize_ = size;
  source_ = &source;
  return Status::ok;
}

Result<std::uint16_t> Client::beginRequest() {
  if (state_ != State::connected) return Status::notConnected;
  for (std::uint16_t& place : requests_) {
    if (place == 0) return place = newPacketId();
  }
  return Status::queueFull;
}

void Client::endRequest(std::uint16_t packetId) {
  for (std::uint16_t& place : requests_) {
    if (place == packetId) place = 0;
  }
}

/// Appends what was encoded for a request, or gives its identifier back.
Status Client::sendRequest(std::uint16_t id, Status encoded, const WireWriter& writer,
                           std::uint16_t* packetId) {
  const Status status = append(encoded, writer);
  if (status != Status::ok) {
    endRequest(id);
  } else if (packetId != nullptr) {
    *packetId = id;
  }
  return status;
}

Status Client::subscribe(Span<const Subscription> subscriptions, std::uint16_t* packetId,
                         Span<const Property> properties) {
  SIGNET_ASSIGN(const std::uint16_t id, beginRequest());
  WireWriter writer(controlRoom());
  return sendRequest(id, encodeSubscribe(writer, version_, id, subscriptions, properties), writer, packetId);
}

Status Client::unsubscribe(Span<const std::string_view> filters, std::uint16_t* packetId,
                           Span<const Property> properties) {
  SIGNET_ASSIGN(const std::uint16_t id, beginRequest());
  WireWriter writer(controlRoom());
  return sendRequest(id, encodeUnsubscribe(writer, version_, id, filters, properties), writer, packetId);
}

Status Client::auth(ReasonCode reason, Span<const Property> properties) {
  if (state_ != State::connecting && state_ != State::connected) return Status::notConnected;
  if (version_ != Version::v5) return Status::invalidArgument;
  WireWriter writer(controlRoom());
  return append(encodeAuth(writer, reason, properties), writer);
}

Status Client::disconnect(ReasonCode reason, Span<const Property> properties) {
  if (state_ != State::connected) return Status::notConnected;
  WireWriter writer(controlRoom());
  SIGNET_TRY(append(encodeDisconnect(writer, version_, reason, properties), writer));
  state_ = State::disconnected;
  return Status::ok;
}

/// Prepares the header of the next message, if one may go now.
bool Client::startNext() {
  if (state_ != State::connected) return false;
  const unsigned limit = receiveMaximum_ < options_.maxInflight ? receiveMaximum_ : options_.maxInflight;
  bool full = inflight() >= limit;
  for (Store::Handle h = store_.next(Store::kNone); h != Store::kNone; h = store_.next(h)) {
    const StoredMessage message = store_.get(h);
    if (message.progress != Progress::queued) continue;
    // Order is kept: what waits for a free place holds up what comes behind it.
    if (message.qos != Qos::atMostOnce && full) return false;
    startStored(h);
    if (publishing_) return true;
    return startNext();  // it was too large for the broker, and is gone
  }
  return source_ != nullptr && !sourceStarted_ && startSource();
}

/// Lets a number stand for the topic, or gives it one for the next time.
void Client::useAlias(PublishHeader& header, std::size_t propertiesSize, std::uint32_t payloadSize) {
  header.topicAlias = sentAliases_.find(header.topic);
  if (header.topicAlias != 0) {
    header.topic = {};
    return;
  }
  // The alias must not make the packet too large for the broker, and must not be given in vain.
  PublishHeader withAlias = header;
  withAlias.topicAlias = 1;
  if (publishSize(version_, withAlias, propertiesSize, payloadSize) > maximumPacketSize_) return;
  header.topicAlias = sentAliases_.add(header.topic);
}

void Client::startStored(Store::Handle handle) {
  StoredMessage message = store_.get(handle);
  // Topic and properties are fetched to the end of the scratch memory, the header is made at its start.
  const std::size_t content = std::size_t{message.topicSize} + message.propertiesSize;
  const MutableBytes parts = scratch_.last(content);
  store_.read(handle, 0, parts);
  PublishHeader header{textOf(Bytes(parts.first(message.topicSize))), message.packetId, message.qos,
                       message.retain, message.duplicate};
  const Bytes properties = version_ == Version::v5 ? Bytes(parts.from(message.topicSize)) : Bytes();
  if (publishSize(version_, header, properties.size(), message.payloadSize) > maximumPacketSize_) {
    store_.remove(handle);
    listener_.onDropped(Status::packetTooLarge);
    return;
  }
  useAlias(header, properties.size(), message.payloadSize);
  WireWriter writer(scratch_);
  encodePublishHeader(writer, version_, header, properties, message.payloadSize);
  SIGNET_CHECK(writer.ok());
  publishing_ = true;
  sending_ = handle;
  headerSize_ = writer.size();
  headerSent_ = 0;
  payloadOffset_ = content;
  payloadSize_ = message.payloadSize;
  payloadSent_ = 0;
}

bool Client::startSource() {
  PublishHeader header{sourceMessage_.topic, 0, Qos::atMostOnce, sourceMessage_.retain, false};
  const std::size_t size = encodedSize(sourceMessage_.properties);
  useAlias(header, size, sourceSize_);
  // The encoded properties stand at the end of the scratch memory while the header is made at its start.
  WireWriter encoded(scratch_.last(size + 4));
  writeProperties(encoded, sourceMessage_.properties);
  WireWriter writer(scratch_);
  encodePublishHeader(writer, version_, header,
                      version_ == Version::v5 ? encoded.written().last(size) : Bytes(), sourceSize_);
  SIGNET_CHECK(writer.ok());
  publishing_ = true;
  sourceStarted_ = true;
  sending_ = Store::kNone;
  headerSize_ = writer.size();
  headerSent_ = 0;
  payloadSize_ = sourceSize_;
  payloadSent_ = 0;
  return true;
}

std::size_t Client::copyPublish(MutableBytes out) {
  std::size_t done = 0;
  if (headerSent_ < headerSize_) {
    done = headerSize_ - headerSent_ < out.size() ? headerSize_ - headerSent_ : out.size();
    copy(scratch_.subspan(headerSent_, done), out);
    headerSent_ += done;
  }
  const std::size_t left = payloadSize_ - payloadSent_;
  const std::size_t count = left < out.size() - done ? left : out.size() - done;
  if (count > 0) {
    const MutableBytes where = out.subspan(done, count);
    if (sourceStarted_) {
      if (const Status status = source_->read(payloadSent_, where); status != Status::ok) {
        fail(status, ReasonCode::unspecifiedError);
        return 0;
      }
    } else {
      store_.read(sending_, payloadOffset_ + payloadSent_, where);
    }
    payloadSent_ += static_cast<std::uint32_t>(count);
    done += count;
  }
  if (headerSent_ == headerSize_ && payloadSent_ == payloadSize_) finishPublish();
  return done;
}

void Client::finishPublish() {
  publishing_ = false;
  if (sourceStarted_) {
    sourceStarted_ = false;
    source_ = nullptr;
    return;
  }
  StoredMessage message = store_.get(sending_);
  if (message.qos == Qos::atMostOnce) {
    store_.remove(sending_);
  } else {
    message.progress = Progress::sent;
    store_.update(sending_, message);
  }
  sending_ = Store::kNone;
}

std::size_t Client::pull(MutableBytes out, Instant now) {
  std::size_t done = 0;
  while (done < out.size()) {
    if (publishing_) {
      const std::size_t copied = copyPublish(out.from(done));
      if (copied == 0) break;
      done += copied;
    } else if (controlSize_ > 0) {
      const std::size_t count = controlSize_ < out.size() - done ? controlSize_ : out.size() - done;
      copy(control_.first(count), out.from(done));
      controlSize_ -= count;
      std::memmove(control_.data(), control_.data() + count, controlSize_);
      done += count;
      // A packet that is cut in two must be completed before a message may follow.
      if (controlSize_ > 0) break;
    } else if (!startNext()) {
      break;
    }
  }
  if (done > 0) lastSent_ = now;
  return done;
}

bool Client::idle() const {
  return store_.next(Store::kNone) == Store::kNone && controlSize_ == 0 && source_ == nullptr;
}

Status Client::tick(Instant now) {
  if (state_ == State::connecting && now - waitingSince_ >= options_.connackTimeout) {
    fail(Status::timeout, ReasonCode::serverUnavailable);
    return Status::timeout;
  }
  if (state_ != State::connected) return state_ == State::failed ? failure_ : Status::ok;
  if (pingPending_ && now - waitingSince_ >= options_.pingTimeout) {
    fail(Status::timeout, ReasonCode::keepAliveTimeout);
    return Status::timeout;
  }
  if (keepAlive_ > Duration::zero() && !pingPending_ && now - lastSent_ >= keepAlive_) {
    WireWriter writer(controlRoom());
    encodePingreq(writer);
    // Without room for it something else is on its way out, which keeps alive as well.
    if (append(Status::ok, writer) != Status::ok) return Status::ok;
    pingPending_ = true;
    waitingSince_ = now;
  }
  return Status::ok;
}

Instant Client::nextTick() const {
  if (state_ == State::connecting) return waitingSince_ + options_.connackTimeout;
  if (state_ != State::connected) return Instant::max();
  if (pingPending_) return waitingSince_ + options_.pingTimeout;
  return keepAlive_ > Duration::zero() ? lastSent_ + keepAlive_ : Instant::max();
}

}  // namespace signet::mqtt
