#include "signet/mqtt/topic_alias.h"

#include "signet/mqtt/wire.h"

namespace signet::mqtt {

TopicAliases::TopicAliases(MutableBytes memory) : memory_(memory) {
  reset(places());
}

std::uint16_t TopicAliases::places() const {
  const std::size_t count = memory_.size() / kPlace;
  return static_cast<std::uint16_t>(count < 0xFFFF ? count : 0xFFFF);
}

void TopicAliases::reset(std::uint16_t limit) {
  limit_ = limit < places() ? limit : places();
  for (unsigned alias = 1; alias <= limit_; ++alias) {
    const MutableBytes size = place(static_cast<std::uint16_t>(alias)).first(2);
    size[0] = size[1] = 0;
  }
}

/// Two bytes of length, then the topic.
MutableBytes TopicAliases::place(std::uint16_t alias) const {
  return memory_.subspan((alias - 1U) * kPlace, kPlace);
}

std::uint16_t TopicAliases::find(std::string_view topic) const {
  for (unsigned alias = 1; alias <= limit_; ++alias) {
    const auto number = static_cast<std::uint16_t>(alias);
    if (!topic.empty() && get(number) == topic) return number;
  }
  return 0;
}

std::uint16_t TopicAliases::add(std::string_view topic) {
  for (unsigned alias = 1; alias <= limit_; ++alias) {
    const auto number = static_cast<std::uint16_t>(alias);
    if (get(number).empty()) return !topic.empty() && set(number, topic) ? number : 0;
  }
  return 0;
}

bool TopicAliases::set(std::uint16_t alias, std::string_view topic) {
  if (alias == 0 || alias > limit_ || topic.size() > kLongestTopic) return false;
  WireWriter writer(place(alias));
  writer.binary(bytesOf(topic));
  return writer.ok();
}

std::string_view TopicAliases::get(std::uint16_t alias) const {
  if (alias == 0 || alias > limit_) return {};
  WireReader reader(place(alias));
  return textOf(reader.binary());
}

}  // namespace signet::mqtt
