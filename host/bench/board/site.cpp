#include "host/bench/board/site.h"

#include <ctime>

#include "host/base/free_port.h"
#include "host/bench/handshake/rig.h"
#include "signet/device/stored_settings.h"

namespace signet::bench {
namespace {

atecc::PublicKey keyIn(const emulator::Eeprom& part) {
  emulator::VirtualTime time;
  emulator::VirtualBus bus(time, 400'000);
  emulator::Chip chip(part, {.randomSeed = 1});
  bus.attach(chip);
  bus.wait(std::chrono::milliseconds(1));  // from power to the first wake pulse
  emulator::BusPort port(bus);
  emulator::ClockPort clock(bus);
  atecc::Session session(port, clock);
  atecc::Device device(session);
  const Result<atecc::PublicKey> key = device.publicKey(atecc::Slot::number<0>());
  if (!key.ok()) throw std::runtime_error("the chip model does not tell the key of the board to be measured");
  return *key;
}

}  // namespace

Site::Site()
    : home_(folder_.path()),
      now_(std::time(nullptr)),
      authority_(pki::Authority::openOrMake(home_, now_)),
      broker_(home_, {.port = freePort()}),
      part_(prepareDevice().part),
      chipKey_(keyIn(part_)) {
  broker_.start(now_);
}

std::vector<std::uint8_t> Site::flashFor(const atecc::PublicKey& key) const {
  const auto own = authority_.issueClient(kDeviceName, key, pki::kDeviceYears, now_).der();
  const auto signer = authority_.signer().der();
  const auto root = authority_.root().der();
  constexpr std::uint8_t kFreshKeys[] = {2, 3};
  device::StoredSettings settings;
  settings.host = "10.0.2.2";  // this computer's loopback, as QEMU's network has it
  settings.port = broker_.port();
  settings.serverName = "localhost";
  settings.name = kDeviceName;
  settings.writtenAt = now_;
  settings.keySlot = 0;
  settings.ephemeralSlots = kFreshKeys;
  settings.chain = {Bytes(own), Bytes(signer)};
  settings.chainSize = 2;
  settings.anchors = {Bytes(root)};
  settings.anchorCount = 1;
  settings.telemetrySeconds = 1;
  std::vector<std::uint8_t> flash(4096);
  const auto size = device::writeSettings(settings, flash);
  if (!size.ok()) throw std::runtime_error("the settings of the board to be measured cannot be written");
  flash.resize(*size);
  return flash;
}

}  // namespace signet::bench
