#include "host/client/reasons.h"

#include <fmt/format.h>

#include <array>

namespace signet::client {
namespace {

using mqtt::ReasonCode;

constexpr const char* kSeeChain =
    "`openssl s_client -connect {0}:{1} -showcerts` shows the server's certificates.";

/// What to do about a status of the handshake; {0} and {1} stand for host and port.
const char* tlsNext(Status status) {
  switch (status) {
    case Status::untrustedIssuer:
      return "Give the authority of the server's certificate with --ca. "
             "`openssl s_client -connect {0}:{1} -showcerts` shows whose it is.";
    case Status::wrongHost:
      return "Connect to the server by a name that its certificate carries, "
             "or give that name with --server-name.";
    case Status::certificateExpired:
      return "Renew the server's certificate. If it is good, this computer's clock is wrong.";
    case Status::certificateNotYetValid:
    case Status::clockNotSet: return "Set this computer's clock, then try again.";
    case Status::badSignature:
    case Status::badCertificate: return kSeeChain;
    case Status::clientAuthNotWanted:
      return "Let the broker ask for certificates (mosquitto: `require_certificate true`), "
             "or use the port where it does.";
    case Status::keyMismatch:
      return "Give the certificate that was issued for this chip's key; `signet setup local` makes one.";
    case Status::recordTooLarge:
      return "Let the broker honour the maximum fragment length extension, or send a shorter chain.";
    case Status::noCommonSuite:
      return "Let the broker accept TLS 1.2 with ECDHE and AES-128-GCM or ChaCha20-Poly1305 on P-256.";
    case Status::notLocked:
      return "Lock the chip's configuration first: `signet plan` shows how it would be set up.";
    default: return "Is it a TLS port? Brokers use 8883; 1883 is without TLS.";
  }
}

/// What to do about an alert that the server sent.
const char* alertNext(unsigned alert, bool pairingUsed) {
  switch (alert) {
    case 20:
      // With another secret than the chip's the decrypted ECDH result is wrong, and all keys made of it.
      return pairingUsed ? "It looks like this when the pairing secret on this computer is not the chip's: "
                           "`signet doctor` compares them."
                         : "See the broker's log.";
    case 42:
    case 43:
    case 46:
    case 49:
      return "See the broker's log. The device's certificate must come from the authority "
             "that the broker trusts, and be active there.";
    case 44: return "A revoked certificate never works again: `signet setup local --renew` issues a new one.";
    case 45: return "Issue a new certificate for the device, or set the broker's clock.";
    case 48:
      return "Give the broker the authority of this device's certificate (mosquitto: `cafile`), "
             "and the device its whole chain (--cert).";
    case 51: return "`signet doctor` compares certificate and key.";
    case 70:
    case 71:
    case 40: return "See the broker's log. It must accept TLS 1.2 with ECDHE, and this device's certificate.";
    case 112: return "Give the name that the server knows itself by with --server-name.";
    case 120: return "Leave --alpn away, or give the protocol that the server offers.";
    default: return "See the broker's log.";
  }
}

const char* brokerNext(ReasonCode reason) {
  switch (reason) {
    case ReasonCode::unsupportedProtocolVersion: return "Give --protocol 3.1.1.";
    case ReasonCode::clientIdentifierNotValid: return "Give another --client-id.";
    case ReasonCode::badUserNameOrPassword:
    case ReasonCode::notAuthorized:
    case ReasonCode::banned:
      return "See the broker's access rules. "
             "A broker made by `signet broker` lets a device use its own topics only: devices/NAME/...";
    case ReasonCode::serverUnavailable:
    case ReasonCode::serverBusy:
    case ReasonCode::connectionRateExceeded:
    case ReasonCode::serverShuttingDown: return "Try again later.";
    case ReasonCode::sessionTakenOver:
      return "Another program connects with the same client ID: end it, or give one of them --client-id.";
    case ReasonCode::keepAliveTimeout: return "The network was gone for too long. Try again.";
    case ReasonCode::useAnotherServer:
    case ReasonCode::serverMoved: return "Ask who runs the broker for its new address.";
    case ReasonCode::packetTooLarge:
    case ReasonCode::quotaExceeded:
    case ReasonCode::messageRateTooHigh: return "Send less at once, or raise the broker's limits.";
    case ReasonCode::topicNameInvalid:
    case ReasonCode::topicFilterInvalid: return "The broker does not take this topic: give another one.";
    case ReasonCode::qosNotSupported: return "Give a lower --qos.";
    case ReasonCode::retainNotSupported: return "Leave --retain away.";
    default: return "See the broker's log.";
  }
}

UserError networkError(Status status, const Peer& peer) {
  const auto error = [&](const std::string& what, std::string next) {
    return UserError(Exit::network, what, std::move(next), status);
  };
  const std::string where = fmt::format("{} port {}", peer.host, peer.port);
  switch (status) {
    case Status::nameNotFound:
      return error(fmt::format("There is no host {}, or no name server answered.", peer.host),
                   fmt::format("Check the name; `getent hosts {}` asks the same way.", peer.host));
    case Status::connectionRefused:
      return error(fmt::format("Nobody listens at {}.", where),
                   "Is the broker running, and on this port? `signet broker` starts one on this computer.");
    case Status::unreachable:
      return error(fmt::format("There is no route to {}.", where), "Check this computer's network.");
    case Status::timeout:
      return error(fmt::format("{} does not answer.", where),
                   "Check the address, and that no firewall drops the packets.");
    default:
      return error(fmt::format("The connection to {} broke.", where), "Check the network, then try again.");
  }
}

UserError tlsError(const Ending& ending, const Peer& peer) {
  const tls::Failure& failure = ending.tls;
  if (failure.side == tls::Side::chip && failure.chip != Status::ok) {
    return statusError(failure.chip, "Using the chip in the TLS handshake");
  }
  if (ending.status == Status::timeout) {
    return {Exit::tls,
            fmt::format("{} port {} did not finish the TLS handshake in time.", peer.host, peer.port),
            tlsNext(ending.status), ending.status};
  }
  std::array<std::uint8_t, 240> text{};
  tls::Failure told = failure;
  if (told.status == Status::ok) told.status = ending.status;
  const std::string what = tls::describe(told, text);
  if (told.side == tls::Side::network) {
    return {Exit::network, fmt::format("{} port {}: {}", peer.host, peer.port, what),
            "Is it a TLS port? Brokers use 8883; 1883 is without TLS. If it is, see the broker's log: "
            "some hang up without a word.",
            told.status};
  }
  const char* const next =
      told.status == Status::tlsAlert ? alertNext(told.alert, ending.pairingUsed) : tlsNext(told.status);
  return {Exit::tls, what, fmt::format(fmt::runtime(next), peer.host, peer.port), told.status};
}

UserError sessionError(const Ending& ending, const Peer& peer) {
  const auto error = [&](const std::string& what, std::string next) {
    return UserError(Exit::broker, what, std::move(next), ending.status);
  };
  if (isError(ending.reason)) {
    const UserError told = brokerError(ending.reason, fmt::format("{} port {}", peer.host, peer.port));
    return error(told.what(), told.next());
  }
  switch (ending.status) {
    case Status::timeout:
      return error("The broker does not answer any more.", "See the broker's log, and check the network.");
    case Status::protocolError:
      return error("The server does not speak MQTT as the specification has it.",
                   "Check the port: is it a broker? If so, try the other --protocol.");
    case Status::closed:
    case Status::connectionReset:
      return error(ending.stage == Stage::session
                       ? "The broker closed the connection instead of answering CONNECT."
                       : "The broker closed the connection without a reason.",
                   "See the broker's log. "
                   "Some brokers (AWS IoT) do that when their policy does not allow this client ID or topic, "
                   "others when a second program connects with the same client ID.");
    default: return error(fmt::format("The session ended: {}.", statusName(ending.status)), "Try again.");
  }
}

}  // namespace

const char* stageName(Stage stage) {
  switch (stage) {
    case Stage::lookUp: return "look-up";
    case Stage::connect: return "TCP";
    case Stage::handshake: return "TLS";
    case Stage::session: return "MQTT";
    case Stage::connected: return "connected";
  }
  return "";
}

UserError endingError(const Ending& ending, const Peer& peer) {
  switch (ending.stage) {
    case Stage::lookUp:
    case Stage::connect: return networkError(ending.status, peer);
    case Stage::handshake: return tlsError(ending, peer);
    case Stage::session:
    case Stage::connected: break;
  }
  // TLS 1.2 servers judge the client's certificate late: an alert can come when MQTT has begun.
  return ending.tls.status == Status::tlsAlert ? tlsError(ending, peer) : sessionError(ending, peer);
}

UserError brokerError(ReasonCode reason, const std::string& doing) {
  return {Exit::broker,
          fmt::format("{}: the broker says \"{}\" (reason code 0x{:02X}).", doing, mqtt::reasonName(reason),
                      static_cast<unsigned>(reason)),
          brokerNext(reason)};
}

}  // namespace signet::client
