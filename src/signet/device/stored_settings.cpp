#include "signet/device/stored_settings.h"

#include <algorithm>

#include "signet/core/crc16.h"

namespace signet::device {
namespace {

constexpr std::uint32_t kMagic = 0x544E4753;  // "SGNT"
constexpr std::uint32_t kErased = 0xFFFFFFFF;
constexpr unsigned kFormatVersion = 1;
constexpr std::size_t kHeadSize = 12;

enum Kind : unsigned {
  host = 1,
  port,
  serverName,
  name,
  writtenAt,
  keySlot,
  ephemeralSlots,
  certificate,
  anchor,
  telemetrySeconds,
  keepAliveSeconds,
  pairing,
  timeServer,
  timePort,
};

std::uint64_t numberIn(Bytes bytes) {
  std::uint64_t value = 0;
  for (std::size_t i = bytes.size(); i-- > 0;) value = value << 8 | bytes[i];
  return value;
}

void putNumber(std::uint64_t value, MutableBytes out) {
  for (std::uint8_t& byte : out) {
    byte = static_cast<std::uint8_t>(value);
    value >>= 8;
  }
}

constexpr std::size_t padded(std::size_t size) {
  return (size + 3) & ~static_cast<std::size_t>(3);
}

/// Volatile, so that no compiler makes a memcpy() of it, which might read bytes.
std::uint32_t wordOf(Span<const std::uint32_t> area, std::size_t index) {
  SIGNET_CHECK(index < area.size());
  const volatile std::uint32_t* const word = area.data() + index;
  return *word;
}

bool areSlots(Bytes slots) {
  return !slots.empty() &&
         std::all_of(slots.begin(), slots.end(), [](std::uint8_t slot) { return slot < 16; });
}

bool isPairing(Bytes pairing) {
  return pairing.empty() || (pairing.size() == StoredSettings::kPairingSize && pairing[0] < 16);
}

bool isComplete(const StoredSettings& s) {
  return s.host != nullptr && *s.host != '\0' && s.port != 0 && s.name != nullptr && *s.name != '\0' &&
         s.writtenAt >= 0 && s.keySlot < 16 && areSlots(s.ephemeralSlots) && s.telemetrySeconds >= 1 &&
         s.keepAliveSeconds >= 1 && isPairing(s.pairing) &&
         (s.timeServer == nullptr || *s.timeServer != '\0') && s.timePort != 0 && s.chainSize >= 1 &&
         s.chainSize <= s.chain.size() && s.anchorCount >= 1 && s.anchorCount <= s.anchors.size();
}

// ---- Reading.

bool takeText(Bytes content, const char*& text) {
  if (content.empty() || std::find(content.begin(), content.end(), 0) != content.end() - 1) return false;
  text = reinterpret_cast<const char*>(content.data());
  return true;
}

template <typename T>
bool takeNumber(Bytes content, T& number) {
  if (content.size() != sizeof(T)) return false;
  number = static_cast<T>(numberIn(content));
  return true;
}

template <std::size_t N>
bool takeCertificate(Bytes content, std::array<Bytes, N>& list, std::size_t& count) {
  if (content.empty() || count == N) return false;
  list[count++] = content;
  return true;
}

bool takeItem(unsigned kind, Bytes content, StoredSettings& s) {
  switch (kind) {
    case Kind::host: return takeText(content, s.host);
    case Kind::port: return takeNumber(content, s.port);
    case Kind::serverName: return takeText(content, s.serverName);
    case Kind::name: return takeText(content, s.name);
    case Kind::writtenAt: return takeNumber(content, s.writtenAt);
    case Kind::keySlot: return takeNumber(content, s.keySlot);
    case Kind::ephemeralSlots: s.ephemeralSlots = content; return true;
    case Kind::certificate: return takeCertificate(content, s.chain, s.chainSize);
    case Kind::anchor: return takeCertificate(content, s.anchors, s.anchorCount);
    case Kind::telemetrySeconds: return takeNumber(content, s.telemetrySeconds);
    case Kind::keepAliveSeconds: return takeNumber(content, s.keepAliveSeconds);
    case Kind::pairing: s.pairing = content; return true;
    case Kind::timeServer: return takeText(content, s.timeServer);
    case Kind::timePort: return takeNumber(content, s.timePort);
    default: return true;
  }
}

Result<StoredSettings> parseItems(Bytes items) {
  StoredSettings settings;
  while (!items.empty()) {
    const auto kind = static_cast<unsigned>(numberIn(items.first(2)));
    const auto size = static_cast<std::size_t>(numberIn(items.subspan(2, 2)));
    items = items.from(4);
    if (padded(size) > items.size()) return Status::badEncoding;
    if (!takeItem(kind, items.first(size), settings)) return Status::badEncoding;
    items = items.from(padded(size));
  }
  if (!isComplete(settings)) return Status::badEncoding;
  return settings;
}

// ---- Writing.

/// Appends items, as long as they fit.
class Writer {
 public:
  explicit Writer(MutableBytes out) : out_(out) {}

