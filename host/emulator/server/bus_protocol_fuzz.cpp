// Any bytes, cut in any way, give the same requests and the same error as when fed at once, and no request is
// out of its limits.
#include <cstdlib>

#include "host/emulator/server/bus_protocol.h"

namespace {

using namespace signet::emulator;

struct Outcome {
  std::vector<BusRequest> requests;
  std::string error;
  bool operator==(const Outcome&) const = default;
};

void require(bool condition) {
  if (!condition) std::abort();
}

Outcome run(std::span<const std::uint8_t> stream, std::size_t piece) {
  BusRequestParser parser;
  Outcome outcome;
  while (!stream.empty()) {
    const std::size_t size = std::min(piece, stream.size());
    parser.feed(stream.first(size));
    stream = stream.subspan(size);
    while (const auto request = parser.next()) {
      require(request->address <= 0x7F);
      require(request->bytes.size() <= BusRequest::kMaxLength && request->length <= BusRequest::kMaxLength);
      outcome.requests.push_back(*request);
    }
  }
  outcome.error = parser.error();
  return outcome;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::size_t piece = 1 + data[0] % 32;
  const std::span<const std::uint8_t> stream(data + 1, size - 1);
  require(run(stream, piece) == run(stream, size));
  return 0;
}
