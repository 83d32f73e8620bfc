#include "signet/x509/name.h"

#include "signet/core/utf8.h"

namespace signet::x509 {
namespace {

struct AttributeRule {
  std::uint8_t oid;  ///< the last arc of 2.5.4.x
  std::uint8_t tag;
  std::uint8_t shortest;
  std::uint8_t longest;  ///< characters
};

/// In the order of enum Attribute.
constexpr AttributeRule kRules[] = {
    {6, der::kPrintableString, 2, 2},  {8, der::kUtf8String, 1, 128}, {7, der::kUtf8String, 1, 128},
    {10, der::kUtf8String, 1, 64},     {11, der::kUtf8String, 1, 64}, {3, der::kUtf8String, 1, 64},
    {5, der::kPrintableString, 1, 64},
};

const AttributeRule& ruleOf(Attribute type) {
  return kRules[static_cast<std::size_t>(type)];
}

Bytes bytesOf(std::string_view text) {
  return Bytes(reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
}

/// X.680, section 41.4.
bool isPrintable(char c) {
  if ((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) return true;
  return c != '\0' && std::string_view(" '()+,-./:=?").find(c) != std::string_view::npos;
}

std::size_t characters(std::string_view utf8) {
  std::size_t count = 0;
  for (const char c : utf8) count += (static_cast<std::uint8_t>(c) & 0xC0) != 0x80 ? 1 : 0;
  return count;
}

bool hasControls(std::string_view text) {
  for (const char c : text) {
    if (static_cast<std::uint8_t>(c) < 0x20 || c == 0x7F) return true;
  }
  return false;
}

bool isLetter(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

}  // namespace

Status checkAttribute(const NameAttribute& attribute) {
  const AttributeRule& rule = ruleOf(attribute.type);
  const std::string_view value = attribute.value;
  if (!isUtf8(bytesOf(value)) || hasControls(value)) return Status::invalidArgument;
  const std::size_t length = characters(value);
  if (length < rule.shortest || length > rule.longest) return Status::invalidArgument;
  if (rule.tag == der::kPrintableString) {
    for (const char c : value) {
      if (!isPrintable(c)) return Status::invalidArgument;
    }
  }
  if (attribute.type == Attribute::country && !(isLetter(value[0]) && isLetter(value[1])))
    return Status::invalidArgument;
  return Status::ok;
}

Status checkAltName(const AltName& name) {
  if (name.type == AltNameType::ip) {
    return name.value.size() == 4 || name.value.size() == 16 ? Status::ok : Status::invalidArgument;
  }
  if (name.value.empty()) return Status::invalidArgument;
  for (const std::uint8_t c : name.value) {
    if (c <= 0x20 || c >= 0x7F) return Status::invalidArgument;
  }
  return Status::ok;
}

void writeName(DerWriter& writer, Span<const NameAttribute> name) {
  const auto sequence = writer.begin(der::kSequence);
  for (const NameAttribute& attribute : name) {
    const AttributeRule& rule = ruleOf(attribute.type);
    const auto set = writer.begin(der::kSet);
    const auto pair = writer.begin(der::kSequence);
    const std::uint8_t oid[] = {0x55, 0x04, rule.oid};  // 2.5.4.x
    writer.element(der::kOid, oid);
    writer.element(rule.tag, attribute.value);
    writer.end(pair);
    writer.end(set);
  }
  writer.end(sequence);
}

void writeAltNames(DerWriter& writer, Span<const AltName> names) {
  const auto sequence = writer.begin(der::kSequence);
  for (const AltName& name : names)
    writer.element(der::contextPrimitive(static_cast<unsigned>(name.type)), name.value);
  writer.end(sequence);
}

}  // namespace signet::x509
