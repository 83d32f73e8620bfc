#include <cstring>

#include "signet/mqtt/store.h"

namespace signet::mqtt {

RamStore::RamStore(MutableBytes memory, Span<std::uint16_t> received) : memory_(memory), received_(received) {
  doClearReceived();
}

RamStore::Header RamStore::headerAt(std::size_t offset) const {
  Header header;
  std::memcpy(&header, memory_.data() + offset, sizeof header);
  return header;
}

std::size_t RamStore::find(Handle handle) const {
  if (lastFound_ < used_ && headerAt(lastFound_).handle == handle) return lastFound_;
  for (std::size_t at = 0; at < used_;) {
    const Header header = headerAt(at);
    if (header.handle == handle) return lastFound_ = at;
    at += sizeOf(header);
  }
  SIGNET_CHECK(false);
  return 0;
}

Status RamStore::doAppend(const StoredMessage& message, Bytes topic, Bytes properties, Bytes payload,
                          Handle& handle) {
  Header header{lastHandle_ + 1, message};
  if (header.handle == kNone) header.handle = 1;
  const std::size_t size = sizeOf(header);
  if (size > memory_.size()) return Status::packetTooLarge;
  if (size > memory_.size() - used_) return Status::queueFull;
  std::memcpy(memory_.data() + used_, &header, sizeof header);
  std::size_t at = used_ + sizeof header;
  for (const Bytes part : {topic, properties, payload}) {
    copy(part, memory_.from(at));
    at += part.size();
  }
  used_ = at;
  handle = lastHandle_ = header.handle;
  return Status::ok;
}

Store::Handle RamStore::doNext(Handle handle) const {
  std::size_t at = 0;
  if (handle != kNone) {
    at = find(handle);
    at += sizeOf(headerAt(at));
  }
  if (at >= used_) return kNone;
  lastFound_ = at;
  return headerAt(at).handle;
}

StoredMessage RamStore::doGet(Handle handle) const {
  return headerAt(find(handle)).message;
}

void RamStore::doUpdate(Handle handle, const StoredMessage& message) {
  const std::size_t at = find(handle);
  Header header = headerAt(at);
  header.message.packetId = message.packetId;
  header.message.duplicate = message.duplicate;
  header.message.progress = message.progress;
  std::memcpy(memory_.data() + at, &header, sizeof header);
}

void RamStore::doRead(Handle handle, std::size_t offset, MutableBytes out) const {
  const std::size_t at = find(handle);
  SIGNET_CHECK(offset + out.size() <= headerAt(at).message.contentSize());
  copy(memory_.subspan(at + sizeof(Header) + offset, out.size()), out);
}

void RamStore::doRemove(Handle handle) {
  const std::size_t at = find(handle);
  const std::size_t size = sizeOf(headerAt(at));
  std::memmove(memory_.data() + at, memory_.data() + at + size, used_ - at - size);
  used_ -= size;
  lastFound_ = 0;
}

Status RamStore::doAddReceived(std::uint16_t packetId) {
  for (std::uint16_t& place : received_) {
    if (place == 0) {
      place = packetId;
      return Status::ok;
    }
  }
  return Status::queueFull;
}

bool RamStore::doHasReceived(std::uint16_t packetId) const {
  for (const std::uint16_t place : received_) {
    if (place == packetId) return true;
  }
  return false;
}

void RamStore::doRemoveReceived(std::uint16_t packetId) {
  for (std::uint16_t& place : received_) {
    if (place == packetId) place = 0;
  }
}

void RamStore::doClearReceived() {
  for (std::uint16_t& place : received_) place = 0;
}

}  // namespace signet::mqtt
