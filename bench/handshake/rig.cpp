#include "bench/handshake/rig.h"

#include <algorithm>
#include <array>
#include <stdexcept>

#include "signet/mqtt/packets.h"
#include "signet/tls/anchor.h"

namespace signet::bench {
namespace {

/// A key that GenKey makes and that signs and agrees on secrets (datasheet section 2.2.1 and 2.2.12).
constexpr std::uint16_t kKeySlot = 0x2087, kPrivateP256 = 0x0033;
constexpr std::array<std::size_t, 3> kKeySlots = {0, 2, 3};

void store(emulator::Eeprom& part, std::size_t at, std::uint16_t word) {
  part.config[at] = static_cast<std::uint8_t>(word);
  part.config[at + 1] = static_cast<std::uint8_t>(word >> 8);
}

emulator::Eeprom lockedPart() {
  constexpr std::size_t kSlotConfig = 20, kLockValue = 86, kLockConfig = 87, kKeyConfig = 96;
  emulator::Eeprom part = emulator::Eeprom::factory(1);
  for (const std::size_t slot : kKeySlots) {
    store(part, kSlotConfig + 2 * slot, kKeySlot);
    store(part, kKeyConfig + 2 * slot, kPrivateP256);
  }
  part.config[kLockValue] = part.config[kLockConfig] = 0;
  return part;
}

}  // namespace

emulator::ChipOptions HandshakeRig::seeded() {
  emulator::ChipOptions options;
  options.randomSeed = 1;
  return options;
}

Provisioned provision() {
  emulator::VirtualTime time;
  emulator::VirtualBus bus(time, 400'000);
  emulator::Chip chip(lockedPart(), {.randomSeed = 1});
  bus.attach(chip);
  bus.wait(std::chrono::milliseconds(1));
  emulator::BusPort port(bus);
  emulator::ClockPort clock(bus);
  atecc::Session session(port, clock);
  atecc::Device device(session);
  const Result<atecc::PublicKey> key = device.createKey(atecc::Slot::number<0>());
  if (!key.ok()) throw std::runtime_error("the chip model makes no key for the handshake to be measured");
  return {chip.eeprom(), makeCertificates(*key, kPosixNow)};
}

Status HandshakeRig::FixedEntropy::doFill(MutableBytes out) {
  std::fill(out.begin(), out.end(), std::uint8_t{0x5A});
  return Status::ok;
}

HandshakeRig::HandshakeRig(const Provisioned& device, const RigOptions& options)
    : bus_(time_, options.clockHz),
      chip_(device.part, seeded()),
      deviceDer_(derOf(device.certificates.device)),
      signerDer_(derOf(device.certificates.signer)),
      anchorDer_(derOf(options.trustSigner ? device.certificates.signer : device.certificates.root)),
      chain_{{deviceDer_.data(), deviceDer_.size()}, {signerDer_.data(), signerDer_.size()}},
      anchors_{tls::anchorFrom(anchorDer_).value()},
      server_({{device.certificates.server, device.certificates.signer},
               device.certificates.serverKey,
               device.certificates.root,
               kPosixNow}),
      oneWay_(options.oneWay) {
  bus_.attach(chip_);
  bus_.wait(std::chrono::milliseconds(1));  // from power to the first wake pulse
}

tls::Crypto HandshakeRig::crypto() {
  tls::Crypto crypto;
  crypto.chip = &device_;
  crypto.ephemeral = &ephemeral_;
  crypto.entropy = &entropy_;
  return crypto;
}

/// All that this broker knows of MQTT: a CONNECT is answered by "accepted, no properties".
std::vector<std::uint8_t> HandshakeRig::answerConnect(Bytes packet) {
  constexpr std::uint8_t kConnect = 0x10;
  if (packet.empty() || packet[0] != kConnect) return {};
  return {0x20, 3, 0, 0, 0};
}

Status HandshakeRig::waitForNetwork() {
  const std::optional<Instant> next = link_->nextArrival();
  if (!next || *next <= clock_.now()) return Status::timeout;
  clock_.sleepFor(*next - clock_.now());
  return Status::ok;
}

Status HandshakeRig::connect(tls::SavedSession* session) {
  peer_.emplace(server_, answerConnect);
  link_.emplace(clock_, *peer_, oneWay_);
  moments_ = {};
  SIGNET_TRY(openLink());
  tls::ConnectionSettings settings;
  settings.serverName = kServerName;
  settings.identity = &identity_;
  settings.now = kPosixNow;
  settings.session = session;
  SIGNET_TRY(client_.start(*link_, settings));
  SIGNET_TRY(shakeHands());
  return connectMqtt();
}

Status HandshakeRig::openLink() {
  moments_.begin = clock_.now();
  SIGNET_TRY(link_->open(kServerName, 8883, moments_.begin));
  SIGNET_TRY(client_.prepare());
  for (;;) {
    const Status status = link_->pollOpen(clock_.now());
    if (status != Status::wouldBlock) return status;
    SIGNET_TRY(waitForNetwork());
  }
}

Status HandshakeRig::shakeHands() {
  for (;;) {
    const Status status = client_.poll();
    moments_.established = clock_.now();
    if (status != Status::wouldBlock) return status;
    SIGNET_TRY(waitForNetwork());
  }
}

Status HandshakeRig::connectMqtt() {
  std::array<std::uint8_t, 64> buffer;
  mqtt::WireWriter writer{MutableBytes(buffer)};
  SIGNET_TRY(mqtt::encodeConnect(writer, {.clientId = "signet-bench"}));
  SIGNET_ASSIGN(const std::size_t written, client_.write(writer.written()));
  if (written != writer.size()) return Status::bufferTooSmall;
  for (;;) {
    const Result<std::size_t> count = client_.read(buffer);
    moments_.acknowledged = clock_.now();
    if (count.ok()) return Status::ok;
    if (count.status() != Status::wouldBlock) return count.status();
    SIGNET_TRY(waitForNetwork());
  }
}

void HandshakeRig::close() {
  client_.close();
}

}  // namespace signet::bench
