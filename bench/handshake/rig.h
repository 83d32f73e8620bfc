// HandshakeRig: a device with a virtual chip and a broker's TLS server in one process, in virtual time.
//
//     const Provisioned device = provision();
//     HandshakeRig rig(device, {.clockHz = 400'000});
//     rig.connect();                     // TCP, TLS, MQTT CONNECT and CONNACK
#pragma once

#include <optional>

#include "bench/handshake/certificates.h"
#include "bench/handshake/virtual_link.h"
#include "host/emulator/bus/port.h"
#include "host/emulator/chip/chip.h"
#include "signet/tls/client.h"
#include "signet/x509/signer.h"

namespace signet::bench {

/// When all of it happens.
constexpr std::int64_t kPosixNow = 1'800'000'000;

/// A chip with the device's key in slot 0 and room for ephemeral keys in slots 2 and 3, and the certificates
/// that go with it.
struct Provisioned {
  emulator::Eeprom part;
  Certificates certificates;
};
Provisioned provision();

struct RigOptions {
  unsigned clockHz = 400'000;
  Duration oneWay = std::chrono::milliseconds(5);  ///< of the network
  bool trustSigner = false;  ///< the device's trust anchor is the signer, not the root above it
};

class HandshakeRig {
 public:
  HandshakeRig(const Provisioned& device, const RigOptions& options);
  HandshakeRig(const HandshakeRig&) = delete;
  HandshakeRig& operator=(const HandshakeRig&) = delete;

  /// Moments of a connection.
  struct Moments {
    Instant begin;         ///< open() is called
    Instant established;   ///< the server's Finished is read
    Instant acknowledged;  ///< CONNACK is read
  };

  /// The whole way: TCP, with the chip preparing meanwhile, TLS, CONNECT, CONNACK. Statuses of
  /// tls::Client; timeout: nothing more will come from the server.
  Status connect(tls::SavedSession* session = nullptr);
  void close();

  const Moments& moments() const { return moments_; }
  const std::optional<TlsPeer>& peer() const { return peer_; }
  const std::vector<Flight>& flights() const { return link_->flights(); }
  tls::Client& client() { return client_; }
  emulator::VirtualBus& bus() { return bus_; }
  emulator::Chip& chip() { return chip_; }
  Clock& clock() { return clock_; }

 private:
  class FixedEntropy final : public tls::Entropy {
    Status doFill(MutableBytes out) override;
  };

  static emulator::ChipOptions seeded();
  static std::vector<std::uint8_t> answerConnect(Bytes packet);
  tls::Crypto crypto();
  Status openLink();
  Status shakeHands();
  Status connectMqtt();
  /// Lets the time pass until something arrives. timeout: nothing will.
  Status waitForNetwork();

  emulator::VirtualTime time_;
  emulator::VirtualBus bus_;
  emulator::Chip chip_;
  emulator::BusPort port_{bus_};
  emulator::ClockPort clock_{bus_};
  atecc::Session session_{port_, clock_};
  atecc::Device device_{session_};
  FixedEntropy entropy_;
  tls::EphemeralSlot slots_[2] = {{atecc::Slot::number<2>()}, {atecc::Slot::number<3>()}};
  tls::EphemeralKeys ephemeral_{device_, slots_};
  std::vector<std::uint8_t> deviceDer_, signerDer_, anchorDer_;
  br_x509_certificate chain_[2];
  br_x509_trust_anchor anchors_[1];
  x509::ChipSigner signer_{device_, atecc::Slot::number<0>()};
  tls::Identity identity_{chain_, signer_};
  tls::ClientMemory<4096, 1024> memory_;
  tls::Crypto crypto_ = crypto();
  tls::Client client_{crypto_, anchors_, memory_.view()};
  TlsPeerContext server_;
  Duration oneWay_;
  std::optional<TlsPeer> peer_;
  std::optional<VirtualLink> link_;
  Moments moments_;
};

}  // namespace signet::bench
