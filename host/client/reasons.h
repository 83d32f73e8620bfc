// Why there is no connection, as a sentence with the next thing to try, and as an exit code.
#pragma once

#include <cstdint>
#include <string>

#include "host/base/errors.h"
#include "signet/mqtt/types.h"
#include "signet/tls/failure.h"

namespace signet::client {

/// How far a connection got.
enum class Stage : std::uint8_t {
  lookUp,     ///< the host's name
  connect,    ///< TCP
  handshake,  ///< TLS
  session,    ///< MQTT CONNECT to CONNACK
  connected,  ///< it was all there, and ended
};

/// "look-up", "TCP", "TLS", "MQTT", "connected".
const char* stageName(Stage stage);

struct Ending {
  Stage stage = Stage::lookUp;
  Status status = Status::ok;
  tls::Failure tls;                                     ///< of the handshake, and of TLS records after it
  mqtt::ReasonCode reason = mqtt::ReasonCode::success;  ///< the reason that the broker gave, if any
  bool pairingUsed = false;  ///< the chip's ECDH result was read encrypted with the pairing secret
};

struct Peer {
  std::string host;
  std::uint16_t port = 0;
};

/// The whole story. Exit::network, tls or broker; what the chip refused has the exit codes of the chip.
UserError endingError(const Ending& ending, const Peer& peer);

/// The sentence for a reason of the broker with the next thing to try: of CONNACK, DISCONNECT, PUBACK and
/// SUBACK. `doing` starts it: "Publishing to devices/x".
UserError brokerError(mqtt::ReasonCode reason, const std::string& doing);

}  // namespace signet::client
