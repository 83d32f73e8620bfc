// A configuration in which every command of the chip has a slot to work on, and parts personalised with it.
#pragma once

#include "host/emulator/chip/memory/eeprom.h"
#include "signet/atecc/types.h"

namespace signet::test {

using atecc::Slot;

// What the slots are for. SlotConfig and KeyConfig words are in test_part.cpp.
constexpr Slot kTlsKey = Slot::number<0>();  ///< private: signs both ways, ECDH in clear, GenKey
constexpr Slot kParent =
    Slot::number<1>();  ///< secret for MACs, encrypted access and derivation; never written
constexpr Slot kVault = Slot::number<2>();       ///< secret, read and written encrypted with kParent
constexpr Slot kImported = Slot::number<3>();    ///< private, PrivWrite encrypted with kParent
constexpr Slot kRolled = Slot::number<4>();      ///< secret, DeriveKey from itself
constexpr Slot kDerived = Slot::number<5>();     ///< secret, DeriveKey from kParent with MAC
constexpr Slot kAgreement = Slot::number<6>();   ///< private, ECDH into the next slot
constexpr Slot kAgreed = Slot::number<7>();      ///< secret, read encrypted with kParent
constexpr Slot kOpen = Slot::number<8>();        ///< 416 bytes in clear, lockable
constexpr Slot kCheckOnly = Slot::number<9>();   ///< secret with NoMac, for CheckMac
constexpr Slot kLimited = Slot::number<10>();    ///< secret whose uses Counter[0] counts
constexpr Slot kPeer = Slot::number<11>();       ///< public key
constexpr Slot kGuarded = Slot::number<12>();    ///< secret, needs authorization by kParent
constexpr Slot kFresh = Slot::number<13>();      ///< secret, needs a random nonce
constexpr Slot kValidated = Slot::number<14>();  ///< public key that kAuthority must validate
constexpr Slot kAuthority = Slot::number<15>();  ///< public key

/// The content of the secret slots; `kAuthorityKey` is the private key to kAuthority.
atecc::Block secretOf(Slot slot);
extern const atecc::Block kImportedKey;
extern const atecc::Block kAuthorityKey;

/// The 128 bytes to configure a factory part with: its own first 16, then the test configuration.
std::array<std::uint8_t, 128> testConfiguration(const emulator::Eeprom& part);

/// Parts in the three lock states, as personalisation leaves them. The locked ones hold secretOf() in their
/// secret slots, kImportedKey in kImported, keys in kTlsKey and kAgreement, and the public keys.
emulator::Eeprom factoryPart();
emulator::Eeprom configLockedPart();
emulator::Eeprom lockedPart();

}  // namespace signet::test
