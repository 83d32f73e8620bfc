// A broker is on the other side of a wire: whatever it sends ends in a status, in whatever pieces it comes.
#include "signet/mqtt/client.h"

#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace signet;
  using namespace signet::mqtt;
  if (size < 2) return 0;
  struct Reader final : Listener {
    void onConnected(const Connack& connack) override {
      connack.properties.forEach([](const Property&) {});
    }
    void onMessage(const IncomingMessage& message) override {
      message.properties.forEach([](const Property&) {});
    }
  } listener;
  std::vector<std::uint8_t> in(256), control(256), scratch(256), memory(512), out(64);
  std::vector<std::uint8_t> sentAliases(2 * TopicAliases::kPlace), receivedAliases(2 * TopicAliases::kPlace);
  std::uint16_t received[4];
  RamStore store(memory, received);
  Client client({in, control, scratch, sentAliases, receivedAliases}, store, listener);
  const std::size_t piece = data[0] % 32 + 1U;
  const Version version = (data[1] & 1) != 0 ? Version::v5 : Version::v311;
  (void)client.connect({version, "c", true, 60, nullptr, nullptr, nullptr, {}}, Instant());
  for (const Qos qos : {Qos::atMostOnce, Qos::atLeastOnce, Qos::exactlyOnce}) {
    (void)client.publish({"t", Bytes(data, 2), qos, false, {}});
  }
  Bytes rest(data + 2, size - 2);
  while (!rest.empty()) {
    const Bytes some = rest.first(piece < rest.size() ? piece : rest.size());
    const auto taken = client.receive(some, Instant());
    if (!taken.ok()) break;
    const bool moved = client.pull(out, Instant()) > 0;
    if (*taken == 0 && !moved) break;
    rest = rest.from(*taken);
  }
  (void)client.tick(Instant() + std::chrono::hours(1));
  return 0;
}
