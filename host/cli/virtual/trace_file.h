// TraceFile: where the trace of a served bus goes, for `signet trace` and `signet chip serve --trace`.
#pragma once

#include <fstream>
#include <memory>
#include <ostream>
#include <string>

#include "host/emulator/trace/trace.h"

namespace CLI {
class App;
}

namespace signet::cli {

struct TraceOptions {
  std::string file;
  std::string format = "text";
  bool secrets = false;

  /// --FILE, --format and --secrets, with `prefix` before the last two.
  void addTo(CLI::App& command, const std::string& fileOption, const std::string& prefix = "--");
};

/// Text and JSON lines are written as things happen, so that `tail -f` follows them; VCD at the end.
class TraceFile final : private emulator::TraceSink {
 public:
  /// To the file of the options, or to `otherwise` if they name none. Both must outlive this, as must the
  /// bus. Throws UserError (badFile).
  TraceFile(const TraceOptions& options, emulator::VirtualBus& bus, std::ostream& otherwise);
  ~TraceFile() override;
  TraceFile(const TraceFile&) = delete;
  TraceFile& operator=(const TraceFile&) = delete;

  /// For what happens on the wires when something else than the bus drives them.
  emulator::BusListener& wires() { return *recorder_; }
  /// Writes what is still to be written. Throws UserError when not all of it could be written.
  void finish();

 private:
  void onEntry(const emulator::TraceEntry& entry) override;

  const TraceOptions& options_;
  emulator::Secrets secrets_;
  std::ofstream file_;
  std::ostream& out_;
  emulator::Trace kept_;  // for VCD, which needs to know all chips before its first line
  std::unique_ptr<emulator::TraceRecorder> recorder_;
};

/// Opens a file for writing; it can be read by its owner only if it may hold secrets. Throws UserError.
std::ofstream openTraceFile(const std::string& path, bool secrets);

}  // namespace signet::cli
