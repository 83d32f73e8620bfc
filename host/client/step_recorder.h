// StepRecorder: the steps of a TLS handshake as spans of a timeline.
//
//     StepRecorder steps(timeline, timeline.lane("TLS"), clock);
//     client.setObserver(&steps);
#pragma once

#include <map>

#include "host/client/timeline.h"
#include "signet/tls/observer.h"

namespace signet::client {

/// What a step is called in a timeline: "verify", "sign", ...
const char* stepName(tls::Step step);

/// clientHello and established become marks, all others spans. Timeline and clock are not owned.
class StepRecorder final : public tls::Observer {
 public:
  StepRecorder(Timeline& timeline, Timeline::Lane lane, Clock& clock)
      : timeline_(timeline), lane_(lane), clock_(clock) {}

 private:
  void doBegin(tls::Step step) override;
  void doEnd(tls::Step step) override;

  Timeline& timeline_;
  Timeline::Lane lane_;
  Clock& clock_;
  std::map<tls::Step, Instant> begun_;
};

}  // namespace signet::client
