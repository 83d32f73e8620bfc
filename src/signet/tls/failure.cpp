#include "signet/tls/failure.h"

#include "signet/core/text.h"

namespace signet::tls {
namespace {

struct Alert {
  std::uint8_t code;
  const char* name;
  const char* meaning;
};

constexpr Alert kAlerts[] = {
    {0, "close_notify", "the server ended the connection"},
    {10, "unexpected_message", "the server did not expect what this device sent"},
    {20, "bad_record_mac", "the server could not decrypt what this device sent"},
    {22, "record_overflow", "the server found a record too long"},
    {40, "handshake_failure", "no cipher suite in common, or the server demands a client certificate"},
    {42, "bad_certificate", "the server does not accept this device's certificate"},
    {43, "unsupported_certificate", "the server does not support this kind of client certificate"},
    {44, "certificate_revoked", "this device's certificate has been revoked"},
    {45, "certificate_expired", "this device's certificate has expired, or the server's clock is wrong"},
    {46, "certificate_unknown", "the server does not know this device's certificate, or it is not active"},
    {47, "illegal_parameter", "the server found a field out of range"},
    {48, "unknown_ca", "the server does not trust the issuer of this device's certificate"},
    {49, "access_denied", "the certificate is fine, but the server does not let this device in"},
    {50, "decode_error", "the server could not read a message of this device"},
    {51, "decrypt_error",
     "the server could not verify this device's signature: certificate and key do not belong together"},
    {70, "protocol_version", "the server does not speak TLS 1.2"},
    {71, "insufficient_security", "the server demands stronger ciphers"},
    {80, "internal_error", "the server failed for a reason of its own"},
    {86, "inappropriate_fallback", "the server saw an attempt to use an older version"},
    {90, "user_canceled", "the server canceled the handshake"},
    {100, "no_renegotiation", "the server does not renegotiate"},
    {110, "unsupported_extension", "the server did not expect an extension"},
    {112, "unrecognized_name", "the server does not serve this host name"},
    {116, "certificate_required", "the server demands a client certificate"},
    {120, "no_application_protocol", "the server does not offer this ALPN protocol"},
};

const Alert* find(std::uint8_t code) {
  for (const Alert& alert : kAlerts) {
    if (alert.code == code) return &alert;
  }
  return nullptr;
}

/// 2026-11-21 10:20:30 UTC
void addDate(Text& text, const x509::Date& d) {
  text.addNumber(d.year).add("-").addTwoDigits(d.month).add("-").addTwoDigits(d.day).add(" ");
  text.addTwoDigits(d.hour).add(":").addTwoDigits(d.minute).add(":").addTwoDigits(d.second).add(" UTC");
}

const char* sentence(Status status) {
  switch (status) {
    case Status::untrustedIssuer:
      return "The server's certificate chain does not end at a trusted certificate: "
             "give this device the right CA.";
    case Status::wrongHost: return "The server's certificate is for another host name.";
    case Status::badCertificate:
      return "The server's certificate chain is damaged or of an unsupported kind.";
    case Status::badSignature: return "A signature of the server does not verify.";
    case Status::clockNotSet:
      return "The clock is not set, so no certificate can be judged: set the time first.";
    case Status::clientAuthNotWanted:
      return "The server asked for no client certificate, so this device could not prove its identity.";
    case Status::keyMismatch: return "The certificate does not belong to the key in the slot.";
    case Status::recordTooLarge:
      return "The server sends records larger than this device's buffer and ignores maximum fragment length.";
    case Status::noCommonSuite:
      return "The server offers no cipher suite, curve or version that this device has.";
    case Status::tlsProtocol: return "The server breaks the TLS protocol, or is no TLS server.";
    case Status::closed: return "The server closed the connection in the middle.";
    case Status::connectionReset: return "The connection broke.";
    case Status::notLocked:
      return "The chip is not locked: its random numbers are a fixed pattern. Lock its configuration first.";
    default: return statusName(status);
  }
}

}  // namespace

const char* alertName(std::uint8_t alert) {
  const Alert* const found = find(alert);
  return found != nullptr ? found->name : "unknown alert";
}

const char* alertMeaning(std::uint8_t alert) {
  const Alert* const found = find(alert);
  return found != nullptr ? found->meaning : "the server sent an alert that RFC 5246 does not know";
}

const char* describe(const Failure& failure, MutableBytes out) {
  Text text(out);
  if (failure.side == Side::chip) {
    text.add("The chip failed: ").add(statusName(failure.chip)).add(".");
  } else if (failure.status == Status::tlsAlert) {
    text.add("The server sent alert ")
        .addNumber(failure.alert)
        .add(" (")
        .add(alertName(failure.alert))
        .add("): ");
    text.add(alertMeaning(failure.alert)).add(".");
  } else if (failure.status == Status::certificateExpired) {
    text.add("The server's certificate expired at ");
    addDate(text, failure.notAfter);
    text.add("; this device's clock says ");
    addDate(text, failure.now);
    text.add(".");
  } else if (failure.status == Status::certificateNotYetValid) {
    text.add("The server's certificate is valid from ");
    addDate(text, failure.notBefore);
    text.add("; this device's clock says ");
    addDate(text, failure.now);
    text.add(". Is the clock set?");
  } else {
    text.add(sentence(failure.status));
  }
  return text.finish();
}

}  // namespace signet::tls
