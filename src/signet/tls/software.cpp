#include "signet/tls/crypto.h"

namespace signet::tls {

// 15-bit limbs on processors whose multiplier gives 32 bits only (LX106, Cortex-M0), 31-bit limbs elsewhere.
#if defined(__XTENSA__) || defined(__ARM_ARCH_6M__)
Software rsaSoftware() {
  return {nullptr, nullptr, &br_rsa_i15_pkcs1_vrfy};
}
Software allSoftware() {
  return {&br_ec_p256_m15, &br_ecdsa_i15_vrfy_asn1, &br_rsa_i15_pkcs1_vrfy};
}
#else
Software rsaSoftware() {
  return {nullptr, nullptr, &br_rsa_i31_pkcs1_vrfy};
}
Software allSoftware() {
  return {&br_ec_p256_m31, &br_ecdsa_i31_vrfy_asn1, &br_rsa_i31_pkcs1_vrfy};
}
#endif

bool isComplete(const Crypto& crypto) {
  const Software& s = crypto.software;
  const bool usesChip = crypto.policy.keyExchange == Where::chip || crypto.policy.verify == Where::chip;
  if (crypto.entropy == nullptr || (usesChip && crypto.chip == nullptr)) return false;
  if (crypto.policy.keyExchange == Where::chip ? crypto.ephemeral == nullptr : s.ec == nullptr) return false;
  return crypto.policy.verify == Where::chip || (s.ec != nullptr && s.verify != nullptr);
}

}  // namespace signet::tls
