// A message that arrives, collected from its pieces, as text and as JSON.
#pragma once

#include <string>

#include "host/cli/console.h"
#include "signet/mqtt/client.h"

namespace signet::cli {

/// Text of strangers for a terminal, on one line: control characters but tab as \xNN, so that a message
/// cannot play with it. What is not UTF-8 likewise.
std::string forTerminal(std::string_view text);

class MessageText {
 public:
  void begin(const mqtt::IncomingMessage& message);
  void add(Bytes piece) { payload_.append(piece.begin(), piece.end()); }

  const std::string& topic() const { return topic_; }
  const std::string& payload() const { return payload_; }
  bool retain() const { return retain_; }
  /// {"topic", "qos", "retain", "duplicate", "payload" or "payloadBase64", "properties"}.
  Json json() const;

 private:
  std::string topic_;
  std::string payload_;
  mqtt::Qos qos_ = mqtt::Qos::atMostOnce;
  bool retain_ = false;
  bool duplicate_ = false;
  Json properties_;
};

}  // namespace signet::cli
