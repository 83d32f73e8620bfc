// Machine: everything a command handler can see and change. The engine (chip.cpp) feeds it commands.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <variant>

#include "host/emulator/chip/crypto/crypto.h"
#include "host/emulator/chip/crypto/random_source.h"
#include "host/emulator/chip/engine/command.h"
#include "host/emulator/chip/memory/lasting.h"
#include "host/emulator/chip/options.h"

namespace signet::emulator {

/// That TempKey came out of SHA with the public key of a slot hashed by SHA(Public) on the way: what
/// Verify(ValidateExternal) requires. Blocks are of 64 bytes; the last, padded one counts.
struct CertificateTrail {
  unsigned slot = 0;
  unsigned publicPosition = 0;  ///< blocks hashed before the public key
  unsigned blocks = 0;          ///< blocks of the whole message
};

/// The TempKey register (section 2.4.1). Assign a fresh TempKey{...} rather than change flags one by one.
struct TempKey {
  SecretBytes<32> value;
  bool valid = false;
  std::uint8_t keyId = 0;   ///< slot of the last GenDig (data) or GenKey (digest)
  bool sourceFlag = false;  ///< false: Rand (the chip's generator took part), true: Input
  bool genDigData = false;  ///< made by GenDig of a data slot
  bool genKeyData = false;  ///< made by the digest of GenKey
  bool noMacFlag = false;   ///< a slot with NoMac took part
  std::optional<CertificateTrail> trail{};

  /// NoMac, GenKeyData, GenDigData, SourceFlag, KeyID as Info(State) and Sign(Internal) encode them.
  std::uint8_t flags() const {
    return static_cast<std::uint8_t>(noMacFlag << 7 | genKeyData << 6 | genDigData << 5 | sourceFlag << 4 |
                                     keyId);
  }
  /// Made by GenDig from data slot `slot`: what encrypted reads and writes require.
  bool isGenDigOf(unsigned slot) const { return valid && genDigData && keyId == slot; }
};

/// AuthValid and AuthKeyID (section 2.4.2).
struct Authorization {
  bool valid = false;
  std::uint8_t keyId = 0;
};

/// A SHA sequence that was started and not ended.
struct ShaSequence {
  std::variant<Sha256Context, HmacContext> context;
  unsigned blocks = 0;  ///< of 64 bytes, added so far
  std::optional<CertificateTrail> trail{};
};

/// What sleep and loss of power erase; idle keeps it.
struct VolatileState {
  TempKey tempKey;
  Authorization authorization;
  std::optional<ShaSequence> sha;
  bool eepromSeedUpdated = false;
  bool sramSeedUpdated = false;
};

/// Mode bit 0 of Random and Nonce: leave the EEPROM seed as it is.
inline constexpr std::uint8_t kModeNoSeedUpdate = 0x01;

class Machine {
 public:
  Machine(const Eeprom& content, const ChipOptions& chipOptions)
      : options(chipOptions), lasting(content), random(chipOptions.randomSeed) {}

  ChipOptions options;
  LastingState lasting;
  VolatileState state;
  RandomSource random;

  /// The intrusion latch (single-wire parts only). Cleared by power loss, not by sleep.
  bool intrusionLatch = false;
  /// A fault to strike the next ECC operation; see takeEccFault().
  bool eccFaultArmed = false;
  /// Time the running command takes on top of its table entry. The engine sets it to zero before each.
  Duration extraTime{};

  ConfigView config() const { return lasting.config(); }
  const Eeprom& eeprom() const { return lasting.content(); }

  /// Random bytes for keys and signatures: passes as RandomFill.
  RandomFill randomFill() {
    return [this](std::span<std::uint8_t> out) { random.fill(out, eeprom().rngSeed); };
  }
  /// The output of the generator as Random and Nonce use it: FF FF 00 00 ... until the
  /// configuration is locked.
  std::array<std::uint8_t, 32> randomNumber();
  /// Renews the EEPROM seed, once per wake from sleep (section 3.4): before Random and Nonce in mode 0 and
  /// before GenKey(create). Call it after all checks, before any other change to `lasting`.
  void renewSeed();
  /// What Random and Nonce do before they draw: renewSeed(), or only use the SRAM seed, as their mode says.
  void prepareGenerator(std::uint8_t mode);
  /// True once when a fault was armed: answer StatusCode::eccFault. To be asked after all checks, right
  /// before the ECC operation.
  bool takeEccFault() { return std::exchange(eccFaultArmed, false); }
};

}  // namespace signet::emulator
