#include "host/cli/connect/message_text.h"

#include <fmt/format.h>

#include "host/base/encoding.h"
#include "host/cli/connect/connection_events.h"
#include "signet/core/utf8.h"

namespace signet::cli {

std::string forTerminal(std::string_view text) {
  const bool utf8 = isUtf8(bytesOf(text));
  std::string shown;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const auto next = i + 1 < text.size() ? static_cast<unsigned char>(text[i + 1]) : 0U;
    const bool control = byte == 0xC2 && next >= 0x80 && next < 0xA0;  // U+0080 to U+009F
    const bool plain = byte >= 0x80 ? utf8 && !control : (byte >= 0x20 && byte != 0x7F) || byte == '\t';
    if (plain) {
      shown += text[i];
    } else {
      shown += fmt::format("\\x{:02X}", byte);
    }
    if (control && utf8) shown += fmt::format("\\x{:02X}", text[++i] & 0xFF);
  }
  return shown;
}

void MessageText::begin(const mqtt::IncomingMessage& message) {
  topic_ = std::string(message.topic);
  payload_.clear();
  payload_.reserve(std::min<std::size_t>(message.payloadSize, std::size_t{1} << 20));
  qos_ = message.qos;
  retain_ = message.retain;
  duplicate_ = message.duplicate;
  properties_ = propertiesJson(message.properties);
}

Json MessageText::json() const {
  Json json{
      {"topic", topic_}, {"qos", static_cast<int>(qos_)}, {"retain", retain_}, {"duplicate", duplicate_}};
  if (isUtf8(bytesOf(payload_))) {
    json["payload"] = payload_;
  } else {
    json["payloadBase64"] = base64Of(bytesOf(payload_));
  }
  if (!properties_.empty()) json["properties"] = properties_;
  return json;
}

}  // namespace signet::cli
