// A broker's bytes: the reader finds the same packets in them in whatever pieces they come, and gives every
// byte to somebody once.
#include <cstddef>
#include <cstdint>
#include <vector>

#include "signet/mqtt/packet_reader.h"

namespace {

using namespace signet;
using namespace signet::mqtt;
using Step = PacketReader::Step;

/// What was read: for each step its number and what belongs to it, the pieces of a payload joined.
std::vector<std::uint8_t> read(Bytes stream, std::size_t piece, Version version) {
  std::vector<std::uint8_t> memory(64), said;
  PacketReader reader(memory);
  reader.begin(version);
  while (!stream.empty()) {
    Bytes bytes = stream.first(piece < stream.size() ? piece : stream.size());
    stream = stream.from(bytes.size());
    for (Step step; (step = reader.next(bytes)) != Step::moreBytes;) {
      if (step == Step::payload) {
        const Bytes some = reader.takePayload(bytes);
        SIGNET_CHECK(!some.empty());
        said.insert(said.end(), some.begin(), some.end());
        continue;
      }
      said.push_back(static_cast<std::uint8_t>(step));
      if (step == Step::malformed || step == Step::tooLarge) return said;
      if (step == Step::header)
        said.push_back(static_cast<std::uint8_t>(static_cast<unsigned>(reader.type()) << 4 | reader.flags()));
      if (step != Step::packet && step != Step::message) continue;
      SIGNET_CHECK((reader.type() == PacketType::publish) == (step == Step::message));
      SIGNET_CHECK(reader.body().size() <= memory.size());
      said.insert(said.end(), reader.body().begin(), reader.body().end());
    }
    SIGNET_CHECK(bytes.empty());
  }
  return said;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const Bytes stream(data + 2, size - 2);
  const Version version = (data[1] & 1) != 0 ? Version::v5 : Version::v311;
  SIGNET_CHECK(read(stream, data[0] % 32 + 1U, version) == read(stream, size, version));
  return 0;
}
