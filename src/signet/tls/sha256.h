// SHA-256 for the driver's host-side computations, by BearSSL, which a device with TLS has anyway.
#pragma once

#include <bearssl.h>

#include "signet/core/sha256.h"

namespace signet::tls {

class BearSha256 final : public Sha256 {
 private:
  void doStart() override { br_sha256_init(&context_); }
  void doUpdate(Bytes data) override { br_sha256_update(&context_, data.data(), data.size()); }
  Sha256Digest doFinish() override {
    Sha256Digest digest;
    br_sha256_out(&context_, digest.data());
    return digest;
  }

  br_sha256_context context_{};
};

}  // namespace signet::tls
