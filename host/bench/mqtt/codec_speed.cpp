#include "host/bench/mqtt/codec_speed.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <ctime>
#include <stdexcept>

namespace signet::bench {
namespace {

using mqtt::Qos;
using mqtt::Version;

constexpr std::string_view kTopic = "devices/0123c0ffee0123c0ff/telemetry";
constexpr std::chrono::nanoseconds kLongEnough = std::chrono::milliseconds(40);

void need(bool good) {
  if (!good) throw std::logic_error("the played broker and the MQTT client disagree");
}

std::chrono::nanoseconds cpuTime() {
  timespec time{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

/// Bytes a second of what `one` does again and again.
template <typename One>
double speedOf(One one) {
  one();  // warm
  std::size_t bytes = 0;
  const auto begin = cpuTime();
  std::chrono::nanoseconds taken{};
  while (taken < kLongEnough) {
    for (unsigned i = 0; i < 100; ++i) bytes += one();
    taken = cpuTime() - begin;
  }
  return static_cast<double>(bytes) * 1e9 / static_cast<double>(taken.count());
}

Figure figure(const CodecLoop::Kind& kind, const char* direction, double value) {
  Figure figure;
  figure.name = fmt::format("mqtt/{}/qos{}/{}/{}", kind.version == Version::v5 ? "v5" : "v3.1.1",
                            static_cast<int>(kind.qos), kind.payloadSize, direction);
  figure.value = value;
  figure.unit = "bytes/s";
  if (kind.payloadSize >= 1024) figure.limit = kCodecBytesPerSecond;
  return figure;
}

}  // namespace

CodecLoop::CodecLoop(const Kind& kind) : kind_(kind), client_({in_, control_, scratch_}, store_, *this) {
  need(kind.payloadSize <= payload_.size());
  mqtt::ConnectPacket packet;
  packet.version = kind.version;
  packet.clientId = "bench";
  need(client_.connect(packet, Instant()) == Status::ok);
  pull();
  const std::uint8_t connack[] = {0x20, 3, 0, 0, 0};
  const std::uint8_t older[] = {0x20, 2, 0, 0};
  const Bytes answer = kind.version == Version::v5 ? Bytes(connack) : Bytes(older);
  need(client_.receive(answer, Instant()).ok());
  makeIncoming();
}

void CodecLoop::makeIncoming() {
  mqtt::WireWriter writer{MutableBytes(incoming_)};
  const std::uint16_t id = kind_.qos == Qos::atMostOnce ? 0 : 7;
  mqtt::encodePublishHeader(writer, kind_.version, {kTopic, id, kind_.qos, false, false}, {},
                            static_cast<std::uint32_t>(kind_.payloadSize));
  writer.raw(Bytes(payload_).first(kind_.payloadSize));
  need(writer.ok());
  incomingSize_ = writer.size();
}

std::size_t CodecLoop::pull() {
  std::size_t bytes = 0;
  while (const std::size_t count = client_.pull(wire_, Instant())) bytes += count;
  return bytes;
}

void CodecLoop::acknowledge() {
  const std::uint8_t puback[] = {0x40, 2, static_cast<std::uint8_t>(sentId_ >> 8),
                                 static_cast<std::uint8_t>(sentId_)};
  need(client_.receive(puback, Instant()).ok());
}

std::size_t CodecLoop::sendOne() {
  const mqtt::Message message{kTopic, Bytes(payload_).first(kind_.payloadSize), kind_.qos, false, {}};
  need(client_.publish(message, &sentId_) == Status::ok);
  const std::size_t bytes = pull();
  if (kind_.qos == Qos::atLeastOnce) acknowledge();
  need(client_.idle());
  return bytes;
}

std::size_t CodecLoop::receiveOne() {
  const Bytes packet = Bytes(incoming_).first(incomingSize_);
  for (std::size_t at = 0; at < packet.size();) {
    const std::size_t rest = packet.size() - at;
    const auto taken = client_.receive(packet.subspan(at, std::min(rest, wire_.size())), Instant());
    need(taken.ok());
    at += *taken;
  }
  pull();
  return packet.size();
}

std::vector<Figure> measureCodec() {
  std::vector<Figure> figures;
  for (const Version version : {Version::v311, Version::v5}) {
    for (const Qos qos : {Qos::atMostOnce, Qos::atLeastOnce}) {
      for (const std::size_t size : {std::size_t{32}, std::size_t{1024}, std::size_t{4096}}) {
        const CodecLoop::Kind kind{version, qos, size};
        CodecLoop loop(kind);
        figures.push_back(figure(kind, "out", speedOf([&] { return loop.sendOne(); })));
        figures.push_back(figure(kind, "in", speedOf([&] { return loop.receiveOne(); })));
      }
    }
  }
  return figures;
}

}  // namespace signet::bench
