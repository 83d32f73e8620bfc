// How a client fails: from the engine's numbers, the validator's dates and the chip's status to one cause.
#include "signet/tls/client.h"

namespace signet::tls {
namespace {

struct Cause {
  Status status;
  Side side;
};

Cause causeOf(int error) {
  switch (error) {
    case BR_ERR_X509_NOT_TRUSTED: return {Status::untrustedIssuer, Side::server};
    case BR_ERR_X509_BAD_SERVER_NAME: return {Status::wrongHost, Side::server};
    case BR_ERR_X509_TIME_UNKNOWN: return {Status::clockNotSet, Side::device};
    case BR_ERR_X509_BAD_SIGNATURE:
    case BR_ERR_BAD_SIGNATURE: return {Status::badSignature, Side::server};
    case BR_ERR_TOO_LARGE: return {Status::recordTooLarge, Side::server};
    case BR_ERR_UNSUPPORTED_VERSION:
    case BR_ERR_BAD_CIPHER_SUITE:
    case BR_ERR_INVALID_ALGORITHM: return {Status::noCommonSuite, Side::server};
    case BR_ERR_NO_RANDOM: return {Status::invalidArgument, Side::device};
    default: break;
  }
  if (error >= BR_ERR_X509_INVALID_VALUE && error <= BR_ERR_X509_NOT_TRUSTED) {
    return {Status::badCertificate, Side::server};
  }
  return {Status::tlsProtocol, Side::server};
}

}  // namespace

Status Client::fail(Status status, Side side) {
  // A session must not be resumed after an error (RFC 5246, section 7.2.2), nor tried for ever with a server
  // that cuts the connection over it. That the network broke later says nothing about it.
  const bool blameless = side == Side::network && state_ == State::established;
  if (settings_.session != nullptr && !blameless) settings_.session->valid = false;
  failure_.status = status;
  failure_.side = side;
  state_ = State::failed;
  return status;
}

Status Client::failTransport(Status status) {
  return fail(status, Side::network);
}

/// The engine is closed: by an orderly close_notify, or by an error.
Status Client::engineFailed() {
  const int error = br_ssl_engine_last_error(&context_.eng);
  if (error == BR_ERR_OK) {
    if (state_ == State::handshake) return fail(Status::closed, Side::server);
    state_ = State::closed;
    return Status::closed;
  }
  // Send the alert, as far as that is possible without waiting.
  (void)sendRecords();
  explainEngineError(error);
  return fail(failure_.status, failure_.side);
}

void Client::explainEngineError(int error) {
  failure_ = {};
  failure_.engineError = error;
  const Status signer = settings_.identity != nullptr ? settings_.identity->signerStatus() : Status::ok;
  failure_.chip = curve_.chipStatus() != Status::ok ? curve_.chipStatus() : signer;
  if (failure_.chip != Status::ok) {
    failure_.status = Status::chipFailed;
    failure_.side = Side::chip;
    return;
  }
  if (error >= BR_ERR_RECV_FATAL_ALERT && error < BR_ERR_SEND_FATAL_ALERT) {
    failure_.status = Status::tlsAlert;
    failure_.side = Side::server;
    failure_.alert = static_cast<std::uint8_t>(error - BR_ERR_RECV_FATAL_ALERT);
    return;
  }
  const bool sentAlert = error >= BR_ERR_SEND_FATAL_ALERT;
  const Cause cause = causeOf(sentAlert ? error - BR_ERR_SEND_FATAL_ALERT : error);
  failure_.status = cause.status;
  // The engine says "unsupported version" also of what is no TLS record at all: its header shows which.
  constexpr std::uint8_t kMajorVersion = 3;
  if (error == BR_ERR_UNSUPPORTED_VERSION && in_[1] != kMajorVersion) {
    failure_.status = Status::tlsProtocol;
  }
  failure_.side = cause.side;
  if (error == BR_ERR_X509_EXPIRED) {
    const bool expired = validator_.verdict() != ChainValidator::Verdict::notYetValid;
    failure_.status = expired ? Status::certificateExpired : Status::certificateNotYetValid;
    failure_.notBefore = validator_.notBefore();
    failure_.notAfter = validator_.notAfter();
    failure_.now = x509::dateOf(settings_.now);
  }
}

}  // namespace signet::tls
