#include "signet/core/status.h"

namespace signet {
namespace {

struct Name {
  Status status;
  const char* text;
};

constexpr Name kNames[] = {
    {Status::ok, "ok"},
    {Status::invalidArgument, "invalidArgument"},
    {Status::bufferTooSmall, "bufferTooSmall"},
    {Status::notSupported, "notSupported"},
    {Status::nack, "nack"},
    {Status::busFault, "busFault"},
    {Status::noDevice, "noDevice"},
    {Status::timeout, "timeout"},
    {Status::badCrc, "badCrc"},
    {Status::badResponse, "badResponse"},
    {Status::notAnAtecc, "notAnAtecc"},
    {Status::mismatch, "mismatch"},
    {Status::parseError, "parseError"},
    {Status::eccFault, "eccFault"},
    {Status::selfTestFailed, "selfTestFailed"},
    {Status::healthTestFailed, "healthTestFailed"},
    {Status::executionError, "executionError"},
    {Status::watchdogExpiring, "watchdogExpiring"},
    {Status::communication, "communication"},
    {Status::outcomeUnknown, "outcomeUnknown"},
    {Status::volatileStateLost, "volatileStateLost"},
    {Status::refused, "refused"},
    {Status::locked, "locked"},
    {Status::notLocked, "notLocked"},
    {Status::notVerified, "notVerified"},
    {Status::wouldBlock, "wouldBlock"},
    {Status::closed, "closed"},
    {Status::connectionReset, "connectionReset"},
    {Status::connectionRefused, "connectionRefused"},
    {Status::nameNotFound, "nameNotFound"},
    {Status::unreachable, "unreachable"},
    {Status::badEncoding, "badEncoding"},
    {Status::notEncodable, "notEncodable"},
    {Status::noSuchCertificate, "noSuchCertificate"},
    {Status::untrustedIssuer, "untrustedIssuer"},
    {Status::certificateExpired, "certificateExpired"},
    {Status::certificateNotYetValid, "certificateNotYetValid"},
    {Status::wrongHost, "wrongHost"},
    {Status::badCertificate, "badCertificate"},
    {Status::badSignature, "badSignature"},
    {Status::clockNotSet, "clockNotSet"},
    {Status::tlsAlert, "tlsAlert"},
    {Status::tlsProtocol, "tlsProtocol"},
    {Status::noCommonSuite, "noCommonSuite"},
    {Status::clientAuthNotWanted, "clientAuthNotWanted"},
    {Status::keyMismatch, "keyMismatch"},
    {Status::recordTooLarge, "recordTooLarge"},
    {Status::chipFailed, "chipFailed"},
    {Status::protocolError, "protocolError"},
    {Status::refusedByBroker, "refusedByBroker"},
    {Status::queueFull, "queueFull"},
    {Status::packetTooLarge, "packetTooLarge"},
    {Status::notConnected, "notConnected"},
};

}  // namespace

const char* statusName(Status status) {
  for (const Name& name : kNames) {
    if (name.status == status) return name.text;
  }
  return "unknown";
}

}  // namespace signet
