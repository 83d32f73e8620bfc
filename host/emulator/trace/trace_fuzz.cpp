// Any line into the reader of traces: an entry that is written as it was read and drawn as a wave,
// or a TraceFormatError.
#include <cstdint>
#include <cstdlib>
#include <sstream>
#include <string_view>

#include "host/emulator/trace/trace.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace signet::emulator;
  try {
    const TraceEntry entry = parseTraceJson({reinterpret_cast<const char*>(data), size});
    const std::string written = traceJson(entry);
    if (traceJson(parseTraceJson(written)) != written) std::abort();
    std::ostringstream out;
    writeVcd(out, {&entry, 1});
    out << traceLine(entry);
  } catch (const TraceFormatError&) {
  }
  return 0;
}
