// The bus protocol as a state machine: bytes from a client in, requests out. No sockets here;
// docs/bus-protocol.md is its description for those who write a client.
//
//     client    op (1)   address (1)   length (u16 LE)   payload
//               'W'      7-bit         bytes to write    the bytes
//               'R'      7-bit         bytes to read     none
//               'K'      0             0 or 4            microseconds of SDA low (u32 LE), 80 if left out
//               'T'      0             4                 microseconds to advance the time by (u32 LE)
//     server    ack (1)  length (u16 LE)  bytes          00h ACK, 01h NACK; bytes only of 'R' with ACK
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace signet::emulator {

struct BusRequest {
  enum class Op : std::uint8_t { write = 'W', read = 'R', wake = 'K', advance = 'T' };

  /// Longest write or read; the same as in Linux's i2c-dev.
  static constexpr std::size_t kMaxLength = 8192;
  static constexpr std::chrono::microseconds kDefaultWake{80};  // eight zero bits at 100 kHz

  Op op = Op::write;
  std::uint8_t address = 0;            ///< (write, read) seven bits
  std::vector<std::uint8_t> bytes;     ///< (write) what to write
  std::size_t length = 0;              ///< (read) how many bytes to read
  std::chrono::microseconds micros{};  ///< (wake, advance) how long

  bool operator==(const BusRequest&) const = default;
};

struct BusAnswer {
  bool ack = false;
  std::vector<std::uint8_t> bytes;  ///< (read with ACK) what was read
};

/// An answer as it goes to the client. Precondition: at most 65535 bytes.
std::vector<std::uint8_t> encodeAnswer(const BusAnswer& answer);

/// Takes one client's bytes in pieces of any size. A malformed request is recognised at its header, and makes
/// everything after it meaningless: the parser stays failed.
class BusRequestParser {
 public:
  void feed(std::span<const std::uint8_t> bytes);

  /// The next complete request. None when bytes are missing or the client broke the protocol.
  std::optional<BusRequest> next();

  bool failed() const { return !error_.empty(); }
  /// What was wrong, as the rest of a sentence: "asks for the unknown operation 51h ('Q')".
  const std::string& error() const { return error_; }
  /// True in the middle of a request.
  bool partial() const { return !buffer_.empty(); }

 private:
  bool checkHeader();

  std::vector<std::uint8_t> buffer_;
  std::string error_;
};

}  // namespace signet::emulator
