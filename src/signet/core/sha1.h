// SHA-1 as a parameter, like sha256.h. Only for key identifiers in certificates (RFC 5280, section 4.2.1.2),
// where it names a key and protects nothing.
#pragma once

#include <array>
#include <cstdint>

#include "signet/core/bytes.h"

namespace signet {

using Sha1Digest = std::array<std::uint8_t, 20>;

class Sha1 {
 public:
  Sha1Digest digestOf(Bytes data) { return doDigestOf(data); }

 protected:
  ~Sha1() = default;

 private:
  virtual Sha1Digest doDigestOf(Bytes data) = 0;
};

}  // namespace signet
