// Topic aliases of MQTT 5 (section 3.3.2.3.4): numbers that stand for topics for as long as one network
// connection lasts. One table for each direction.
#pragma once

#include <cstdint>
#include <string_view>

#include "signet/core/bytes.h"

namespace signet::mqtt {

class TopicAliases {
 public:
  /// The longest topic that can have an alias, and how much memory a place for one takes.
  static constexpr std::size_t kLongestTopic = 62;
  static constexpr std::size_t kPlace = kLongestTopic + 2;

  /// No aliases.
  TopicAliases() = default;
  /// One alias for each kPlace bytes of `memory`, which must outlive this.
  explicit TopicAliases(MutableBytes memory);

  /// How many there can be.
  std::uint16_t places() const;
  /// A new connection: forgets everything. At most `limit` aliases from now on.
  void reset(std::uint16_t limit);

  /// The alias of `topic`; 0 when it has none.
  std::uint16_t find(std::string_view topic) const;
  /// An alias for one more topic; 0 when all are taken, or the topic is too long or empty. An alias once
  /// given is kept: topics that come and go do not take the places of those that stay.
  std::uint16_t add(std::string_view topic);

  /// Gives `alias` a topic, perhaps another one than before. False when there is no such alias, or the topic
  /// is too long.
  bool set(std::uint16_t alias, std::string_view topic);
  /// The topic of `alias`, valid until it is set again; empty when it has none.
  std::string_view get(std::uint16_t alias) const;

 private:
  MutableBytes place(std::uint16_t alias) const;

  MutableBytes memory_;
  std::uint16_t limit_ = 0;
};

}  // namespace signet::mqtt
