#include "signet/atecc/packet.h"

#include "signet/core/check.h"
#include "signet/core/crc16.h"

namespace signet::atecc {
namespace {

constexpr std::size_t kCrcSize = 2;

void putU16(MutableBytes out, unsigned value) {
  out[0] = static_cast<std::uint8_t>(value);
  out[1] = static_cast<std::uint8_t>(value >> 8);
}

}  // namespace

std::size_t encodedSize(const Command& command) {
  std::size_t size = kCommandOverhead;
  for (const Bytes piece : command.data) size += piece.size();
  return size;
}

std::size_t encode(const Command& command, MutableBytes out) {
  const std::size_t size = encodedSize(command);
  SIGNET_CHECK(size <= kMaxCommandSize && size <= out.size());
  out[0] = static_cast<std::uint8_t>(size);
  out[1] = static_cast<std::uint8_t>(command.opcode);
  out[2] = command.p1;
  putU16(out.from(3), command.p2);
  std::size_t end = 5;
  for (const Bytes piece : command.data) {
    copy(piece, out.from(end));
    end += piece.size();
  }
  putU16(out.from(end), crc16(out.first(end)));
  return size;
}

Result<Bytes> parseGroup(Bytes raw) {
  const std::size_t count = raw.empty() ? 0 : raw[0];
  if (count < kStatusGroupSize || count > raw.size()) return Status::badResponse;
  const std::uint8_t* const crc = raw.data() + count - kCrcSize;
  if (crc16(Bytes(raw.data(), count - kCrcSize)) != (crc[0] | crc[1] << 8)) return Status::badCrc;
  return Bytes(raw.data() + 1, count - kResponseOverhead);
}

Status statusOf(std::uint8_t code) {
  switch (static_cast<StatusCode>(code)) {
    case StatusCode::success: return Status::ok;
    case StatusCode::mismatch: return Status::mismatch;
    case StatusCode::parseError: return Status::parseError;
    case StatusCode::eccFault: return Status::eccFault;
    case StatusCode::selfTestFailed: return Status::selfTestFailed;
    case StatusCode::healthTestFailed: return Status::healthTestFailed;
    case StatusCode::executionError: return Status::executionError;
    case StatusCode::afterWake: return Status::volatileStateLost;
    case StatusCode::watchdogExpiring: return Status::watchdogExpiring;
    case StatusCode::communication: return Status::communication;
  }
  return Status::badResponse;
}

Result<Bytes> answerIn(const Result<Bytes>& payload, std::size_t dataSize) {
  if (!payload.ok()) return payload.status();
  const Bytes bytes = *payload;
  if (dataSize != 0 && bytes.size() == dataSize) return bytes;
  if (bytes.size() != 1) return Status::badResponse;
  SIGNET_TRY(statusOf(bytes[0]));
  // Success where data was due is no answer at all.
  if (dataSize != 0) return Status::badResponse;
  return Bytes();
}

}  // namespace signet::atecc
