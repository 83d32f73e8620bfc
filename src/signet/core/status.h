// Status: what went wrong, one documented cause each. Result<T>: a value, or a Status that says why
// there is none.
#pragma once

#include <cstdint>
#include <utility>

#include "signet/core/check.h"

namespace signet {

/// Why an operation did not do what was asked. Numbers are stable: they are printed with --json and
/// kept in journals.
enum class [[nodiscard]] Status : std::uint8_t{
    ok = 0,

    // The caller.
    invalidArgument = 1,  ///< a parameter is outside of what the header of the called function allows
    bufferTooSmall = 2,   ///< the caller's buffer cannot hold the result
    notSupported = 3,     ///< this port, bus or chip cannot do it at all

    // The bus.
    nack = 10,      ///< no device acknowledged the address, or it refused a byte
    busFault = 11,  ///< the bus itself failed: line held low, arbitration lost, adapter or connection error
    noDevice = 12,  ///< nothing answered at this address, neither awake nor after a wake pulse
    timeout = 13,   ///< the chip was still busy after the longest time the command may take

    // What came back.
    badCrc = 20,       ///< the response's CRC is wrong, also when read again
    badResponse = 21,  ///< a response of impossible length or form
    notAnAtecc = 22,   ///< something answers, but not with a wake group (04 11 33 43)

    // The chip's own status codes (datasheet table 9-3).
    mismatch = 30,          ///< 01: CheckMac or Verify ran properly and the answer is "no"
    parseError = 31,        ///< 03: opcode, length or parameter illegal in any state
    eccFault = 32,          ///< 05: an ECC computation failed, also when tried again
    selfTestFailed = 33,    ///< 07: (608) a power-on self test failed
    healthTestFailed = 34,  ///< 08: (608) the random number generator failed its health test
    executionError = 35,    ///< 0F: legal, but not possible in the chip's present state or configuration
    watchdogExpiring = 36,  ///< EE: too little time left before the watchdog expires, also after a fresh wake
    communication = 37,     ///< FF: the chip saw a wrong CRC, also when sent again

    // What the driver concludes.
    outcomeUnknown =
        40,  ///< a command with lasting effect may or may not have run, and the state read back does not show it
    volatileStateLost =
        41,        ///< the chip slept in the middle of a sequence: TempKey is gone, start the sequence again
    refused = 42,  ///< the configuration forbids it; found before sending, see Refusal
    locked = 43,   ///< the zone or slot is locked
    notLocked = 44,    ///< the operation needs a zone that is still unlocked to be locked first
    notVerified = 45,  ///< what was read back differs from what was written

    // The network.
    wouldBlock = 50,         ///< nothing can be done right now; try again when the peer or the port has moved
    closed = 51,             ///< the stream has ended in an orderly way
    connectionReset = 52,    ///< the connection broke
    connectionRefused = 53,  ///< no server listens at that port
    nameNotFound = 54,       ///< no such host name, or no name server answered
    unreachable = 55,        ///< no route to the host

    // Certificates.
    badEncoding = 60,        ///< not DER, or not the structure that was expected
    notEncodable = 61,       ///< the compressed form (or the template) cannot express this certificate
    noSuchCertificate = 62,  ///< the slot holds no certificate of this kind

    // TLS. tls::Failure has the details.
    untrustedIssuer = 63,         ///< the server's chain does not end at a trust anchor
    certificateExpired = 64,      ///< a certificate of the server is not valid any more
    certificateNotYetValid = 65,  ///< a certificate of the server is not valid yet, or the clock is wrong
    wrongHost = 66,               ///< the server's certificate is for another host name
    badCertificate = 67,          ///< a certificate of the server is damaged or of an unsupported kind
    badSignature = 68,            ///< a signature in the server's chain or key exchange does not verify
    clockNotSet = 69,             ///< without the time no certificate can be judged
    tlsAlert = 70,                ///< the server ended the connection with an alert
    tlsProtocol = 71,             ///< the server violates the TLS protocol, or uses another one
    noCommonSuite = 72,           ///< no version, cipher suite or curve in common
    clientAuthNotWanted = 73,     ///< the server did not ask for the client's certificate
    keyMismatch = 74,             ///< the certificate does not belong to the private key
    recordTooLarge = 75,          ///< the server sends records that do not fit into the input buffer
    chipFailed = 76,              ///< the secure element refused or failed during the handshake

    // MQTT.
    protocolError = 80,    ///< the broker sent what MQTT does not allow; the connection cannot continue
    refusedByBroker = 81,  ///< the broker rejected it; the reason code says why
    queueFull = 82,        ///< no room for the message now
    packetTooLarge = 83,   ///< larger than the queue, the buffer or the broker's limit
    notConnected = 84,     ///< needs an MQTT session with the broker
};

/// The name of a status as written above, e.g. "executionError". Static storage.
const char* statusName(Status status);

/// A value of T, or the Status that says why there is none. T must be default constructible.
template <typename T>
class [[nodiscard]] Result {
 public:
  constexpr Result(Status status) : status_(status) { SIGNET_CHECK(status != Status::ok); }
  constexpr Result(T value) : value_(std::move(value)) {}

  /// Made in place: `fill` writes the value and returns its status. Spares a device's stack the copies of
  /// large values: `return Result<Signature>::filledBy([&](Signature& s) { return read(s.bytes); });`
  template <typename Fill>
  static constexpr Result filledBy(Fill fill) {
    Result result;
    result.status_ = fill(result.value_);
    return result;
  }

  constexpr bool ok() const { return status_ == Status::ok; }
  constexpr Status status() const { return status_; }

  /// The value; a programmer's error if there is none.
  constexpr T& value() & {
    SIGNET_CHECK(ok());
    return value_;
  }
  constexpr const T& value() const& {
    SIGNET_CHECK(ok());
    return value_;
  }
  constexpr T&& value() && {
    SIGNET_CHECK(ok());
    return std::move(value_);
  }
  constexpr T& operator*() & { return value(); }
  constexpr const T& operator*() const& { return value(); }
  constexpr T* operator->() { return &value(); }
  constexpr const T* operator->() const { return &value(); }

 private:
  constexpr Result() = default;
  Status status_ = Status::ok;
  T value_{};
};

}  // namespace signet

/// Returns from the enclosing function when `expression` (a Status) is not ok.
#define SIGNET_TRY(expression)                                                                          \
  do {                                                                                                  \
    if (const ::signet::Status signetTryStatus = (expression); signetTryStatus != ::signet::Status::ok) \
      return signetTryStatus;                                                                           \
  } while (false)

/// SIGNET_ASSIGN(const auto x, f()): defines x from a Result, or returns its status from
/// the enclosing function.
#define SIGNET_ASSIGN(declaration, expression) \
  SIGNET_ASSIGN_IMPL(declaration, expression, SIGNET_CONCAT(signetResult, __LINE__))
// NOLINTBEGIN(bugprone-macro-parentheses): a declaration and a name cannot stand in parentheses.
#define SIGNET_ASSIGN_IMPL(declaration, expression, result) \
  auto result = (expression);                               \
  if (!result.ok()) return result.status();                 \
  declaration = std::move(result).value()
// NOLINTEND(bugprone-macro-parentheses)
#define SIGNET_CONCAT(a, b) SIGNET_CONCAT_IMPL(a, b)
#define SIGNET_CONCAT_IMPL(a, b) a##b
