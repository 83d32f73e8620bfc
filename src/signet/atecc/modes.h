// Modes of the commands (their Param1) and what Info answers, as types instead of bit masks.
#pragma once

#include <array>
#include <cstdint>

#include "signet/atecc/types.h"

namespace signet::atecc {

/// Whether the random number generator's EEPROM seed is renewed first if it was not yet since the wake
/// (about 30 ms, one EEPROM write). Keep it only where a caller counts EEPROM writes.
enum class Seed : std::uint8_t { update = 0, keep = 1 };

/// Param1 of MAC and CheckMac.
struct MacMode {
  bool challengeFromTempKey = false;  ///< bit 0: second 32 bytes are TempKey, not the challenge
  bool keyFromTempKey = false;        ///< bit 1: first 32 bytes are TempKey, not the slot
  bool tempKeyFromInput = false;      ///< bit 2: TempKey was loaded by Nonce pass-through, not made at random
  bool includeSerial = false;         ///< bit 6: SN[2:7] is part of the message (MAC only)

  constexpr bool usesTempKey() const { return challengeFromTempKey || keyFromTempKey; }
  constexpr std::uint8_t param1() const {
    return static_cast<std::uint8_t>((challengeFromTempKey ? 0x01 : 0) | (keyFromTempKey ? 0x02 : 0) |
                                     (usesTempKey() && tempKeyFromInput ? 0x04 : 0) |
                                     (includeSerial ? 0x40 : 0));
  }
};

/// Param1 of HMAC. TempKey is always part of the message.
struct HmacMode {
  bool tempKeyFromInput = false;
  bool includeSerial = false;

  constexpr std::uint8_t param1() const {
    return static_cast<std::uint8_t>((tempKeyFromInput ? 0x04 : 0) | (includeSerial ? 0x40 : 0));
  }
};

/// Param1 of Sign for the chip's own message.
struct SignInternalMode {
  bool forInvalidate = false;  ///< bit 0: the signature is meant for Verify(Invalidate)
  bool includeSerial = false;  ///< bit 6: SN[2:7] is part of the message

  constexpr std::uint8_t param1() const {
    return static_cast<std::uint8_t>((forInvalidate ? 0x01 : 0) | (includeSerial ? 0x40 : 0));
  }
};

/// The 13 bytes of CheckMac that stand for the parts of the other side's MAC message.
using CheckMacOtherData = std::array<std::uint8_t, 13>;
/// The 19 bytes of Verify(Validate) and Verify(Invalidate); see verifyOtherData() in host_mac.h.
using VerifyOtherData = std::array<std::uint8_t, 19>;
/// The 3 bytes of GenKey(digest) that stand for Param1 and Param2 in its message.
using GenKeyOtherData = std::array<std::uint8_t, 3>;

/// Info(Revision).
struct Revision {
  Word bytes{};  ///< 00 00 50 rr for an ATECC508A, 00 00 60 rr for an ATECC608, 00 00 10 rr for an ATECC108A

  constexpr bool isAtecc508a() const { return bytes[2] == 0x50; }
  constexpr bool isAtecc608() const { return bytes[2] == 0x60; }
};

/// Info(State): what the chip would forget if it slept now.
struct VolatileState {
  bool tempKeyValid = false;
  bool tempKeyNoMac = false;      ///< a slot with NoMac contributed
  bool tempKeyGenKey = false;     ///< TempKey was made by GenKey(digest)
  bool tempKeyGenDig = false;     ///< TempKey was made by GenDig of a slot
  bool tempKeyFromInput = false;  ///< SourceFlag
  std::uint8_t tempKeySlot = 0;   ///< KeyID
  bool authorized = false;        ///< AuthValid
  std::uint8_t authorizedSlot = 0;
  bool sramSeedUpdated = false;
  bool eepromSeedUpdated = false;

  static constexpr VolatileState from(const Word& w) {
    VolatileState s;
    s.tempKeyNoMac = (w[0] & 0x80) != 0;
    s.tempKeyGenKey = (w[0] & 0x40) != 0;
    s.tempKeyGenDig = (w[0] & 0x20) != 0;
    s.tempKeyFromInput = (w[0] & 0x10) != 0;
    s.tempKeySlot = w[0] & 0x0F;
    s.tempKeyValid = (w[1] & 0x80) != 0;
    s.authorizedSlot = w[1] >> 3 & 0x0F;
    s.authorized = (w[1] & 0x04) != 0;
    s.sramSeedUpdated = (w[1] & 0x02) != 0;
    s.eepromSeedUpdated = (w[1] & 0x01) != 0;
    return s;
  }
};

}  // namespace signet::atecc
