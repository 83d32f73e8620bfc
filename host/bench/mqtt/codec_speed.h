// How fast the MQTT client makes and takes packets: bytes of PUBLISH a second of CPU time, on one core.
#pragma once

#include <array>
#include <vector>

#include "host/bench/figure.h"
#include "signet/mqtt/client.h"

namespace signet::bench {

/// A client in a session with a broker that is played in memory, and messages of one kind through it.
class CodecLoop final : private mqtt::Listener {
 public:
  struct Kind {
    mqtt::Version version = mqtt::Version::v5;
    mqtt::Qos qos = mqtt::Qos::atMostOnce;
    std::size_t payloadSize = 0;  ///< up to 4096
  };

  explicit CodecLoop(const Kind& kind);
  CodecLoop(const CodecLoop&) = delete;
  CodecLoop& operator=(const CodecLoop&) = delete;

  /// One message through publish() and pull(), and its acknowledgement through receive(). Bytes on the wire.
  std::size_t sendOne();
  /// One message through receive() to the listener, and its acknowledgement through pull(). Bytes
  /// on the wire.
  std::size_t receiveOne();
  /// Bytes of payload that have reached the listener.
  std::size_t delivered() const { return delivered_; }

 private:
  void onPayload(Bytes piece) override { delivered_ += piece.size(); }
  void makeIncoming();
  void acknowledge();
  std::size_t pull();

  Kind kind_;
  std::array<std::uint8_t, 256> in_{}, control_{}, scratch_{};
  std::array<std::uint8_t, 8192> queue_{};
  std::array<std::uint16_t, 4> ids_{};
  std::array<std::uint8_t, 4096> payload_{};
  std::array<std::uint8_t, 1460> wire_{};  ///< what goes out, a TCP segment at a time
  std::array<std::uint8_t, 4200> incoming_{};
  std::size_t incomingSize_ = 0;
  std::size_t delivered_ = 0;
  std::uint16_t sentId_ = 0;
  mqtt::RamStore store_{queue_, ids_};
  mqtt::Client client_;
};

/// What the codec should reach at least, in both directions: 1 Gbit/s with payloads of 1 KiB.
constexpr double kCodecBytesPerSecond = 125e6;

/// Versions, QoS and sizes of payload, each way: "mqtt/v5/qos1/1024/out". The limit is to be exceeded: here a
/// ratio above 1 is good; small messages have none. Takes about a second.
std::vector<Figure> measureCodec();

}  // namespace signet::bench
