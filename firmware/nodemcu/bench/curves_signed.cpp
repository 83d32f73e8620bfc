// The private key is in the chip; key exchange and verification are software.
#include "firmware/common/curves.h"

namespace signet::firmware {

Curves curves() {
  return {{tls::Where::software, tls::Where::software}, {&br_ec_p256_m15, &br_ecdsa_i15_vrfy_asn1, nullptr}};
}

}  // namespace signet::firmware
