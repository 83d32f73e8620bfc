#include "host/emulator/server/bus_protocol.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <stdexcept>

namespace signet::emulator {
namespace {

constexpr std::size_t kHeaderSize = 4;
constexpr std::size_t kMicrosSize = 4;
constexpr std::uint8_t kAck = 0x00;
constexpr std::uint8_t kNack = 0x01;

std::size_t u16(const std::uint8_t* from) {
  return from[0] | static_cast<std::size_t>(from[1]) << 8;
}

std::uint32_t u32(const std::uint8_t* from) {
  return static_cast<std::uint32_t>(u16(from)) | static_cast<std::uint32_t>(u16(from + 2)) << 16;
}

std::string nameOf(std::uint8_t op) {
  return std::isgraph(op) ? fmt::format("{:02X}h ('{}')", op, static_cast<char>(op))
                          : fmt::format("{:02X}h", op);
}

/// What is wrong with a header; empty when it is well formed.
std::string headerError(std::uint8_t op, std::uint8_t address, std::size_t length) {
  switch (op) {
    case 'W':
    case 'R':
      if (address > 0x7F)
        return fmt::format("uses the address {:02X}h, which is not one of seven bits", address);
      if (length > BusRequest::kMaxLength)
        return fmt::format("asks for {} bytes at once, the limit is {}", length, BusRequest::kMaxLength);
      return {};
    case 'K':
      if (length == 0 || length == kMicrosSize) return {};
      return fmt::format("sends {} bytes with 'K', which takes none or 4", length);
    case 'T':
      if (length == kMicrosSize) return {};
      return fmt::format("sends {} bytes with 'T', which takes 4", length);
    default: return "asks for the unknown operation " + nameOf(op);
  }
}

/// What follows the header: the length of a read is what it requests, not what it sends.
std::size_t payloadSize(std::uint8_t op, std::size_t length) {
  return op == 'R' ? 0 : length;
}

BusRequest decode(std::span<const std::uint8_t> header, std::span<const std::uint8_t> payload) {
  BusRequest request;
  request.op = static_cast<BusRequest::Op>(header[0]);
  switch (request.op) {
    case BusRequest::Op::write:
      request.address = header[1];
      request.bytes.assign(payload.begin(), payload.end());
      break;
    case BusRequest::Op::read:
      request.address = header[1];
      request.length = u16(&header[2]);
      break;
    case BusRequest::Op::wake:
    case BusRequest::Op::advance:
      request.micros =
          payload.empty() ? BusRequest::kDefaultWake : std::chrono::microseconds(u32(&payload[0]));
      break;
  }
  return request;
}

}  // namespace

std::vector<std::uint8_t> encodeAnswer(const BusAnswer& answer) {
  const std::size_t size = answer.bytes.size();
  if (size > 0xFFFF) throw std::length_error("an answer of the bus protocol holds at most 65535 bytes");
  std::vector<std::uint8_t> encoded(3 + size);
  encoded[0] = answer.ack ? kAck : kNack;
  encoded[1] = static_cast<std::uint8_t>(size);
  encoded[2] = static_cast<std::uint8_t>(size >> 8);
  std::copy(answer.bytes.begin(), answer.bytes.end(), encoded.begin() + 3);
  return encoded;
}

void BusRequestParser::feed(std::span<const std::uint8_t> bytes) {
  if (!failed()) buffer_.insert(buffer_.end(), bytes.begin(), bytes.end());
}

bool BusRequestParser::checkHeader() {
  if (buffer_.size() < kHeaderSize) return false;
  error_ = headerError(buffer_[0], buffer_[1], u16(&buffer_[2]));
  if (!failed()) return true;
  buffer_.clear();
  return false;
}

std::optional<BusRequest> BusRequestParser::next() {
  if (!checkHeader()) return std::nullopt;
  const std::size_t total = kHeaderSize + payloadSize(buffer_[0], u16(&buffer_[2]));
  if (buffer_.size() < total) return std::nullopt;
  const std::span<const std::uint8_t> request(buffer_.data(), total);
  const BusRequest decoded = decode(request.first(kHeaderSize), request.subspan(kHeaderSize));
  buffer_.erase(buffer_.begin(), buffer_.begin() + static_cast<std::ptrdiff_t>(total));
  return decoded;
}

}  // namespace signet::emulator
