#include "signet/mqtt/outgoing_publish.h"

namespace signet::mqtt {

void OutgoingPublish::start(Version version, const PublishHeader& header, Bytes properties,
                            std::uint32_t payloadSize) {
  WireWriter writer(scratch_);
  encodePublishHeader(writer, version, header, properties, payloadSize);
  SIGNET_CHECK(writer.ok());
  headerSize_ = writer.size();
  payloadSize_ = payloadSize;
  sent_ = 0;
}

std::size_t OutgoingPublish::copy(const Store& store, MutableBytes out, Status& status) {
  std::size_t done = 0;
  if (sent_ < headerSize_) {
    done = headerSize_ - sent_ < out.size() ? headerSize_ - sent_ : out.size();
    signet::copy(scratch_.subspan(sent_, done), out);
    sent_ += done;
  }
  const std::size_t left = headerSize_ + payloadSize_ - sent_;
  const std::size_t count = left < out.size() - done ? left : out.size() - done;
  if (count == 0) return done;
  const MutableBytes where = out.subspan(done, count);
  const std::size_t offset = sent_ - headerSize_;
  if (source_ == nullptr) {
    store.read(stored_, offset_ + offset, where);
  } else if (status = source_->read(static_cast<std::uint32_t>(offset), where); status != Status::ok) {
    return 0;
  }
  sent_ += count;
  return done + count;
}

}  // namespace signet::mqtt
