#include "host/bench/handshake/rig.h"

#include <algorithm>
#include <array>
#include <stdexcept>

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

constexpr emulator::ChipOptions kSeeded = {.randomSeed = 1};

/// All that this broker knows of MQTT: a CONNECT is answered by "accepted, no properties".
std::vector<std::uint8_t> answerConnect(Bytes packet) {
  constexpr std::uint8_t kConnect = 0x10;
  if (packet.empty() || packet[0] != kConnect) return {};
  return {0x20, 3, 0, 0, 0};
}

}  // namespace

PreparedDevice prepareDevice() {
  emulator::VirtualTime time;
  emulator::VirtualBus bus(time, 400'000);
  emulator::Chip chip(lockedPart(), kSeeded);
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

HandshakeRig::HandshakeRig(const PreparedDevice& device, const RigOptions& options)
    : options_(options),
      bus_(time_, options.clockHz),
      chip_(device.part, kSeeded),
      deviceDer_(derOf(device.certificates.device)),
      signerDer_(derOf(device.certificates.signer)),
      anchorDer_(derOf(options.trustSigner ? device.certificates.signer : device.certificates.root)),
      chain_{{deviceDer_.data(), deviceDer_.size()}, {signerDer_.data(), signerDer_.size()}},
      anchors_{tls::anchorFrom(anchorDer_).value()},
      server_({{device.certificates.server, device.certificates.signer},
               device.certificates.serverKey,
               device.certificates.root,
               kPosixNow}),
      link_(
          clock_, [this] { return accept(); }, options.oneWay),
      connection_({link_, &client_, this}, memory(), store_, *this) {
  bus_.attach(chip_);
  bus_.wait(std::chrono::milliseconds(1));  // from power to the first wake pulse
}

std::unique_ptr<Peer> HandshakeRig::accept() {
  auto peer = std::make_unique<TlsPeer>(server_, answerConnect);
  peer_ = peer.get();
  if (options_.between) return options_.between(std::move(peer));
  return peer;
}

device::ConnectionMemory HandshakeRig::memory() {
  return {received_, unsent_, {packet_, control_, scratch_}};
}

device::Settings HandshakeRig::settings() {
  device::Settings settings;
  settings.host = kServerName;
  settings.identity = &provisioned_.identity();
  settings.resume = options_.resume ? &saved_ : nullptr;
  settings.session.clientId = "signet-bench";
  return settings;
}

void HandshakeRig::wait() {
  const Instant now = clock_.now();
  const Instant next = std::min(connection_.nextPoll(), link_.nextArrival().value_or(Instant::max()));
  if (next > now) clock_.sleepFor(next - now);
}

Outcome HandshakeRig::connect() {
  outcome_.reset();
  if (connection_.phase() == device::Phase::stopped && connection_.start(settings()) != Status::ok)
    throw std::logic_error("the connection to be measured has wrong settings");
  for (connection_.poll(clock_.now()); !outcome_; connection_.poll(clock_.now())) wait();
  return *outcome_;
}

void HandshakeRig::leave() {
  connection_.stop(clock_.now());
  for (connection_.poll(clock_.now()); connection_.phase() != device::Phase::stopped;
       connection_.poll(clock_.now()))
    wait();
}

void HandshakeRig::onPhase(device::Phase phase) {
  if (phase == device::Phase::opening) moments_.begin = clock_.now();
  if (phase == device::Phase::joining) moments_.established = clock_.now();
}

void HandshakeRig::onConnected(const device::Agreed&) {
  moments_.acknowledged = clock_.now();
  outcome_ = {Status::ok, device::Phase::connected, {}};
}

void HandshakeRig::onDisconnected(const device::Disconnection& why) {
  outcome_ = {why.status, why.during, why.tls != nullptr ? *why.tls : tls::Failure{}};
}

}  // namespace signet::bench
