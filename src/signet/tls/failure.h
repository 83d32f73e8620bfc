// Why a TLS connection failed, on which side, in words.
#pragma once

#include <cstdint>

#include "signet/core/bytes.h"
#include "signet/core/status.h"
#include "signet/x509/dates.h"

namespace signet::tls {

/// Who was the cause.
enum class Side : std::uint8_t {
  none,
  device,   ///< this side: configuration, memory, clock
  chip,     ///< the secure element
  server,   ///< the other side refused, or does what it must not
  network,  ///< the connection broke
};

struct Failure {
  Status status = Status::ok;
  Side side = Side::none;
  /// tlsAlert: the alert that was received (RFC 5246, section 7.2).
  std::uint8_t alert = 0;
  /// side == chip: what the driver returned.
  Status chip = Status::ok;
  /// BearSSL's own number, for a report to the maintainers.
  int engineError = 0;
  /// certificateExpired, certificateNotYetValid: the limits of that certificate, and the time it
  /// was judged by.
  x509::Date notBefore, notAfter, now;
};

/// The name of an alert as RFC 5246 writes it ("unknown_ca"), or "unknown alert". Static storage.
const char* alertName(std::uint8_t alert);
/// What an alert that a server sends usually means for this device. Static storage.
const char* alertMeaning(std::uint8_t alert);

/// The whole story as a sentence, cut off if it does not fit, always terminated by a zero. 240 bytes are
/// enough. Returns `out.data()` as text.
const char* describe(const Failure& failure, MutableBytes out);

}  // namespace signet::tls
