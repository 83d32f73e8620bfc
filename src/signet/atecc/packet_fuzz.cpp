// The parser of answers from the bus: any bytes, any expectation.
#include <cstddef>
#include <cstdint>

#include "signet/atecc/packet.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace signet;
  const Bytes raw(data, size);
  for (const std::size_t expected : {0U, 4U, 32U, 64U}) {
    const Result<Bytes> answer = atecc::parseResponse(raw, expected);
    if (answer.ok()) {
      SIGNET_CHECK(answer->size() == expected);
      SIGNET_CHECK(expected == 0 || (answer->begin() >= raw.begin() && answer->end() <= raw.end()));
    }
  }
  return 0;
}
