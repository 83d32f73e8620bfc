#include "signet/core/utf8.h"

namespace signet {
namespace {

/// Bytes of the sequence that starts with `lead`; 0 if none can. RFC 3629, section 4.
unsigned sequenceLength(std::uint8_t lead) {
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF) return 2;
  if (lead >= 0xE0 && lead <= 0xEF) return 3;
  if (lead >= 0xF0 && lead <= 0xF4) return 4;
  return 0;
}

/// The second byte decides overlong forms, surrogates and the upper end of Unicode.
bool secondByteFits(std::uint8_t lead, std::uint8_t second) {
  switch (lead) {
    case 0xE0: return second >= 0xA0 && second <= 0xBF;
    case 0xED: return second >= 0x80 && second <= 0x9F;
    case 0xF0: return second >= 0x90 && second <= 0xBF;
    case 0xF4: return second >= 0x80 && second <= 0x8F;
    default: return second >= 0x80 && second <= 0xBF;
  }
}

}  // namespace

bool isUtf8(Bytes text) {
  for (std::size_t i = 0; i < text.size();) {
    const unsigned length = sequenceLength(text[i]);
    if (length == 0 || length > text.size() - i) return false;
    if (length > 1 && !secondByteFits(text[i], text[i + 1])) return false;
    for (unsigned k = 2; k < length; ++k) {
      if ((text[i + k] & 0xC0) != 0x80) return false;
    }
    i += length;
  }
  return true;
}

}  // namespace signet
