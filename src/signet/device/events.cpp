#include "signet/device/events.h"

#include "signet/core/text.h"

namespace signet::device {
namespace {

const char* openingSentence(Status status) {
  switch (status) {
    case Status::nameNotFound: return "The broker's name was not found: check the name, and the name server.";
    case Status::connectionRefused: return "The broker's host refused: no server listens at that port.";
    case Status::unreachable: return "There is no way to the broker: check the network.";
    case Status::timeout: return "The broker's machine does not answer.";
    case Status::clockNotSet: return "The date is not known yet, so no certificate can be judged.";
    default: return nullptr;
  }
}

const char* sessionSentence(Status status, Phase during) {
  switch (status) {
    case Status::timeout:
      return during == Phase::joining ? "The broker did not answer CONNECT."
                                      : "The broker has fallen silent.";
    case Status::closed:
      return during == Phase::joining
                 ? "The broker hung up instead of answering CONNECT: it may not speak this version of MQTT, "
                   "or not let this client in."
                 : "The broker closed the connection without a word.";
    case Status::connectionReset: return "The connection broke.";
    default: return nullptr;
  }
}

void addReason(Text& text, const char* what, mqtt::ReasonCode reason) {
  text.add(what).add(mqtt::reasonName(reason)).add(".");
}

void tell(Text& text, const Disconnection& d) {
  if (d.status == Status::refusedByBroker) return addReason(text, "The broker refused: ", d.reason);
  if (d.status == Status::protocolError) {
    return addReason(text, "The broker does what MQTT does not allow: ", d.reason);
  }
  if (d.status == Status::closed && mqtt::isError(d.reason)) {
    return addReason(text, "The broker ended the session: ", d.reason);
  }
  if (d.during == Phase::handshake && d.status == Status::timeout) {
    text.add("The server fell silent during the TLS handshake.");
    return;
  }
  const char* const sentence =
      d.during == Phase::opening ? openingSentence(d.status) : sessionSentence(d.status, d.during);
  text.add(sentence != nullptr ? sentence : statusName(d.status));
}

}  // namespace

const char* phaseName(Phase phase) {
  switch (phase) {
    case Phase::stopped: return "stopped";
    case Phase::waiting: return "waiting";
    case Phase::opening: return "opening";
    case Phase::handshake: return "handshake";
    case Phase::joining: return "joining";
    case Phase::connected: return "connected";
    case Phase::leaving: return "leaving";
  }
  return "unknown";
}

const char* describe(const Disconnection& disconnection, MutableBytes out) {
  // After the handshake, TLS has nothing to add to "the connection broke".
  const tls::Failure* const failure = disconnection.tls;
  const bool afterwards = disconnection.during != Phase::handshake;
  if (failure != nullptr && !(afterwards && failure->side == tls::Side::network)) {
    return tls::describe(*failure, out);
  }
  Text text(out);
  tell(text, disconnection);
  return text.finish();
}

}  // namespace signet::device
