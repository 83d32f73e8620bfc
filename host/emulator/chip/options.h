// ChipOptions: how a chip is made, and which reading is taken where the datasheet DS20005927A is silent or
// contradicts itself. docs/emulator.md lists every option with the reason for its default.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "host/emulator/chip/time.h"

namespace signet::emulator {

/// Which execution times a chip has (datasheet table 9-4).
enum class Timing : std::uint8_t {
  typical,
  maximum,
  drawn,  ///< between typical and maximum, from `timingSeed`
};

/// What a master gets that reads while a command is still incomplete (sections 6.5 and 6.6 disagree).
enum class PartialRead : std::uint8_t {
  allOnes,  ///< ACK, and FFh for every byte
  nack,
};

/// When a written I2C address becomes the chip's own (silent).
enum class AddressLatch : std::uint8_t {
  wakeFromSleep,  ///< at power-up and at each wake from sleep
  powerUp,
  atOnce,
};

/// How groups are answered whose count fits no form of the command (section 9.1: error, or bytes ignored).
enum class SurplusData : std::uint8_t {
  parseError,
  ignored,  ///< bytes beyond what the mode needs are dropped
};

/// The status of an error for which the datasheet names none.
enum class ErrorCode : std::uint8_t {
  parseError,      ///< 03
  executionError,  ///< 0F
};

/// Which mode bit 1 a CheckMac must have to set AuthValid (text of CheckMac: 0, section 2.2.5: 1).
enum class CheckMacAuthorizes : std::uint8_t { mode1Zero, mode1One };

/// When UpdateExtra may write the Selector while ChipMode.SelectorMode is 1.
enum class SelectorUpdate : std::uint8_t {
  ifZero,     ///< sections 2.2 and 4.2
  ifNonZero,  ///< text of UpdateExtra
};

/// The answer to an external public key that is no point of the curve, or a private key out of range.
enum class BadEccInput : std::uint8_t { eccFault, executionError };

struct ChipOptions {
  Timing timing = Timing::typical;
  std::uint64_t timingSeed = 1;

  /// Random numbers, keys and signatures repeat with the same seed; without one they come from the OS.
  std::optional<std::uint64_t> randomSeed{};

  // ---- Parts differ. The datasheet gives limits; these are this part's own values.
  /// Wake to forced sleep: 0.7 s to 1.7 s.
  Duration watchdog = std::chrono::milliseconds(1300);
  /// The same with ChipMode bit 2 set.
  Duration longWatchdog = std::chrono::seconds(10);
  /// Shortest SDA low pulse that wakes: never below 15 us, certainly at 60 us (parts seen to wake at 35 us).
  Duration wakeThreshold = std::chrono::microseconds(60);
  /// From the end of the wake pulse until the chip acknowledges (tWHI: a master waits 1.5 ms).
  Duration wakeDelay = std::chrono::microseconds(1500);
  /// Extra time of the command that renews the EEPROM seed. Zero fits table 9-4; about 30 ms was
  /// seen on silicon.
  Duration seedRenewal{};
  /// Extra time of a command that takes a use from a limited-use key (table 9-4: up to 50 ms).
  Duration limitedUse{};

  // ---- Bus.
  /// Largest command group: 155 (table 9-1) or 71 (section 6.6).
  unsigned inputBufferSize = 155;
  PartialRead partialRead = PartialRead::allOnes;
  AddressLatch addressLatch = AddressLatch::wakeFromSleep;
  SurplusData surplusData = SurplusData::parseError;

  // ---- Before the locks.
  /// ReqRandom, ReqAuth, IntrusionDisable and LimitedUse already bind while the data zone is unlocked.
  bool policiesBeforeDataLock = false;
  /// Sign (External) needs ReadKey bit 0 also while the data zone is unlocked.
  bool signPermissionBeforeDataLock = true;
  /// Commands that use a slot's key run before the configuration is locked.
  bool keysBeforeConfigLock = false;
  bool ecdhBeforeDataLock = true;
  bool updateExtraBeforeConfigLock = true;

  // ---- TempKey.
  /// GenDig clears GenKeyData.
  bool genDigClearsGenKeyData = true;
  /// SHA (End, HMACend) sets SourceFlag to Input.
  bool shaEndIsInput = true;
  bool randomClearsTempKey = true;
  bool counterClearsTempKey = true;
  /// Clear reads of any zone.
  bool readClearsTempKey = true;
  /// Nonce with p2 = 8000h sets SourceFlag to Rand instead of keeping it.
  bool chainedNonceIsRandom = false;
  /// Info ends a running SHA sequence, as every other command does.
  bool infoEndsSha = true;
  /// A CRC or count error makes TempKey invalid and ends a SHA sequence.
  bool communicationErrorClearsTempKey = false;

  // ---- Commands.
  /// An address outside of its zone.
  ErrorCode badAddress = ErrorCode::parseError;
  /// A Write, DeriveKey or PrivWrite whose MAC is wrong.
  ErrorCode badMac = ErrorCode::executionError;
  /// A Lock whose summary is not that of the content.
  ErrorCode badLockSummary = ErrorCode::executionError;
  /// OTP words 0 and 1 are refused to 4-byte reads unless OTPmode is 0 (a sentence in the text of Read).
  bool otpLegacyWords = false;
  CheckMacAuthorizes checkMacAuthorizes = CheckMacAuthorizes::mode1Zero;
  /// CheckMac copies with mode 05 as well as 01.
  bool checkMacCopiesInMode5 = true;
  /// GenDig knows zones 4 (counter) and 5 (key configuration).
  bool genDigCounterAndKeyConfig = true;
  /// HMAC ignores mode bits 1 and 0; otherwise they must be zero.
  bool hmacIgnoresLowModeBits = true;
  /// ECDH writes its result over slot N+1 even if that slot is locked.
  bool ecdhOverwritesLockedSlot = false;
  SelectorUpdate selectorUpdate = SelectorUpdate::ifZero;
  BadEccInput badEccInput = BadEccInput::eccFault;
};

}  // namespace signet::emulator
