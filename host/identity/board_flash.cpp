#include "host/identity/board_flash.h"

#include <fmt/format.h>

#include <ctime>
#include <filesystem>

#include "host/base/errors.h"
#include "host/base/files.h"
#include "host/base/values.h"
#include "host/home/certificates.h"
#include "host/home/home.h"
#include "signet/device/stored_settings.h"

namespace signet::identity {
namespace {

using home::DeviceRecord;
using home::Home;
using profile::SlotUse;

/// As QEMU's network shows this computer's loopback to the board.
constexpr const char* kThisComputer = "10.0.2.2";
constexpr std::uint16_t kSntpPort = 123;
constexpr std::size_t kFlashSize = std::size_t{16} * 1024;

DeviceRecord recordOf(const Home& home, const atecc::SerialNumber& serial) {
  std::optional<DeviceRecord> record = home.load(serial);
  if (!record) {
    throw UserError(Exit::badFile, "This chip has no record in the home folder: it was never set up.",
                    "Set it up: signet setup local --chip sim:FILE");
  }
  return *std::move(record);
}

bool isThisComputer(const std::string& host) {
  return host == "localhost" || host == "127.0.0.1" || host == "::1";
}

std::uint16_t portFrom(const std::string& text, const char* what) {
  return static_cast<std::uint16_t>(parseNumber(text, what, 1, 65535));
}

/// Null: none.
const char* timeServerOf(const BoardFlashOptions& options) {
  if (options.timeServer.empty()) {
    if (options.timePort.empty()) return nullptr;
    throw usageError("A port of a time server was given, and no time server.", "Name it with --time-server.");
  }
  return isThisComputer(options.timeServer) ? kThisComputer : options.timeServer.c_str();
}

std::vector<std::uint8_t> numbersOf(const std::vector<atecc::Slot>& slots) {
  std::vector<std::uint8_t> numbers;
  numbers.reserve(slots.size());
  for (const atecc::Slot slot : slots) numbers.push_back(static_cast<std::uint8_t>(slot.number()));
  return numbers;
}

/// Slot, serial number and secret; empty when this chip's home folder has no secret.
std::vector<std::uint8_t> pairingOf(const Home& home, const DeviceRecord& record) {
  const auto slot = record.slots.find(SlotUse::pairingSecret);
  const std::string path = home.device(record.serial, "pairing.secret");
  std::error_code ignored;
  if (!slot || !std::filesystem::exists(path, ignored)) return {};
  refuseIfOthersCanRead(path);
  const Secret secret = keyFrom(readFile(path), path);
  std::vector<std::uint8_t> pairing = {static_cast<std::uint8_t>(slot->number())};
  pairing.insert(pairing.end(), record.serial.begin(), record.serial.end());
  pairing.insert(pairing.end(), secret.bytes().begin(), secret.bytes().end());
  return pairing;
}

home::CertificateList certificatesIn(const std::string& path) {
  return home::CertificateList::fromPem(readFile(path), path);
}

template <std::size_t N>
std::size_t fill(const home::CertificateList& list, std::array<Bytes, N>& places, const std::string& what) {
  if (list.size() > N) {
    throw UserError(Exit::badFile,
                    fmt::format("{} has {} certificates; a board takes {}.", what, list.size(), N),
                    "Leave out those that the broker has itself.");
  }
  for (std::size_t i = 0; i < list.size(); ++i) places[i] = list.der(i);
  return list.size();
}

std::vector<std::uint8_t> encode(const device::StoredSettings& settings) {
  std::vector<std::uint8_t> area(kFlashSize);
  const Result<std::size_t> size = device::writeSettings(settings, area);
  check(size.status(), "Writing the settings of the board");
  area.resize(*size);
  return area;
}

}  // namespace

std::vector<std::uint8_t> boardFlash(const emulator::ChipImage& chip, const BoardFlashOptions& options) {
  const Home home = Home::find(options.home);
  const DeviceRecord record = recordOf(home, atecc::ConfigZone{chip.eeprom.config}.serialNumber());
  const home::CertificateList chain = certificatesIn(home.device(record.serial, "chain.pem")).withoutRoots();
  const home::CertificateList anchors = certificatesIn(home.ca("root.crt"));
  const std::string host = options.host.empty() ? record.brokerHost : options.host;
  const std::vector<std::uint8_t> pairing = pairingOf(home, record);
  const std::vector<std::uint8_t> slots = numbersOf(record.slots.ephemeral(!pairing.empty()));

  device::StoredSettings settings;
  settings.host = isThisComputer(host) ? kThisComputer : host.c_str();
  settings.port = options.port.empty() ? record.brokerPort : portFrom(options.port, "The port");
  settings.serverName = host.c_str();
  settings.name = record.name.c_str();
  settings.writtenAt = std::time(nullptr);
  settings.keySlot = record.slots.find(SlotUse::tlsIdentity).value_or(atecc::Slot::number<0>()).number();
  settings.ephemeralSlots = slots;
  settings.pairing = pairing;
  settings.chainSize = fill(chain, settings.chain, "The device's chain");
  settings.anchorCount = fill(anchors, settings.anchors, "The authority's file");
  settings.timeServer = timeServerOf(options);
  settings.timePort =
      options.timePort.empty() ? kSntpPort : portFrom(options.timePort, "The port of the time server");
  settings.telemetrySeconds = static_cast<std::uint16_t>(options.telemetrySeconds);
  return encode(settings);
}

}  // namespace signet::identity
