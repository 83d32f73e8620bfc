// Names in certificates: the subject's attributes and its alternative names (RFC 5280, sections
// 4.1.2.4 and 4.2.1.6).
#pragma once

#include <cstdint>
#include <string_view>

#include "signet/core/bytes.h"
#include "signet/core/status.h"
#include "signet/x509/der.h"

namespace signet::x509 {

/// Attribute types with their upper bounds (RFC 5280, appendix A.1).
enum class Attribute : std::uint8_t {
  country,             ///< C, exactly two letters
  stateOrProvince,     ///< ST, 128 characters
  locality,            ///< L, 128
  organization,        ///< O, 64
  organizationalUnit,  ///< OU, 64
  commonName,          ///< CN, 64
  serialNumber,        ///< the device's, not the certificate's; 64 printable characters
};

/// One attribute; the text must outlive its use.
struct NameAttribute {
  Attribute type{};
  std::string_view value;
};

enum class AltNameType : std::uint8_t {
  email = 1,
  dns = 2,
  uri = 6,
  ip = 7,  ///< 4 or 16 bytes
};

struct AltName {
  AltNameType type{};
  Bytes value;  ///< ASCII, or the bytes of the address
};

/// invalidArgument: empty, too long, not UTF-8, or characters that this attribute may not hold.
Status checkAttribute(const NameAttribute& attribute);
/// invalidArgument: empty, not ASCII, or an address of other than 4 or 16 bytes.
Status checkAltName(const AltName& name);

/// Name: a SEQUENCE of one-attribute SETs, in the order given. Precondition: all checked.
void writeName(DerWriter& writer, Span<const NameAttribute> name);
/// GeneralNames. Precondition: all checked.
void writeAltNames(DerWriter& writer, Span<const AltName> names);

}  // namespace signet::x509
