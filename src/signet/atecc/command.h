// Command: what is sent to the chip, as a value. It says everything that the session has to know: bytes,
// length of the answer, and what may be done when the answer gets lost.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "signet/core/bytes.h"

namespace signet::atecc {

/// Operation codes (ATECC508A datasheet DS20005927A, table 9-4).
enum class Opcode : std::uint8_t {
  pause = 0x01,
  read = 0x02,
  mac = 0x08,
  hmac = 0x11,
  write = 0x12,
  genDig = 0x15,
  nonce = 0x16,
  lock = 0x17,
  random = 0x1B,
  deriveKey = 0x1C,
  updateExtra = 0x20,
  counter = 0x24,
  checkMac = 0x28,
  info = 0x30,
  genKey = 0x40,
  sign = 0x41,
  ecdh = 0x43,
  verify = 0x45,
  privWrite = 0x46,
  sha = 0x47,
};

/// P1 of GenDig: the zone, or what else goes into TempKey's digest.
struct GenDigZone {
  enum : std::uint8_t { config = 0, otp = 1, data = 2, shared = 3, counter = 4, keyConfig = 5 };
};

/// What running the command changes, and so what may be done when its answer was lost.
enum class Effect : std::uint8_t {
  none,      ///< nothing that matters: the session sends it again
  consumes,  ///< uses up TempKey, or a use of a limited key: never sent again once it may have run
  lasting,   ///< changes the EEPROM: never sent again; the session answers Status::outcomeUnknown
  idles,     ///< Pause: no answer means that the chip went idle
};

/// What the command has to do with state that the chip forgets when it sleeps (TempKey, SHA context).
enum class Volatile : std::uint8_t {
  ignores,
  loads,  ///< starts a sequence: Nonce, SHA start
  needs,  ///< continues one: Sign, GenDig, SHA update ... refused after the chip slept
};

/// One command. Owns nothing: `data` points at the caller's bytes, which must stay as they are until
/// execute() returns and must not lie in the session's own buffer (an earlier response).
struct Command {
  /// The most data pieces a command has: CheckMac with ClientChal, ClientResp, OtherData.
  static constexpr std::size_t kPieces = 3;

  Opcode opcode{};
  std::uint8_t p1 = 0;
  std::uint16_t p2 = 0;
  /// Sent one after the other.
  std::array<Bytes, kPieces> data{};
  /// Bytes of the answer: 0 for a bare status, else 4, 32 or 64.
  std::uint8_t responseSize = 0;
  Effect effect = Effect::none;
  Volatile volatileState = Volatile::ignores;
};

}  // namespace signet::atecc
