#include "tests/tls/device_run.h"

#include <optional>

#include "signet/port/linux/system_date.h"

namespace signet::test {
namespace {

class Witness final : public device::Events {
 public:
  void onConnected(const device::Agreed&) override { ended_ = RunEnd{Status::ok, device::Phase::connected}; }
  void onDisconnected(const device::Disconnection& why) override {
    if (ended_) return;
    std::array<std::uint8_t, 320> text;
    ended_ = RunEnd{why.status, why.during, tls::Side::none, 0, describe(why, text)};
    if (why.tls == nullptr) return;
    ended_->side = why.tls->side;
    ended_->alert = why.tls->alert;
  }
  const std::optional<RunEnd>& ended() const { return ended_; }

 private:
  std::optional<RunEnd> ended_;
};

}  // namespace

RunEnd runOnce(TlsRig& rig, std::uint16_t port, Duration handshakeLimit) {
  Witness witness;
  port::SystemDate date;
  tls::Client client(rig.crypto, rig.anchors, rig.memory.view());
  std::array<std::uint8_t, 256> received, unsent, packet, control, scratch, queue;
  mqtt::RamStore store(queue, {});
  device::ConnectionOptions options;
  options.handshakeLimit = handshakeLimit;
  device::Connection connection({rig.transport, &client, &date},
                                {received, unsent, {packet, control, scratch}}, store, witness, options);
  device::Settings settings;
  settings.host = "127.0.0.1";
  settings.port = port;
  settings.serverName = "localhost";
  settings.identity = rig.identity.get();
  settings.session.clientId = "device-1";
  if (connection.start(settings) != Status::ok) throw std::runtime_error("wrong settings");
  for (connection.poll(rig.clock.now()); !witness.ended(); connection.poll(rig.clock.now())) {
    const Duration left = connection.nextPoll() - rig.clock.now();
    rig.transport.waitFor(std::min<Duration>(left, std::chrono::seconds(1)), connection.wantsWrite());
  }
  connection.stop(rig.clock.now());
  connection.poll(rig.clock.now());
  rig.transport.close();
  return *witness.ended();
}

}  // namespace signet::test
