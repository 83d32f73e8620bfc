#include "host/client/step_recorder.h"

namespace signet::client {
namespace {

bool isInstant(tls::Step step) {
  return step == tls::Step::clientHello || step == tls::Step::established;
}

}  // namespace

const char* stepName(tls::Step step) {
  switch (step) {
    case tls::Step::prepare: return "ephemeral key";
    case tls::Step::random: return "random";
    case tls::Step::clientHello: return "ClientHello";
    case tls::Step::chain: return "server's certificates";
    case tls::Step::verify: return "verify";
    case tls::Step::ecdh: return "ECDH";
    case tls::Step::sign: return "sign";
    case tls::Step::established: return "TLS established";
  }
  return "";
}

void StepRecorder::doBegin(tls::Step step) {
  begun_[step] = clock_.now();
}

void StepRecorder::doEnd(tls::Step step) {
  const auto begun = begun_.find(step);
  if (begun == begun_.end()) return;
  if (isInstant(step)) {
    timeline_.mark(stepName(step), begun->second);
  } else {
    timeline_.add(lane_, stepName(step), begun->second, clock_.now());
  }
  begun_.erase(begun);
}

}  // namespace signet::client
