// Identity: who the device with this chip is, and what it connects with.
//
//     identity::Identity device = identity::Identity::of(chip, {.home = option});
//     client::Credentials credentials(chip.device(), device.chipUse(), device.chain(), device.anchors());
//
// It is put together from the chip and its record in the home folder; choices of the caller come before both. The record
// is read once, when the identity is made, the pairing secret once, when it is asked for first.
//
// All functions throw UserError. Not thread safe.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "host/chip/chip_target.h"
#include "host/client/credentials.h"
#include "host/home/home.h"

namespace signet::identity {

/// Choices::chainFile for the certificates in the chip's own slots, whatever files there are.
constexpr const char* kInChip = "chip";

/// What the caller knows better than record and chip. Empty: not chosen.
struct Choices {
  std::string home;         ///< folder, as home::Home::find() takes it
  std::string chainFile;    ///< PEM, the device's certificate first; or kInChip
  std::string anchorsFile;  ///< PEM of the authorities to trust; else the home's own
  std::string pairingFile;  ///< with the secret that chip and host share; else the one beside the record
  std::optional<atecc::Slot> keySlot;
  std::vector<atecc::Slot> ephemeralSlots;
  bool softwareExchange = false;  ///< the key exchange on this computer
  bool softwareVerify = false;    ///< the server's signatures verified on this computer
};

class Identity {
 public:
  /// With the record of this chip, if there is one; throws when it is damaged. `chip` must outlive the identity.
  static Identity of(chip::ChipTarget& chip, Choices choices);
  /// With the record given, or none.
  Identity(chip::ChipTarget& chip, Choices choices, std::optional<home::DeviceRecord> record);

  const std::optional<home::DeviceRecord>& record() const { return record_; }
  /// Which slot is for what: by the record, else by the chip's configuration.
  const profile::SlotMap& slots() const { return slots_; }
  /// The slot of the device's private key: the chosen one, else the map's, else slot 0.
  atecc::Slot keySlot() const;
  /// Slots for fresh keys: those chosen, or those of the map that the pairing secret, or its absence, fits.
  std::vector<atecc::Slot> ephemeralSlots() const;

  /// The file of the pairing secret; empty: there is none.
  const std::string& pairingFile() const { return pairingFile_; }
  /// The secret, if there are a file and a slot for it. Throws (badFile) for a file that holds none or that
  /// others can read.
  const std::optional<client::PairingSecret>& pairing();
  /// Throws (badFile) unless the pairing secret, if there is one, is the one in the chip, proved by a MAC. A
  /// wrong one gives wrong TLS keys, which only the server detects, without knowing the cause. Proves nothing
  /// as long as the data zone is open: until then the slot can be rewritten.
  void requirePairing();

  /// The device's certificate and those of its issuers: the chosen file, else the record's, else rebuilt from the chip.
  home::CertificateList chain();
  /// Whom the device trusts: the chosen file, else the home's own authority. Throws (usage) when there is neither.
  home::TrustAnchors anchors() const;
  /// What of the chip the connection uses; fresh keys with the wear that was kept of them.
  client::ChipUse chipUse();

  /// Keeps for the next time how many fresh keys each slot has made. Without a record they are not kept.
  void saveWear(Span<const tls::EphemeralSlot> slots) const;

 private:
  home::CertificateList chainInChip();
  void fitPairing(client::ChipUse& use) const;

  chip::ChipTarget& chip_;
  Choices choices_;
  home::Home home_;
  std::optional<home::DeviceRecord> record_;
  profile::SlotMap slots_;
  std::string pairingFile_;
  bool pairingRead_ = false;
  std::optional<client::PairingSecret> pairing_;
};

/// Whom to trust without a chip: `file`, else the own authority of `home`. Throws (usage) when there is neither.
home::TrustAnchors anchorsFrom(const std::string& file, const home::Home& home);

/// The sentence for a status of client::Credentials::check().
UserError certificateMismatch(const std::string& subject, Status status);

}  // namespace signet::identity
