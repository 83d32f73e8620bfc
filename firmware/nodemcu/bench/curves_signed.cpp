// The private key is in the chip; key exchange and verification are software.
#include "firmware/nodemcu/curves.h"

namespace signet::nodemcu {

Curves curves() {
  return {{tls::Where::software, tls::Where::software}, {&br_ec_p256_m15, &br_ecdsa_i15_vrfy_asn1, nullptr}};
}

}  // namespace signet::nodemcu
