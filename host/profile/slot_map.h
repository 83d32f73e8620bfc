// SlotMap: which slot of a chip is for what, in words.
//
// The slots of an ATECC have numbers and bits; a profile (profile.h) says what they are for, and everything
// that works with a provisioned chip asks here:
//
//     const SlotMap map = slotMapOf(config);                       // from what the chip itself says
//     const std::optional<Slot> key = map.find(SlotUse::tlsIdentity);
//     if (map.at(slot).access == SlotAccess::paired) ...           // the pairing secret opens it
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "signet/atecc/config/config_zone.h"
#include "signet/atecc/lint/exposure.h"

namespace signet::profile {

/// What a slot is for.
enum class SlotUse : std::uint8_t {
  unused,             ///< closed: nothing goes in or out, ever
  tlsIdentity,        ///< private key of the TLS client: made in the chip, signs digests from outside
  ephemeral,          ///< private key regenerated for each handshake; ECDH only
  ecdhResult,         ///< takes the ECDH result of the ephemeral slot before it; read encrypted
  certificate,        ///< the device's certificate, compressed to 72 bytes (signet/x509/compressed.h)
  signerKey,          ///< public key of the authority that signed it
  signerCertificate,  ///< that authority's own certificate, compressed
  pairingSecret,      ///< 32 bytes that this chip and its host share; can neither be read nor replaced
  counter,            ///< a secret whose every use counter 0 counts
  data,               ///< anything else
};

/// Who reads and writes a slot of certificates or data once the data zone is locked.
enum class SlotAccess : std::uint8_t {
  open,    ///< anyone on the bus, in clear
  paired,  ///< whoever knows the pairing secret, encrypted
};

/// "tls-identity", as profiles have it. Static storage.
const char* slotUseName(SlotUse use);
/// Nothing for a word that is no use of a slot.
std::optional<SlotUse> slotUseOf(std::string_view name);
/// All names, for error messages: "unused, tls-identity, ...".
std::string slotUseNames();
/// What the use means, as a sentence for people. Static storage.
const char* slotUseMeaning(SlotUse use);

struct SlotRole {
  SlotUse use = SlotUse::unused;
  SlotAccess access = SlotAccess::open;  ///< of certificate, signerKey, signerCertificate and data
  bool renewable = false;                ///< of tlsIdentity: GenKey may replace the key later

  friend bool operator==(const SlotRole&, const SlotRole&) = default;
};

class SlotMap {
 public:
  const SlotRole& at(atecc::Slot slot) const { return roles_[slot.number()]; }
  void set(atecc::Slot slot, const SlotRole& role) { roles_[slot.number()] = role; }

  /// The first slot of this use, if there is one; all of them, in order.
  std::optional<atecc::Slot> find(SlotUse use) const;
  std::vector<atecc::Slot> all(SlotUse use) const;

  /// ECDH with this ephemeral slot leaves its result in the next slot, not on the bus: tls::ProtectedEcdh
  /// with the pairing secret is then needed.
  bool keepsEcdhResult(atecc::Slot ephemeral) const;
  /// The ephemeral slots whose results stay in the chip (`kept`), or cross the bus in clear.
  std::vector<atecc::Slot> ephemeral(bool kept) const;

  /// The ephemeral slots as lint wants them.
  atecc::SlotSet ephemeralSet() const;

  friend bool operator==(const SlotMap&, const SlotMap&) = default;

 private:
  std::array<SlotRole, atecc::Slot::kCount> roles_{};
};

/// The map of a chip from its configuration zone: that of the shipped profile which made it, or else (a chip
/// that others configured) what its bits allow: private keys that sign are identities, those that can only do
/// ECDH and may be renewed are ephemeral, slots 10 to 12 that anyone can read are treated as certificates by
/// the convention of the field, everything else that can be read in clear is data.
SlotMap slotMapOf(const atecc::ConfigZone& config);

}  // namespace signet::profile
