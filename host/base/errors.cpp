#include "host/base/errors.h"

#include <array>
#include <utility>

namespace signet {
namespace {

constexpr std::array kExitCodes = {
    ExitInfo{Exit::ok, "ok", "done"},
    ExitInfo{Exit::no, "no",
             "the answer is no: a signature does not verify, lint found something, things differ"},
    ExitInfo{Exit::usage, "usage", "the command line or a value given with it is wrong"},
    ExitInfo{Exit::noChip, "noChip", "no chip where one was looked for"},
    ExitInfo{Exit::bus, "bus", "the bus cannot be opened (permission, missing) or broke"},
    ExitInfo{Exit::refused, "refused", "the chip, its configuration or its lock state refuses"},
    ExitInfo{Exit::badFile, "badFile", "a file is missing, damaged, or not what it should be"},
    ExitInfo{Exit::needsYes, "needsYes", "it cannot be undone and was not confirmed: nothing was changed"},
    ExitInfo{Exit::badAnswer, "badAnswer", "the chip answered, but damaged or wrong, also when tried again"},
    ExitInfo{Exit::unknown, "unknown",
             "a change may or may not have happened: look at the chip before you continue"},
    ExitInfo{Exit::network, "network", "the host cannot be found or reached, or the connection broke"},
    ExitInfo{Exit::tls, "tls", "the server is not who it should be, or does not accept this device"},
    ExitInfo{Exit::broker, "broker", "the broker says no, or does not speak MQTT"},
    ExitInfo{Exit::busy, "busy", "another program uses the chip, the home folder or the broker right now"},
    ExitInfo{Exit::internal, "internal", "a defect of signet itself"},
    ExitInfo{Exit::noCommand, "noCommand", "run, trace: the program to run does not exist or cannot be run"},
};

/// What a status means to the user: how the sentence continues after "Doing this: ", and what to do.
struct StatusText {
  Exit code;
  const char* what;
  const char* next;
};

constexpr const char* kCheckWiring =
    "Check the wiring, the pull-up resistors (2.2 to 4.7 kOhm) and the supply, then try again.";
constexpr const char* kSeeState =
    "See `signet info` for the chip's locks and `signet config explain` for its slots.";

StatusText busText(Status status) {
  switch (status) {
    case Status::nack:
      return {Exit::noChip, "the chip did not acknowledge.",
              "Check that it is powered and at this address; `signet detect` lists every chip it finds."};
    case Status::noDevice:
      return {Exit::noChip, "nothing answers at this address, neither awake nor after a wake pulse.",
              "Check power, wiring and address; `signet detect` lists every chip it finds."};
    case Status::timeout:
      return {Exit::badAnswer, "the chip was still busy after the longest time this may take.", kCheckWiring};
    default:
      return {Exit::bus, "the bus failed: a line is held low, or the adapter or its connection broke.",
              "Check the wiring or the connection, then try again."};
  }
}

StatusText answerText(Status status) {
  switch (status) {
    case Status::badCrc:
      return {Exit::badAnswer, "the chip's answer was damaged on the way (wrong CRC), also when read again.",
              kCheckWiring};
    case Status::badResponse:
      return {Exit::badAnswer, "the chip's answer has an impossible length or form.", kCheckWiring};
    case Status::notAnAtecc:
      return {Exit::noChip, "something answers at this address, but it is not an ATECC.",
              "Give the chip's own address: --chip BUS@ADDRESS; `signet detect` lists every chip it finds."};
    case Status::eccFault:
      return {Exit::badAnswer, "the chip's elliptic-curve computation failed, also when tried again.",
              "Check the supply voltage (2.0 to 5.5 V, 16 mA while it computes), then try again."};
    case Status::selfTestFailed:
    case Status::healthTestFailed:
      return {Exit::badAnswer, "the chip's self test failed.",
              "Power-cycle the chip; if it stays so, replace it."};
    case Status::watchdogExpiring:
      return {Exit::badAnswer, "the chip's watchdog left too little time, also after a fresh wake.",
              "Try again."};
    case Status::communication:
      return {Exit::badAnswer, "the command reached the chip damaged, also when sent again.", kCheckWiring};
    case Status::volatileStateLost:
      return {Exit::badAnswer, "the chip fell asleep in the middle and forgot what it was given.",
              "Try again."};
    case Status::notVerified:
      return {Exit::unknown, "what was read back differs from what was written.",
              "See what the chip holds with `signet read` and `signet info` before you continue."};
    default:
      return {Exit::unknown, "the answer was lost, and the chip's state cannot tell whether it was done.",
              "See what the chip holds with `signet info` before you continue."};
  }
}

StatusText refusalText(Status status) {
  switch (status) {
    case Status::mismatch:
      return {Exit::no, "the chip computed properly and the answer is no.", "Check the inputs."};
    case Status::parseError:
      return {Exit::refused, "the chip does not know this command or parameter.",
              "See `signet info` for what part this is; signet supports the ATECC508A."};
    case Status::locked: return {Exit::refused, "the zone or slot is locked, for ever.", kSeeState};
    case Status::notLocked:
      return {Exit::refused, "it needs a zone to be locked first.",
              "See `signet info` and `signet lock --help`."};
    case Status::refused: return {Exit::refused, "the chip's configuration forbids it.", kSeeState};
    default: return {Exit::refused, "the chip refuses it in its present state or configuration.", kSeeState};
  }
}

StatusText networkText(Status status) {
  const char* next = "Check the network and the address, then try again.";
  switch (status) {
    case Status::connectionRefused: return {Exit::network, "no server listens there.", next};
    case Status::nameNotFound: return {Exit::network, "there is no host of this name.", next};
    case Status::unreachable: return {Exit::network, "there is no route to the host.", next};
    default: return {Exit::network, "the connection ended.", next};
  }
}

StatusText certificateText(Status status) {
  switch (status) {
    case Status::noSuchCertificate:
      return {Exit::refused, "there is no certificate.", "`signet setup local` makes one."};
    case Status::keyMismatch:
      return {Exit::refused, "the certificate does not belong to the private key.",
              "Use the certificate that was issued for this key; `signet setup local` makes one."};
    case Status::notEncodable:
      return {Exit::refused, "this certificate cannot be stored in 72 bytes of a chip.",
              "Use a certificate made by `signet setup local`."};
    default:
      return {Exit::badFile, "it is not what it should be, or damaged.",
              "`openssl x509 -in FILE -noout -text` shows what a certificate says."};
  }
}

/// For what client::endingError() was not asked, which knows the details.
StatusText connectionText(Status status) {
  const char* next = "`signet doctor` finds out why.";
  if (status < Status::protocolError) return {Exit::tls, "the secure connection failed.", next};
  return {Exit::broker, "the broker refused it, or could not be understood.", next};
}

StatusText callerText(Status status) {
  if (status == Status::notSupported) {
    return {Exit::refused, "this bus, port or chip cannot do it.",
            "See `signet --help` for the kinds of --chip."};
  }
  return {Exit::internal, "signet called its own driver wrongly.", "Please report this as a defect."};
}

StatusText textOf(Status status) {
  const int group = static_cast<int>(status) / 10;
  switch (status) {
    case Status::notAnAtecc:
    case Status::eccFault:
    case Status::selfTestFailed:
    case Status::healthTestFailed:
    case Status::watchdogExpiring:
    case Status::communication:
    case Status::outcomeUnknown:
    case Status::volatileStateLost:
    case Status::notVerified: return answerText(status);
    default: break;
  }
  if (group == 0) return callerText(status);
  if (group == 1) return busText(status);
  if (group == 2) return answerText(status);
  if (group == 5) return networkText(status);
  if (status == Status::keyMismatch || (group == 6 && status < Status::untrustedIssuer)) {
    return certificateText(status);
  }
  if (group >= 6) return connectionText(status);
  return refusalText(status);
}

}  // namespace

std::span<const ExitInfo> exitCodes() {
  return kExitCodes;
}

const char* exitName(Exit code) {
  for (const ExitInfo& info : kExitCodes) {
    if (info.code == code) return info.name;
  }
  return "internal";
}

UserError::UserError(Exit code, const std::string& message, std::string next, std::optional<Status> status)
    : std::runtime_error(message), code_(code), next_(std::move(next)), status_(status) {}

UserError usageError(const std::string& message, std::string next) {
  return {Exit::usage, message, std::move(next)};
}

UserError statusError(Status status, const std::string& doing) {
  SIGNET_CHECK(status != Status::ok);
  const StatusText text = textOf(status);
  return {text.code, doing + ": " + text.what, text.next, status};
}

void check(Status status, const std::string& doing) {
  if (status != Status::ok) throw statusError(status, doing);
}

}  // namespace signet
