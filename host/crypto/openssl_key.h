// Public keys between OpenSSL's form and the chip's.
#pragma once

#include <memory>

#include "signet/atecc/types.h"

struct evp_pkey_st;

namespace signet {

bool isP256(evp_pkey_st* key);
/// Precondition: isP256().
atecc::PublicKey coordinatesOf(evp_pkey_st* key);
/// Null: not a point of the curve.
std::shared_ptr<evp_pkey_st> opensslKey(const atecc::PublicKey& key);

}  // namespace signet