  void item(unsigned kind, Bytes content) {
    const std::size_t whole = 4 + padded(content.size());
    if (content.size() > 0xFFFF || whole > out_.size() - size_) {
      ok_ = false;
      return;
    }
    const MutableBytes place = out_.subspan(size_, whole);
    std::fill(place.begin(), place.end(), 0);
    putNumber(kind, place.first(2));
    putNumber(content.size(), place.subspan(2, 2));
    copy(content, place.from(4));
    size_ += whole;
  }
  void text(unsigned kind, const char* text) {
    std::size_t size = 1;
    while (text[size - 1] != '\0') ++size;
    item(kind, Bytes(reinterpret_cast<const std::uint8_t*>(text), size));
  }
  template <typename T>
  void number(unsigned kind, T value) {
    std::array<std::uint8_t, sizeof(T)> bytes;
    putNumber(static_cast<std::uint64_t>(value), bytes);
    item(kind, bytes);
  }

  bool ok() const { return ok_; }
  MutableBytes written() const { return out_.first(size_); }

 private:
  MutableBytes out_;
  std::size_t size_ = 0;
  bool ok_ = true;
};

void writeItems(const StoredSettings& s, Writer& writer) {
  writer.text(Kind::host, s.host);
  writer.number(Kind::port, s.port);
  if (s.serverName != nullptr) writer.text(Kind::serverName, s.serverName);
  writer.text(Kind::name, s.name);
  if (s.writtenAt != 0) writer.number(Kind::writtenAt, s.writtenAt);
  writer.number(Kind::keySlot, s.keySlot);
  writer.item(Kind::ephemeralSlots, s.ephemeralSlots);
  for (std::size_t i = 0; i < s.chainSize; ++i) writer.item(Kind::certificate, s.chain[i]);
  for (std::size_t i = 0; i < s.anchorCount; ++i) writer.item(Kind::anchor, s.anchors[i]);
  writer.number(Kind::telemetrySeconds, s.telemetrySeconds);
  writer.number(Kind::keepAliveSeconds, s.keepAliveSeconds);
  if (!s.pairing.empty()) writer.item(Kind::pairing, s.pairing);
  if (s.timeServer == nullptr) return;
  writer.text(Kind::timeServer, s.timeServer);
  writer.number(Kind::timePort, s.timePort);
}

}  // namespace

Result<StoredSettings> readSettings(Span<const std::uint32_t> area, MutableBytes memory) {
  if (area.size() * 4 < kHeadSize) return Status::badEncoding;
  const std::uint32_t magic = wordOf(area, 0);
  if (magic == kErased) return Status::noSuchCertificate;
  if (magic != kMagic) return Status::badEncoding;
  const std::uint32_t versionAndCrc = wordOf(area, 1);
  if ((versionAndCrc & 0xFFFF) != kFormatVersion) return Status::notSupported;
  const std::size_t size = wordOf(area, 2);
  if (size % 4 != 0 || size > area.size() * 4 - kHeadSize) return Status::badEncoding;
  if (size > memory.size()) return Status::bufferTooSmall;
  const MutableBytes items = memory.first(size);
  for (std::size_t i = 0; i < size; i += 4) putNumber(wordOf(area, (kHeadSize + i) / 4), items.subspan(i, 4));
  if (crc16(items) != versionAndCrc >> 16) return Status::badEncoding;
  return parseItems(items);
}

Result<std::size_t> writeSettings(const StoredSettings& settings, MutableBytes area) {
  if (!isComplete(settings)) return Status::invalidArgument;
  if (area.size() < kHeadSize) return Status::bufferTooSmall;
  Writer writer(area.from(kHeadSize));
  writeItems(settings, writer);
  if (!writer.ok()) return Status::bufferTooSmall;
  putNumber(kMagic, area.first(4));
  putNumber(kFormatVersion, area.subspan(4, 2));
  putNumber(crc16(writer.written()), area.subspan(6, 2));
  putNumber(writer.written().size(), area.subspan(8, 4));
  return kHeadSize + writer.written().size();
}

}  // namespace signet::device
