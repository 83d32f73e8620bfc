// HandshakeRig: a device with a virtual chip and a broker's TLS server in one process, in virtual time.
//
//     const PreparedDevice device = prepareDevice();
//     HandshakeRig rig(device, {.clockHz = 400'000});
//     rig.connect();                     // TCP, TLS, MQTT CONNECT and CONNACK
#pragma once

#include <array>
#include <memory>
#include <optional>

#include "host/bench/handshake/certificates.h"
#include "host/bench/handshake/virtual_link.h"
#include "host/emulator/bus/port.h"
#include "host/emulator/chip/chip.h"
#include "signet/device/connection.h"
#include "signet/device/provisioned.h"

namespace signet::bench {

/// When all of it happens.
constexpr std::int64_t kPosixNow = 1'800'000'000;

/// A chip with the device's key in slot 0 and room for ephemeral keys in slots 2 and 3, and the certificates
/// that go with it.
struct PreparedDevice {
  emulator::Eeprom part;
  Certificates certificates;
};
PreparedDevice prepareDevice();

struct RigOptions {
  unsigned clockHz = 400'000;
  Duration oneWay = std::chrono::milliseconds(5);  ///< of the network
  bool trustSigner = false;  ///< the device's trust anchor is the signer, not the root above it
  bool resume = false;       ///< keep the TLS session for the next connection
  /// Put between device and server, for servers that misbehave; none: the server as it is.
  std::function<std::unique_ptr<Peer>(std::unique_ptr<Peer>)> between = {};
};

/// How a try to connect ended.
struct Outcome {
  Status status{};  ///< ok: CONNACK has come
  device::Phase during{};
  tls::Failure tls;  ///< status ok when it was not TLS
};

class HandshakeRig final : private device::Events, private time::DateSource {
 public:
  HandshakeRig(const PreparedDevice& device, const RigOptions& options);
  HandshakeRig(const HandshakeRig&) = delete;
  HandshakeRig& operator=(const HandshakeRig&) = delete;

  /// Tries once, after a failure when the back-off is over: TCP, with the chip preparing meanwhile, TLS,
  /// CONNECT, CONNACK. Precondition: there is no connection.
  Outcome connect();
  /// Says goodbye in an orderly way.
  void leave();

  /// Moments of the last connection.
  struct Moments {
    Instant begin;         ///< open() is called
    Instant established;   ///< TLS is, on the device's side
    Instant acknowledged;  ///< CONNACK is read
  };
  const Moments& moments() const { return moments_; }
  /// What the server thinks: the handshake is complete and the client has proved who it is.
  bool authenticated() const { return peer_ != nullptr && peer_->authenticated(); }
  const VirtualLink& link() const { return link_; }
  VirtualLink& link() { return link_; }
  tls::Client& client() { return client_; }
  emulator::VirtualBus& bus() { return bus_; }
  emulator::Chip& chip() { return chip_; }
  Clock& clock() { return clock_; }

 private:
  class FixedEntropy final : public tls::Entropy {
    Status doFill(MutableBytes out) override;
  };

  void onPhase(device::Phase phase) override;
  void onConnected(const device::Agreed&) override;
  void onDisconnected(const device::Disconnection& why) override;
  std::int64_t doPosixTime() override { return kPosixNow; }

  std::unique_ptr<Peer> accept();
  device::ConnectionMemory memory();
  device::Settings settings();
  /// Lets the time pass until the connection has something to do.
  void wait();

  RigOptions options_;
  emulator::VirtualTime time_;
  emulator::VirtualBus bus_;
  emulator::Chip chip_;
  emulator::BusPort port_{bus_};
  emulator::ClockPort clock_{bus_};
  atecc::Session session_{port_, clock_};
  atecc::Device device_{session_};
  FixedEntropy entropy_;
  tls::EphemeralSlot slots_[2] = {{atecc::Slot::number<2>()}, {atecc::Slot::number<3>()}};
  std::vector<std::uint8_t> deviceDer_, signerDer_, anchorDer_;
  br_x509_certificate chain_[2];
  br_x509_trust_anchor anchors_[1];
  device::Provisioned provisioned_{device_, entropy_, {atecc::Slot::number<0>(), slots_, chain_}};
  tls::ClientMemory<4096, 1024> tlsMemory_;
  tls::Client client_{provisioned_.crypto(), anchors_, tlsMemory_.view()};
  tls::SavedSession saved_;
  TlsPeerContext server_;
  TlsPeer* peer_ = nullptr;  ///< owned by the link
  VirtualLink link_;
  std::array<std::uint8_t, 256> received_, unsent_, packet_, control_, scratch_, queue_;
  mqtt::RamStore store_{queue_, {}};
  device::Connection connection_;
  std::optional<Outcome> outcome_;
  Moments moments_;
};

}  // namespace signet::bench
