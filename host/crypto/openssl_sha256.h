// SHA-256 of OpenSSL, for the driver's host-side computations and for hashing what is signed.
#pragma once

#include <memory>

#include "signet/core/sha256.h"

struct evp_md_ctx_st;

namespace signet {

/// Throws std::runtime_error if OpenSSL refuses (it does not, short of running out of memory).
class OpensslSha256 final : public Sha256 {
 public:
  OpensslSha256();
  ~OpensslSha256();
  OpensslSha256(const OpensslSha256&) = delete;
  OpensslSha256& operator=(const OpensslSha256&) = delete;

 private:
  void doStart() override;
  void doUpdate(Bytes data) override;
  Sha256Digest doFinish() override;

  struct Free {
    void operator()(evp_md_ctx_st* context) const;
  };
  std::unique_ptr<evp_md_ctx_st, Free> context_;  ///< OpenSSL wipes it when it is freed
};

}  // namespace signet
