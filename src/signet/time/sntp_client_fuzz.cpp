// Whatever arrives: only an answer to our request, with a time that may be, sets the clock.
#include <algorithm>

#include "signet/time/sntp_client.h"

using namespace signet;
using namespace signet::time;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::int64_t kNotBefore = 1'700'000'000, kNotAfter = 4'233'462'144;  // until 2104
  constexpr std::uint64_t kNonce = 0x0123456789ABCDEF;
  SntpOptions options;
  options.notBefore = kNotBefore;
  SntpClient client(options, 1);
  Instant now{};
  const SntpPacket request = client.ask(kNonce, now);
  now += std::chrono::milliseconds(1);
  const TimeNews news = client.receive({data, size}, now);
  const std::int64_t time = client.posixTime(now);
  if ((news == TimeNews::set) != (time != 0)) __builtin_trap();
  if (news != TimeNews::set) return 0;
  if (time < kNotBefore || time > kNotAfter || size < kSntpPacketSize) __builtin_trap();
  if (!std::equal(request.begin() + 40, request.end(), data + 24)) __builtin_trap();
  return 0;
}
