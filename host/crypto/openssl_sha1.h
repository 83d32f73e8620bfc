// SHA-1 of OpenSSL, for key identifiers in certificates.
#pragma once

#include <openssl/sha.h>

#include "signet/core/sha1.h"

namespace signet {

class OpensslSha1 final : public Sha1 {
  Sha1Digest doDigestOf(Bytes data) override {
    Sha1Digest digest;
    SHA1(data.data(), data.size(), digest.data());
    return digest;
  }
};

}  // namespace signet
