#include "host/home/name_text.h"

#include <fmt/format.h>

#include <array>
#include <optional>
#include <string_view>
#include <vector>

#include "host/base/encoding.h"
#include "signet/x509/der.h"

namespace signet::home {
namespace {

namespace der = x509::der;
using x509::DerElement;
using x509::DerReader;

constexpr std::uint8_t kNumericString = 0x12;
constexpr std::uint8_t kTeletexString = 0x14;
constexpr std::uint8_t kIa5String = 0x16;
constexpr std::uint8_t kVisibleString = 0x1A;
constexpr std::uint8_t kBmpString = 0x1E;

struct ShortName {
  std::string_view oid;
  std::string_view name;
};

constexpr std::string_view kCommonName = "2.5.4.3";

/// Those of RFC 4519 and RFC 2985 that certificates are seen with.
constexpr std::array kShortNames = {
    ShortName{kCommonName, "CN"},
    ShortName{"2.5.4.4", "SN"},
    ShortName{"2.5.4.5", "serialNumber"},
    ShortName{"2.5.4.6", "C"},
    ShortName{"2.5.4.7", "L"},
    ShortName{"2.5.4.8", "ST"},
    ShortName{"2.5.4.9", "street"},
    ShortName{"2.5.4.10", "O"},
    ShortName{"2.5.4.11", "OU"},
    ShortName{"2.5.4.12", "title"},
    ShortName{"2.5.4.17", "postalCode"},
    ShortName{"2.5.4.42", "GN"},
    ShortName{"2.5.4.46", "dnQualifier"},
    ShortName{"2.5.4.97", "organizationIdentifier"},
    ShortName{"0.9.2342.19200300.100.1.1", "UID"},
    ShortName{"0.9.2342.19200300.100.1.25", "DC"},
    ShortName{"1.2.840.113549.1.9.1", "emailAddress"},
};

std::string dotted(Bytes oid) {
  std::string text;
  std::uint64_t arc = 0;
  for (const std::uint8_t byte : oid) {
    arc = arc << 7 | (byte & 0x7F);
    if (byte & 0x80) continue;
    if (text.empty()) {
      const std::uint64_t first = arc < 80 ? arc / 40 : 2;
      text = fmt::format("{}.{}", first, arc - first * 40);
    } else {
      text += fmt::format(".{}", arc);
    }
    arc = 0;
  }
  return text;
}

std::string shortNameOf(const std::string& oid) {
  for (const ShortName& known : kShortNames) {
    if (known.oid == oid) return std::string(known.name);
  }
  return oid;
}

void appendUtf8(std::string& text, unsigned character) {
  const auto put = [&text](unsigned byte) { text += static_cast<char>(byte); };
  if (character < 0x80) return put(character);
  if (character < 0x800) {
    put(0xC0 | character >> 6);
  } else {
    put(0xE0 | character >> 12);
    put(0x80 | (character >> 6 & 0x3F));
  }
  put(0x80 | (character & 0x3F));
}

/// As UTF-8; nothing for what is no text.
std::optional<std::string> textOfString(const DerElement& value) {
  std::string text;
  switch (value.tag) {
    case der::kUtf8String:
    case der::kPrintableString:
    case kNumericString:
    case kIa5String:
    case kVisibleString: return textOf(value.content);
    case kTeletexString:
      for (const std::uint8_t byte : value.content) appendUtf8(text, byte);
      return text;
    case kBmpString:
      for (std::size_t i = 0; i + 1 < value.content.size(); i += 2)
        appendUtf8(text, static_cast<unsigned>(value.content[i]) << 8 | value.content[i + 1]);
      return text;
    default: return {};
  }
}

/// In quotes where a separator of RFC 2253 stands in it or a space at its ends; controls as \XX.
std::string escaped(const std::string& text) {
  const bool atEnds = !text.empty() && (text.front() == ' ' || text.front() == '#' || text.back() == ' ');
  const bool quoted = atEnds || text.find_first_of(",+<>;") != std::string::npos;
  std::string out = quoted ? "\"" : "";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7F) {
      out += fmt::format("\\{:02X}", byte);
    } else {
      if (c == '"' || c == '\\') out += '\\';
      out += c;
    }
  }
  return quoted ? out + '"' : out;
}

struct NamePart {
  std::string oid;
  DerElement value;
  bool first = false;  ///< of its RelativeDistinguishedName
};

std::vector<NamePart> namePartsOf(Bytes name) {
  std::vector<NamePart> parts;
  DerReader sets(name);
  while (!sets.atEnd()) {
    const auto set = sets.next(der::kSet);
    if (!set.ok()) break;
    DerReader pairs(set->content);
    for (bool first = true; !pairs.atEnd(); first = false) {
      const auto pair = pairs.next(der::kSequence);
      if (!pair.ok()) return parts;
      DerReader inside(pair->content);
      const auto oid = inside.next(der::kOid);
      const auto value = inside.next();
      if (!oid.ok() || !value.ok()) return parts;
      parts.push_back({dotted(oid->content), *value, first});
    }
  }
  return parts;
}

}  // namespace

std::string nameText(Bytes name) {
  std::string text;
  for (const NamePart& part : namePartsOf(name)) {
    if (!text.empty()) text += part.first ? ", " : " + ";
    const auto value = textOfString(part.value);
    text += fmt::format("{} = {}", shortNameOf(part.oid),
                        value ? escaped(*value) : "#" + hexOf(part.value.whole));
  }
  return text;
}

std::string commonNameIn(Bytes name) {
  for (const NamePart& part : namePartsOf(name)) {
    if (part.oid == kCommonName) return textOfString(part.value).value_or("");
  }
  return {};
}

}  // namespace signet::home
