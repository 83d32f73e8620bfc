#include "host/bench/board/site.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <system_error>

#include "host/base/errors.h"
#include "host/bench/handshake/rig.h"
#include "signet/device/stored_settings.h"

namespace signet::bench {
namespace {

/// A port of loopback that nobody uses just now.
std::uint16_t freePort() {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  const bool found = ::bind(fd, reinterpret_cast<sockaddr*>(&address), size) == 0 &&
                     ::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) == 0;
  ::close(fd);
  if (!found) throw UserError(Exit::network, "There is no free port on this computer.", "Try again.");
  return ntohs(address.sin_port);
}

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

TemporaryFolder::TemporaryFolder()
    : path_((std::filesystem::temp_directory_path() / "signet-bench.XXXXXX").string()) {
  if (::mkdtemp(path_.data()) == nullptr) throw std::system_error(errno, std::generic_category(), path_);
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

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
