// Measures a connection from TCP to CONNACK in virtual time: what the chip costs of it, and what
// it must cost.
//
// The time between ServerHello and the client's Finished belongs to the chip alone: the server's whole flight
// is there, and everything else is computed in no time. Its limit is that of limit.h:
//
//     per certificate of the chain, and for the key exchange   Nonce + Verify
//     premaster secret                                         ECDH
//     client's signature                                       Nonce + Sign
//
// What the processor computes itself (hashes, AES) is not in these times.
#pragma once

#include <string>
#include <vector>

#include "host/bench/figure.h"
#include "host/bench/handshake/rig.h"
#include "host/client/timeline.h"

namespace signet::bench {

/// What the device trusts decides how many signatures it verifies.
enum class HandshakeKind {
  signerTrusted,  ///< one certificate to verify: the server's own
  rootTrusted,    ///< two: the signer's too
  resumed,        ///< the session of an earlier connection: no elliptic curves at all
};
/// "one certificate", "two certificates", "resumed": in figure names.
const char* handshakeName(HandshakeKind kind);

struct HandshakeTimes {
  HandshakeKind kind{};
  unsigned clockHz = 0;
  Duration roundTrip{};
  Status status{};    ///< why there are no times, if not ok
  double chipMs = 0;  ///< from the arrival of ServerHello until the client's Finished is sent
  double chipLimitMs = 0;
  double connackMs = 0;  ///< from the begin of TCP until CONNACK
  double connackLimitMs = 0;
  client::Timeline timeline;
};

/// Published aim: one certificate at 400 kHz.
constexpr double kHandshakeAimMs = 200;

/// One connection; for `resumed` the second one. std::runtime_error: OpenSSL fails.
HandshakeTimes measureHandshake(const PreparedDevice& device, HandshakeKind kind, unsigned clockHz,
                                Duration roundTrip);

/// Each kind at each of kClockRates.
std::vector<HandshakeTimes> measureHandshakes(Duration roundTrip);

/// "handshake/400kHz/one certificate/chip" and ".../TCP to CONNACK"; failed measurements are left out.
std::vector<Figure> figuresOf(const std::vector<HandshakeTimes>& measured);

}  // namespace signet::bench
