// The whole secure MQTT client as a device has it: everything of signet and of BearSSL that a connection with
// its elliptic curves in the chip needs. What the size report calls "mqtt client".
//
// Everything comes in by reference from a caller that the compiler does not see, so that it can prove nothing
// away. What the port brings (bus, transport, clocks, entropy) and lwIP come on top.
#include <new>

#include "signet/device/provisioned.h"
#include "signet/device/secure_connection.h"

using namespace signet;

namespace {

/// What a firmware keeps for as long as it runs.
struct Firmware {
  Firmware(i2c::Bus& bus, Clock& clock, tls::Entropy& entropy, net::Transport& transport,
           time::DateSource& date, Span<const br_x509_certificate> chain,
           Span<const br_x509_trust_anchor> anchors, device::Events& events)
      : session(bus, clock),
        mine(chip, entropy, {atecc::Slot::number<0>(), slots, chain}),
        connection({mine.crypto(), anchors, transport, date}, events) {}

  atecc::Session session;
  atecc::Device chip{session};
  tls::EphemeralSlot slots[2] = {{atecc::Slot::number<2>()}, {atecc::Slot::number<3>()}};
  device::Provisioned mine;
  device::SecureConnection<> connection;
};

}  // namespace

/// Its size is read off the linker's map.
alignas(Firmware) char firmware_state[sizeof(Firmware)];

struct World {
  i2c::Bus& bus;
  Clock& clock;
  tls::Entropy& entropy;
  net::Transport& transport;
  time::DateSource& date;
  Span<const br_x509_certificate> chain;
  Span<const br_x509_trust_anchor> anchors;
  device::Events& events;
};

extern "C" int app(World& world, const device::Settings& settings, const mqtt::Message& message,
                   Instant now) {
  Firmware& firmware = *new (firmware_state) Firmware(world.bus, world.clock, world.entropy, world.transport,
                                                      world.date, world.chain, world.anchors, world.events);
  device::Settings mine = settings;
  mine.identity = &firmware.mine.identity();
  Status status = firmware.mine.identity().check();
  if (status == Status::ok) status = firmware.connection.start(mine);
  if (status == Status::ok) status = firmware.connection->publish(message);
  for (firmware.connection->poll(now); firmware.connection->nextPoll() > now;) firmware.connection->poll(now);
  firmware.connection->stop(now);
  return static_cast<int>(status);
}
