#include "signet/time/sntp_packet.h"

namespace signet::time {
namespace {

// Where things are in the packet.
constexpr std::size_t kStratum = 1, kRootDelay = 4, kRootDispersion = 8, kReference = 12;
constexpr std::size_t kOriginate = 24, kTransmit = 40;

constexpr unsigned kSntpVersion = 4;
constexpr unsigned kOldestVersion = 3;  // of servers that answer with their own
constexpr unsigned kModeClient = 3, kModeServer = 4;
constexpr unsigned kLeapUnknown = 3;
constexpr unsigned kMaxStratum = 15;
/// 16 s, as 16 bits of seconds and 16 of fraction: MAXDISP of RFC 5905. What is further away from its
/// source has lost it.
constexpr std::uint32_t kMaxRoot = 16U << 16;
/// From 1900 to 1970.
constexpr std::int64_t kNtpToPosix = 2'208'988'800;
constexpr std::int64_t kEra = std::int64_t{1} << 32;

std::uint64_t bigEndian(Bytes bytes) {
  std::uint64_t value = 0;
  for (const std::uint8_t byte : bytes) value = value << 8 | byte;
  return value;
}

std::uint32_t wordAt(Bytes packet, std::size_t at) {
  return static_cast<std::uint32_t>(bigEndian(packet.subspan(at, 4)));
}

constexpr std::uint32_t code(const char (&letters)[5]) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) value = value << 8 | static_cast<std::uint8_t>(letters[i]);
  return value;
}

/// Stratum 0: the reference is four letters that say why there is no time.
SntpAnswer kissOf(std::uint32_t reference) {
  if (reference == code("RATE")) return SntpAnswer::rate;
  if (reference == code("DENY") || reference == code("RSTR")) return SntpAnswer::deny;
  return SntpAnswer::kiss;
}

bool answers(Bytes packet, std::uint64_t nonce) {
  if (packet.size() < kSntpPacketSize) return false;
  const unsigned version = packet[0] >> 3 & 7U;
  return (packet[0] & 7U) == kModeServer && version >= kOldestVersion && version <= kSntpVersion &&
         bigEndian(packet.subspan(kOriginate, 8)) == nonce;
}

SntpAnswer judge(Bytes packet, std::uint64_t nonce) {
  if (!answers(packet, nonce)) return SntpAnswer::foreign;
  if (packet[kStratum] == 0) return kissOf(wordAt(packet, kReference));
  const bool knows = packet[0] >> 6 != kLeapUnknown && packet[kStratum] <= kMaxStratum &&
                     wordAt(packet, kRootDelay) < kMaxRoot && wordAt(packet, kRootDispersion) < kMaxRoot;
  if (!knows) return SntpAnswer::unsynchronized;
  return bigEndian(packet.subspan(kTransmit, 8)) == 0 ? SntpAnswer::noTime : SntpAnswer::time;
}

}  // namespace

SntpPacket sntpRequest(std::uint64_t nonce) {
  SntpPacket packet{};
  packet[0] = kSntpVersion << 3 | kModeClient;
  for (std::size_t i = 0; i < 8; ++i) {
    packet[kTransmit + i] = static_cast<std::uint8_t>(nonce >> (56 - 8 * i));
  }
  return packet;
}

SntpReply parseSntpReply(Bytes packet, std::uint64_t nonce) {
  SntpReply reply;
  reply.answer = judge(packet, nonce);
  if (reply.answer == SntpAnswer::time) {
    reply.posix = posixFromNtp(bigEndian(packet.subspan(kTransmit, 8)));
  }
  return reply;
}

std::int64_t posixFromNtp(std::uint64_t timestamp) {
  auto seconds = static_cast<std::int64_t>(timestamp >> 32);
  if (seconds < kEra / 2) seconds += kEra;
  const auto micros = static_cast<std::int64_t>((timestamp & 0xFFFFFFFF) * 1'000'000 >> 32);
  return (seconds - kNtpToPosix) * 1'000'000 + micros;
}

}  // namespace signet::time
