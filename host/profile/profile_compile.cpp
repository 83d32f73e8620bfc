// From words to bits: the SlotConfig and KeyConfig of each use (datasheet DS20005927A, sections
// 2.2.1 and 2.2.5).
#include <algorithm>

#include "host/profile/profile.h"

namespace signet::profile {
namespace {

using atecc::ConfigZone;
using atecc::KeyConfig;
using atecc::KeyType;
using atecc::Slot;
using atecc::SlotConfig;

// WriteConfig, by what it allows of each kind of slot.
constexpr std::uint8_t kNeverWritten = 0x8;
constexpr std::uint8_t kWrittenByAnyone = 0x0;
constexpr std::uint8_t kWrittenEncrypted = 0x4;
constexpr std::uint8_t kGenKey = 0x2;

/// As key of something that is never read or written. Not slot 0: a ReadKey of 0 would let CheckMac copy the
/// slot into TempKey.
constexpr std::uint8_t kNoKey = 15;

struct SlotBits {
  SlotConfig slot;
  KeyConfig key;
};

KeyConfig secretKey() {
  return KeyConfig().setKeyType(KeyType::other);
}

KeyConfig privateKey() {
  return KeyConfig().setPrivate(true).setPubInfo(true).setKeyType(KeyType::p256);
}

SlotConfig closed() {
  return SlotConfig().setIsSecret(true).setReadKey(kNoKey).setWriteKey(kNoKey).setWriteConfig(kNeverWritten);
}

/// A key that may be renewed by anyone can at least be frozen by its owner: it is lockable.
SlotBits identityBits(const SlotRole& role) {
  return {
      closed().setReadKey(SlotConfig::kExternalSign).setWriteConfig(role.renewable ? kGenKey : kNeverWritten),
      privateKey().setLockable(role.renewable)};
}

SlotBits ephemeralBits(bool keepsResult) {
  const unsigned rights = SlotConfig::kEcdh | (keepsResult ? SlotConfig::kEcdhToNextSlot : 0u);
  return {closed().setReadKey(static_cast<std::uint8_t>(rights)).setWriteConfig(kGenKey), privateKey()};
}

/// Its own number as keys: it opens other slots, and nothing opens it. Encrypted writes must not be
/// repeatable by who listened to them, so the GenDig before each needs a random nonce.
SlotBits pairingBits(std::uint8_t own) {
  return {closed().setReadKey(own).setWriteKey(own), secretKey().setReqRandom(true)};
}

SlotBits counterBits(std::uint8_t pairing) {
  return {closed().setLimitedUse(true).setWriteKey(pairing).setWriteConfig(kWrittenEncrypted), secretKey()};
}

SlotBits contentBits(const SlotRole& role, std::uint8_t pairing) {
  const bool isKey = role.use == SlotUse::signerKey;
  const KeyConfig key = isKey ? KeyConfig().setKeyType(KeyType::p256) : secretKey();
  if (role.access == SlotAccess::paired) {
    return {closed().setEncryptRead(true).setReadKey(pairing).setWriteKey(pairing).setWriteConfig(
                kWrittenEncrypted),
            key};
  }
  return {SlotConfig().setReadKey(kNoKey).setWriteKey(kNoKey).setWriteConfig(kWrittenByAnyone),
          KeyConfig(key).setLockable(true)};
}

SlotBits bitsOf(const SlotMap& map, Slot slot, std::uint8_t pairing) {
  const SlotRole& role = map.at(slot);
  switch (role.use) {
    case SlotUse::unused: return {closed(), secretKey()};
    case SlotUse::tlsIdentity: return identityBits(role);
    case SlotUse::ephemeral: return ephemeralBits(map.keepsEcdhResult(slot));
    case SlotUse::ecdhResult: return {closed().setEncryptRead(true).setReadKey(pairing), secretKey()};
    case SlotUse::pairingSecret: return pairingBits(pairing);
    case SlotUse::counter: return counterBits(pairing);
    default: return contentBits(role, pairing);
  }
}

/// Fresh counters (section 2.2.7) and 128 uses left of slot 15.
void resetCounters(ConfigZone& zone) {
  (void)zone.setCounter(0, 0);  // 0 is never out of range
  (void)zone.setCounter(1, 0);
  std::fill_n(zone.bytes.begin() + 68, 16, std::uint8_t{0xFF});
}

}  // namespace

ConfigZone compile(const Profile& profile, const ConfigZone& chip) {
  ConfigZone zone = chip;
  zone.bytes[17] = 0;
  zone.setOtpMode(profile.otpMode);
  zone.setChipMode({});
  resetCounters(zone);
  zone.setConfigLocked(false);
  zone.setDataLocked(false);
  std::fill_n(zone.bytes.begin() + 88, 2, std::uint8_t{0xFF});  // SlotLocked: none
  std::fill_n(zone.bytes.begin() + 90, 6, std::uint8_t{0});     // RFU, X509format: no restriction
  const auto pairing = profile.slots.find(SlotUse::pairingSecret);
  const auto pairingNumber = static_cast<std::uint8_t>(pairing ? pairing->number() : kNoKey);
  for (unsigned number = 0; number < Slot::kCount; ++number) {
    const Slot slot = Slot::from(number).value();
    const SlotBits bits = bitsOf(profile.slots, slot, pairingNumber);
    zone.setSlotConfig(slot, bits.slot);
    zone.setKeyConfig(slot, bits.key);
  }
  return zone;
}

std::vector<atecc::Finding> lintProfile(const Profile& profile, const ConfigZone& zone) {
  atecc::LintOptions options;
  options.address = zone.i2cAddress().ok() ? *zone.i2cAddress() : i2c::Address();
  options.tlsSlot = profile.slots.find(SlotUse::tlsIdentity);
  options.ephemeral = profile.slots.ephemeralSet();
  std::vector<atecc::Finding> findings(atecc::kMaxFindings);
  findings.resize(atecc::lint(zone, options, findings));
  return findings;
}

bool isMadeBy(const Profile& profile, const ConfigZone& config) {
  const ConfigZone wanted = compile(profile, config);
  const auto same = [&](std::size_t offset, std::size_t size) {
    return equal(Bytes(wanted.bytes).subspan(offset, size), Bytes(config.bytes).subspan(offset, size));
  };
  // Left out: address (16), counters and LastKeyUse (52-83), what UpdateExtra and locks change (84-89).
  return same(17, 35) && same(90, 38);
}

std::optional<Profile> recogniseProfile(const ConfigZone& config) {
  if (config.family() != atecc::ChipFamily::atecc508a) return {};
  for (const Profile& profile : shippedProfiles()) {
    if (isMadeBy(profile, config)) return profile;
  }
  return {};
}

}  // namespace signet::profile
