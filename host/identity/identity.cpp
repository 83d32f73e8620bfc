#include "host/identity/identity.h"

#include <fmt/format.h>

#include "host/base/files.h"
#include "host/base/values.h"
#include "host/chip/proof.h"
#include "host/chip/refusal_error.h"
#include "host/home/device_files.h"
#include "host/identity/chip_ready.h"
#include "host/identity/wear_file.h"
#include "host/pki/chip_chain.h"

namespace signet::identity {
namespace {

using profile::SlotUse;

constexpr const char* kSetUp =
    "`signet setup local` makes an authority, a key and a certificate for this chip.";
constexpr const char* kWearFile = "fresh-keys";

std::string pairingFileOf(const Choices& choices, const home::Home& home,
                          const std::optional<home::DeviceRecord>& record) {
  if (!choices.pairingFile.empty()) return choices.pairingFile;
  if (!record) return {};
  const std::string path = home.device(record->serial, home::kSecretFile);
  return exists(path) ? path : std::string();
}

Secret secretFrom(const std::string& file) {
  refuseIfOthersCanRead(file);
  std::string text = readFile(file);
  try {
    return keyFrom(std::move(text), file);
  } catch (const UserError& error) {
    // A new key, as for other slots, is of no use here.
    throw UserError(
        error.code(), error.what(),
        "Bring back the file that was made when the chip was provisioned. It cannot be made again.");
  }
}

}  // namespace

Identity Identity::of(chip::ChipTarget& chip, Choices choices) {
  auto record = home::Home::find(choices.home).load(chip.config().serialNumber());
  return {chip, std::move(choices), std::move(record)};
}

Identity::Identity(chip::ChipTarget& chip, Choices choices, std::optional<home::DeviceRecord> record)
    : chip_(chip),
      choices_(std::move(choices)),
      home_(home::Home::find(choices_.home)),
      record_(std::move(record)),
      slots_(record_ ? record_->slots : profile::slotMapOf(chip.config())),
      pairingFile_(pairingFileOf(choices_, home_, record_)) {}

atecc::Slot Identity::keySlot() const {
  if (choices_.keySlot) return *choices_.keySlot;
  return slots_.find(SlotUse::tlsIdentity).value_or(atecc::Slot::number<0>());
}

std::vector<atecc::Slot> Identity::ephemeralSlots() const {
  if (choices_.softwareExchange) return {};
  if (!choices_.ephemeralSlots.empty()) return choices_.ephemeralSlots;
  const bool paired = !pairingFile_.empty() && slots_.find(SlotUse::pairingSecret);
  const std::vector<atecc::Slot> kept = slots_.ephemeral(true);
  return paired && !kept.empty() ? kept : slots_.ephemeral(false);
}

const std::optional<client::PairingSecret>& Identity::pairing() {
  if (pairingRead_) return pairing_;
  if (const auto slot = slots_.find(SlotUse::pairingSecret); slot && !pairingFile_.empty()) {
    const Secret secret = secretFrom(pairingFile_);
    pairing_.emplace();
    pairing_->slot = *slot;
    copy(secret.bytes(), pairing_->secret);
    pairing_->serial = chip_.config().serialNumber();
  }
  pairingRead_ = true;
  return pairing_;
}

void Identity::requirePairing() {
  if (!pairing() || !chip_.config().dataLocked()) return;
  chip::requireSharedSecret(chip_.device(), pairing_->serial, pairing_->slot, pairing_->secret, pairingFile_);
}

home::CertificateList Identity::chain() {
  std::string file = choices_.chainFile;
  if (file.empty() && record_) {
    file = home_.device(record_->serial, "chain.pem");
    if (!exists(file)) file.clear();
  }
  if (file.empty() || file == kInChip) return chainInChip();
  return home::CertificateList::fromPem(readFile(file), file);
}

/// The chain that `signet setup local` stored in the chip, rebuilt.
home::CertificateList Identity::chainInChip() {
  if (!pki::holdsChain(slots_)) {
    if (choices_.chainFile == kInChip) {
      throw usageError("This chip has no slots for certificates.", "Give a file with --cert.");
    }
    throw usageError("Which certificate? This chip has no record that tells.",
                     std::string("Give --cert FILE. ") + kSetUp);
  }
  requireReadableSlots(chip_);
  std::optional<Secret> secret;
  if (pairing()) {
    requirePairing();
    secret.emplace(std::vector<std::uint8_t>(pairing_->secret.begin(), pairing_->secret.end()));
  }
  pki::SlotContent slots(chip_.device(), slots_, std::move(secret));
  const std::string root = choices_.anchorsFile.empty() ? home_.ca("root.crt") : choices_.anchorsFile;
  const std::string name = record_ ? record_->name : home::defaultDeviceName(chip_.config().serialNumber());
  std::vector<home::CertificateList::Der> chain;
  for (const pki::Certificate& one : pki::loadChain(slots, name, pki::Certificate::load(root))) {
    chain.push_back(one.der());
  }
  return home::CertificateList(std::move(chain));
}

home::TrustAnchors Identity::anchors() const {
  return anchorsFrom(choices_.anchorsFile, home_);
}

/// Results that a slot keeps in the chip need the pairing secret, results that it gives away must not wait for one.
void Identity::fitPairing(client::ChipUse& use) const {
  if (use.ephemeral.empty()) {
    use.pairing.reset();
    return;
  }
  bool kept = false, given = false;
  for (const tls::EphemeralSlot& one : use.ephemeral) {
    (chip_.config().slotConfig(one.slot).ecdhToNextSlot() ? kept : given) = true;
  }
  if (kept && given) {
    throw usageError(
        "Some of the slots for fresh keys keep the ECDH result in the chip, others do not.",
        "Give slots of one kind with --ephemeral-slots; `signet config explain` tells them apart.");
  }
  if (kept && !use.pairing) {
    throw usageError(
        "The slots for fresh keys keep the ECDH result in the chip, and there is no pairing secret.",
        "Give it with --pairing-secret FILE, or compute the key exchange with --software-exchange.");
  }
  if (given) use.pairing.reset();
}

client::ChipUse Identity::chipUse() {
  client::ChipUse use;
  use.key = keySlot();
  chip::refuseIfImpossible(chip_, chip::uses::sign(use.key));
  use.verify = !choices_.softwareVerify;
  use.pairing = pairing();
  for (const atecc::Slot slot : ephemeralSlots()) {
    if (slot.number() == use.key.number()) {
      throw usageError(
          fmt::format("Slot {} holds the device's key: a fresh key would replace it.", slot.number()),
          "Give other slots with --ephemeral-slots, or --software-exchange.");
    }
    chip::refuseIfImpossible(chip_, chip::uses::makeKey(slot));
    use.ephemeral.push_back({slot});
  }
  fitPairing(use);
  if (record_) loadWear(home_.device(record_->serial, kWearFile), use.ephemeral);
  return use;
}

void Identity::saveWear(Span<const tls::EphemeralSlot> slots) const {
  if (record_) storeWear(home_.device(record_->serial, kWearFile), slots);
}

home::TrustAnchors anchorsFrom(const std::string& file, const home::Home& home) {
  std::string from = file;
  if (from.empty()) {
    from = home.ca("root.crt");
    if (!exists(from)) {
      throw usageError("Whom to trust? There is no authority of signet's own here.",
                       std::string("Give --ca FILE. ") + kSetUp);
    }
  }
  return {home::CertificateList::fromPem(readFile(from), from), from};
}

UserError certificateMismatch(const std::string& subject, Status status) {
  if (status == Status::badEncoding) {
    return {Exit::badFile,
            fmt::format("The certificate \"{}\" is not an X.509 certificate of version 3 with a P-256 key.",
                        subject),
            "`openssl x509 -in FILE -noout -text` shows what it is.", status};
  }
  if (status != Status::keyMismatch) return statusError(status, "Comparing certificate and key");
  return {Exit::refused, fmt::format("The certificate \"{}\" does not belong to this private key.", subject),
          std::string("Give the certificate that was issued for it. ") + kSetUp, status};
}

}  // namespace signet::identity
