#include "signet/core/status.h"

namespace signet {

const char* statusName(Status status) {
  switch (status) {
    case Status::ok: return "ok";
    case Status::invalidArgument: return "invalidArgument";
    case Status::bufferTooSmall: return "bufferTooSmall";
    case Status::notSupported: return "notSupported";
    case Status::nack: return "nack";
    case Status::busFault: return "busFault";
    case Status::noDevice: return "noDevice";
    case Status::timeout: return "timeout";
    case Status::badCrc: return "badCrc";
    case Status::badResponse: return "badResponse";
    case Status::notAnAtecc: return "notAnAtecc";
    case Status::mismatch: return "mismatch";
    case Status::parseError: return "parseError";
    case Status::eccFault: return "eccFault";
    case Status::selfTestFailed: return "selfTestFailed";
    case Status::healthTestFailed: return "healthTestFailed";
    case Status::executionError: return "executionError";
    case Status::watchdogExpiring: return "watchdogExpiring";
    case Status::communication: return "communication";
    case Status::outcomeUnknown: return "outcomeUnknown";
    case Status::volatileStateLost: return "volatileStateLost";
    case Status::refused: return "refused";
    case Status::locked: return "locked";
    case Status::notLocked: return "notLocked";
    case Status::notVerified: return "notVerified";
    case Status::wouldBlock: return "wouldBlock";
    case Status::closed: return "closed";
    case Status::connectionReset: return "connectionReset";
    case Status::connectionRefused: return "connectionRefused";
    case Status::nameNotFound: return "nameNotFound";
    case Status::unreachable: return "unreachable";
    case Status::badEncoding: return "badEncoding";
    case Status::notEncodable: return "notEncodable";
    case Status::noSuchCertificate: return "noSuchCertificate";
    case Status::untrustedIssuer: return "untrustedIssuer";
    case Status::certificateExpired: return "certificateExpired";
    case Status::certificateNotYetValid: return "certificateNotYetValid";
    case Status::wrongHost: return "wrongHost";
    case Status::badCertificate: return "badCertificate";
    case Status::badSignature: return "badSignature";
    case Status::clockNotSet: return "clockNotSet";
    case Status::tlsAlert: return "tlsAlert";
    case Status::tlsProtocol: return "tlsProtocol";
    case Status::noCommonSuite: return "noCommonSuite";
    case Status::clientAuthNotWanted: return "clientAuthNotWanted";
    case Status::keyMismatch: return "keyMismatch";
    case Status::recordTooLarge: return "recordTooLarge";
    case Status::chipFailed: return "chipFailed";
  }
  return "unknown";
}

}  // namespace signet
