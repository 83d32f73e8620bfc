// Draws a connection: network, processor, bus and chip in a timeline.
#pragma once

#include "host/bench/handshake/rig.h"
#include "host/client/step_recorder.h"
#include "host/client/timeline.h"
#include "host/emulator/trace/trace.h"

namespace signet::bench {

/// Watches a rig from its construction on. Neither is owned.
class Drawing {
 public:
  Drawing(HandshakeRig& rig, client::Timeline& timeline);
  ~Drawing();
  Drawing(const Drawing&) = delete;
  Drawing& operator=(const Drawing&) = delete;

  /// To be called once, after the connection: adds what network, bus and chip did meanwhile.
  void finish();

 private:
  HandshakeRig& rig_;
  client::Timeline& timeline_;
  client::Timeline::Lane network_, processor_, bus_, chip_;
  client::StepRecorder steps_;
  emulator::Trace trace_;
  emulator::TraceRecorder recorder_;
};

}  // namespace signet::bench
