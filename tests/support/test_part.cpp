#include "tests/support/test_part.h"

#include <algorithm>

#include "tests/support/rig.h"

namespace signet::test {
namespace {

struct SlotWords {
  std::uint16_t slotConfig;
  std::uint16_t keyConfig;
};

constexpr SlotWords kWords[16] = {
    {0x2087, 0x0033},  // kTlsKey
    {0x8F8F, 0x001C},  // kParent
    {0x41C1, 0x001C},  // kVault
    {0x4183, 0x0033},  // kImported
    {0x2181, 0x001C},  // kRolled
    {0xB181, 0x001C},  // kDerived
    {0x208D, 0x0033},  // kAgreement
    {0x81C1, 0x001C},  // kAgreed
    {0x0000, 0x003C},  // kOpen
    {0x8F9F, 0x001C},  // kCheckOnly
    {0x8FAF, 0x001C},  // kLimited
    {0x0000, 0x0030},  // kPeer
    {0x8F8F, 0x019C},  // kGuarded
    {0x8F8F, 0x005C},  // kFresh
    {0x000F, 0x0032},  // kValidated
    {0x0000, 0x0030},  // kAuthority
};

constexpr std::size_t kSlotConfigs = 20, kLockValue = 86, kLockConfig = 87, kKeyConfigs = 96;

void storeWord(std::uint16_t word, std::uint8_t* to) {
  to[0] = static_cast<std::uint8_t>(word);
  to[1] = static_cast<std::uint8_t>(word >> 8);
}

/// A slot image with the public key of `privateKey` (datasheet section 4.1.1).
void storePublicKey(const atecc::Block& privateKey, std::span<std::uint8_t> slot) {
  const atecc::PublicKey key = publicKeyOf(privateKey);
  std::fill(slot.begin(), slot.end(), 0);
  std::copy_n(key.bytes.begin(), 32, slot.begin() + 4);
  std::copy_n(key.bytes.begin() + 32, 32, slot.begin() + 40);
}

void storePrivateKey(const atecc::Block& privateKey, Slot slot, emulator::Eeprom& part) {
  const std::span<std::uint8_t> image = part.slot(slot.number());
  std::fill_n(image.begin(), 4, 0);
  std::copy(privateKey.begin(), privateKey.end(), image.begin() + 4);
  part.privateKeyValid = static_cast<std::uint16_t>(part.privateKeyValid | 1U << slot.number());
}

}  // namespace

const atecc::Block kImportedKey = blockOf(0x31);
const atecc::Block kAuthorityKey = blockOf(0x15);

atecc::Block secretOf(Slot slot) {
  return blockOf(static_cast<std::uint8_t>(0x40 + 11 * slot.number()));
}

std::array<std::uint8_t, 128> testConfiguration(const emulator::Eeprom& part) {
  std::array<std::uint8_t, 128> config = part.config;
  for (std::size_t i = 0; i < 16; ++i) {
    storeWord(kWords[i].slotConfig, config.data() + kSlotConfigs + 2 * i);
    storeWord(kWords[i].keyConfig, config.data() + kKeyConfigs + 2 * i);
  }
  return config;
}

emulator::Eeprom factoryPart() {
  return emulator::Eeprom::factory(508);
}

emulator::Eeprom configLockedPart() {
  emulator::Eeprom part = factoryPart();
  part.config = testConfiguration(part);
  part.config[kLockConfig] = 0;
  return part;
}

emulator::Eeprom lockedPart() {
  emulator::Eeprom part = configLockedPart();
  part.config[kLockValue] = 0;
  for (const Slot slot :
       {kParent, kVault, kRolled, kDerived, kAgreed, kCheckOnly, kLimited, kGuarded, kFresh}) {
    const atecc::Block secret = secretOf(slot);
    std::copy(secret.begin(), secret.end(), part.slot(slot.number()).begin());
  }
  storePrivateKey(blockOf(0x21), kTlsKey, part);
  storePrivateKey(kImportedKey, kImported, part);
  storePrivateKey(blockOf(0x61), kAgreement, part);
  storePublicKey(kImportedKey, part.slot(kPeer.number()));
  storePublicKey(kImportedKey, part.slot(kValidated.number()));
  storePublicKey(kAuthorityKey, part.slot(kAuthority.number()));
  part.slot(kValidated.number())[0] = 0xA0;  // not validated yet
  return part;
}

}  // namespace signet::test
