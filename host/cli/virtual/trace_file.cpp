#include "host/cli/virtual/trace_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "host/base/errors.h"
#include "host/cli/options.h"

namespace signet::cli {

void TraceOptions::addTo(CLI::App& command, const std::string& fileOption, const std::string& prefix) {
  addOption(command, fileOption, file, "where the trace goes").typeName("FILE");
  addOption(command, prefix + "format", format,
            "text: a line for each transaction (default). jsonl: a JSON object for each. "
            "vcd: every edge, for GTKWave and PulseView")
      .oneOf({"text", "jsonl", "vcd"})
      .typeName("text|jsonl|vcd");
  addFlag(command, prefix + "secrets", secrets, "do not leave keys and secrets out");
}

std::ofstream openTraceFile(const std::string& path, bool secrets) {
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, secrets ? 0600 : 0666);
  std::ofstream file;
  if (fd >= 0) {
    // A file that was there before keeps its mode: it is narrowed too.
    if (secrets) ::fchmod(fd, 0600);
    ::close(fd);
    file.open(path, std::ios::binary);
  }
  if (file.is_open()) return file;
  throw UserError(Exit::badFile, fmt::format("Cannot write the trace to {}: {}.", path, std::strerror(errno)),
                  "Name a file in a folder that exists and that you may write to.");
}

TraceFile::TraceFile(const TraceOptions& options, emulator::VirtualBus& bus, std::ostream& otherwise)
    : options_(options),
      secrets_(options.secrets ? emulator::Secrets::shown : emulator::Secrets::hidden),
      out_(options.file.empty() ? otherwise : file_) {
  if (!options.file.empty()) file_ = openTraceFile(options.file, options.secrets);
  if (options.format == "text") out_ << emulator::traceText({});
  // Not make_unique: the listener is a private base.
  recorder_.reset(new emulator::TraceRecorder(bus, *this));
}

TraceFile::~TraceFile() = default;

void TraceFile::onEntry(const emulator::TraceEntry& entry) {
  if (options_.format == "vcd") {
    kept_.onEntry(entry);
  } else {
    out_ << (options_.format == "jsonl" ? traceJson(entry, secrets_) : traceLine(entry, secrets_))
         << std::endl;
  }
}

void TraceFile::finish() {
  recorder_.reset();
  if (options_.format == "vcd") writeVcd(out_, kept_.entries(), secrets_);
  out_.flush();
  if (out_.good()) return;
  throw UserError(Exit::badFile,
                  fmt::format("The trace could not be written to {}: the disk is full or failed.",
                              options_.file.empty() ? "stderr" : options_.file),
                  "Free some space and try again.");
}

}  // namespace signet::cli
