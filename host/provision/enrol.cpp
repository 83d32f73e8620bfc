#include "host/provision/enrol.h"

#include <fmt/format.h>

#include <utility>

#include "host/base/files.h"
#include "host/chip/proof.h"
#include "host/crypto/openssl_sha256.h"
#include "host/home/device_files.h"
#include "host/pki/chip_chain.h"
#include "host/pki/credential.h"
#include "host/pki/request.h"
#include "host/profile/profile.h"
#include "signet/x509/csr.h"

namespace signet::provision {
namespace {

using atecc::ConfigZone;
using atecc::Slot;

UserError enrolmentRefused(const std::string& what, const std::string& next) {
  return {Exit::refused, what, next, Status::refused};
}

/// The slots for certificates are as good as none when nothing can be written to them: another layout.
bool canHoldChain(const ConfigZone& config, const profile::SlotMap& map) {
  if (!pki::holdsChain(map)) return false;
  for (const profile::SlotUse use :
       {profile::SlotUse::certificate, profile::SlotUse::signerKey, profile::SlotUse::signerCertificate}) {
    const Slot slot = *map.find(use);
    const bool open = map.at(slot).access == profile::SlotAccess::open;
    const auto needed = open ? atecc::WriteMode::always : atecc::WriteMode::encrypt;
    if (config.slotConfig(slot).writeMode() != needed || config.slotLocked(slot)) return false;
  }
  return true;
}

bool signsForTls(const ConfigZone& config, Slot slot) {
  return config.isPrivate(slot) && config.slotConfig(slot).externalSign();
}

/// A chip's locked configuration never changes: a record that was true once is true now.
profile::SlotMap slotsOf(const ConfigZone& config, const EnrolOptions& options,
                         const std::optional<home::DeviceRecord>& known) {
  return options.slots ? *options.slots : known ? known->slots : profile::slotMapOf(config);
}

std::optional<Slot> wantedSlot(const ConfigZone& config, const EnrolOptions& options,
                               const std::optional<home::DeviceRecord>& known) {
  if (options.keySlot) return options.keySlot;
  return slotsOf(config, options, known).find(profile::SlotUse::tlsIdentity);
}

void requireLocked(const ConfigZone& config, std::optional<Slot> key) {
  if (!config.configLocked()) {
    throw enrolmentRefused("The configuration zone of this chip is not locked yet.",
                           "`signet plan` shows what is left to do, `signet apply` does it.");
  }
  if (config.dataLocked()) return;
  throw enrolmentRefused(
      fmt::format("The data zone of this chip is not locked yet{}.",
                  profile::recogniseProfile(config) ? ""
                                                    : ", and its configuration, which is locked for ever, "
                                                      "is that of no profile of signet's"),
      lockingAdvice(config, key));
}

Slot keySlotOf(const ConfigZone& config, std::optional<Slot> slot) {
  if (!slot) {
    throw enrolmentRefused(
        "No slot of this chip is for a private key that signs for TLS.",
        "`signet config explain` tells what each slot is for. A blank chip gets one by `signet apply`.");
  }
  if (!signsForTls(config, *slot)) {
    throw enrolmentRefused(
        fmt::format("Slot {} is not for a private key that signs for TLS.", slot->number()),
        "`signet config explain` tells what each slot is for.");
  }
  return *slot;
}

/// Whether there is a key; without one the chip must be able to make it.
bool hasKey(atecc::Device& chip, const ConfigZone& config, Slot slot) {
  if (valueOf(chip.keyValid(slot), fmt::format("Asking for the key in slot {}", slot.number()))) return true;
  if (config.slotConfig(slot).genKeyAllowed() && !config.slotLocked(slot)) return false;
  throw enrolmentRefused(
      fmt::format("Slot {} has no key, and this chip's locks forbid to make one.", slot.number()),
      "Name another slot with --key-slot, or use another chip.");
}

class Enroller {
 public:
  Enroller(atecc::Device& chip, const home::Home& home, pki::Authority& authority,
           const EnrolOptions& options, std::int64_t now)
      : chip_(chip), home_(home), authority_(authority), options_(options), now_(now) {}

  Enrolment run();

 private:
  void readChip();
  home::DeviceRecord wantedRecord() const;
  atecc::PublicKey key(Enrolment& done);
  pki::Certificate certificateFor(Enrolment& done, const atecc::PublicKey& key);
  std::optional<pki::Certificate> present(const home::DeviceRecord& record,
                                          const atecc::PublicKey& key) const;
  std::optional<pki::Certificate> fromChip(const home::DeviceRecord& record,
                                           const atecc::PublicKey& key) const;
  void retire(Enrolment& done, const pki::Certificate& old);
  std::string request(const std::string& name, Slot slot);
  pki::SlotContent content(const profile::SlotMap& map) const;
  void store(Enrolment& done, const atecc::PublicKey& key);
  void saveFiles(Enrolment& done);
  void saveIfNew(Enrolment& done, const char* file, const std::string& text) const;
  std::string path(const char* file) const { return home_.device(serial_, file); }

  atecc::Device& chip_;
  const home::Home& home_;
  pki::Authority& authority_;
  const EnrolOptions& options_;
  std::int64_t now_;
  ConfigZone config_;
  atecc::SerialNumber serial_{};
  std::optional<home::DeviceRecord> known_;
};

void Enroller::readChip() {
  config_ = ConfigZone{valueOf(chip_.readConfig(), "Reading the configuration zone")};
  serial_ = config_.serialNumber();
  known_ = home_.load(serial_);
  requireLocked(config_, wantedSlot(config_, options_, known_));
}

home::DeviceRecord Enroller::wantedRecord() const {
  home::DeviceRecord record = known_.value_or(home::DeviceRecord{});
  record.serial = serial_;
  if (!options_.profile.empty()) record.profile = options_.profile;
  record.slots = slotsOf(config_, options_, known_);
  if (!options_.name.empty()) record.name = options_.name;
  if (record.name.empty()) record.name = home::defaultDeviceName(serial_);
  if (!options_.brokerHost.empty()) record.brokerHost = options_.brokerHost;
  if (options_.brokerPort != 0) record.brokerPort = options_.brokerPort;
  return record;
}

atecc::PublicKey Enroller::key(Enrolment& done) {
  const Slot slot = done.keySlot;
  if (!hasKey(chip_, config_, slot)) {
    valueOf(chip_.createKey(slot), fmt::format("Making the key in slot {}", slot.number()));
    done.madeKey = true;
  }
  return valueOf(chip_.publicKey(slot), fmt::format("Reading the public key of slot {}", slot.number()));
}

pki::SlotContent Enroller::content(const profile::SlotMap& map) const {
  home::FolderFiles files(home_, serial_);
  return {chip_, map, home::loadPairingSecret(files)};
}

/// The chip may know better than this computer: its files were lost, or it comes from another one with
/// the same authority.
std::optional<pki::Certificate> Enroller::fromChip(const home::DeviceRecord& record,
                                                   const atecc::PublicKey& key) const {
  if (!canHoldChain(config_, record.slots)) return {};
  pki::SlotContent slots = content(record.slots);
  const auto stored = pki::readChain(slots);
  if (!stored) return {};
  try {
    return pki::rebuildChain(*stored, record.name, key, authority_.root()).front();
  } catch (const UserError&) {
    return {};  // of another name, key or authority
  }
}

std::optional<pki::Certificate> Enroller::present(const home::DeviceRecord& record,
                                                  const atecc::PublicKey& key) const {
  if (exists(path("device.crt"))) return pki::Certificate::load(path("device.crt"));
  return fromChip(record, key);
}

void Enroller::retire(Enrolment& done, const pki::Certificate& old) {
  if (old.isIssuedBy(authority_.signer()) && old.notAfter() > now_)
    done.revokedOld = authority_.revoke(old, now_);
}

/// The chip signs it: the sender of the request has the key.
std::string Enroller::request(const std::string& name, Slot slot) {
  const x509::NameAttribute subject[] = {{x509::Attribute::commonName, name}};
  x509::ChipSigner signer(chip_, slot);
  OpensslSha256 sha;
  std::array<std::uint8_t, x509::kCsrSize> buffer{};
  const x509::CsrRequest wanted{subject, {}, x509::digitalSignature, true};
  return pki::requestToPem(
      valueOf(x509::writeCsr(wanted, signer, sha, buffer), "Signing the certificate request"));
}

pki::Certificate Enroller::certificateFor(Enrolment& done, const atecc::PublicKey& key) {
  const std::string& name = done.record.name;
  if (const auto old = present(done.record, key)) {
    const bool same = old->hasKey(key) && old->commonName() == name && !options_.renew;
    if (same && authority_.revoked().contains(*old)) {
      throw enrolmentRefused(fmt::format("The certificate of {} was revoked.", name),
                             "If this device is to be let in again, add --renew: it gets a new certificate.");
    }
    if (same && authority_.accepts(*old, now_) && old->notAfter() - pki::kRenewAhead > now_) return *old;
    if (!same) retire(done, *old);  // one that only ends soon does no harm
  }
  const std::string pem = request(name, done.keySlot);
  saveIfNew(done, "device.csr", pem);
  const auto checked = pki::CertificateRequest::fromPem(pem, "The request that the chip signed");
  SIGNET_CHECK(checked.publicKey == key && checked.commonName == name);
  done.madeCertificate = true;
  return authority_.issueClient(checked.commonName, checked.publicKey, pki::kDeviceYears, now_);
}

void Enroller::saveIfNew(Enrolment& done, const char* file, const std::string& text) const {
  if (exists(path(file)) && readFile(path(file)) == text) return;
  home::Home::makeFolderFor(path(file));
  replaceFile(path(file), text);
  done.changedFiles = true;
}

void Enroller::saveFiles(Enrolment& done) {
  saveIfNew(done, "device.crt", done.certificate.pem());
  saveIfNew(done, "chain.pem", authority_.chainOf(done.certificate));
  const bool same = known_ && home::recordToToml(*known_) == home::recordToToml(done.record);
  if (same) return;
  home_.save(done.record);
  done.changedFiles = true;
}

void Enroller::store(Enrolment& done, const atecc::PublicKey& key) {
  done.chipHoldsChain = canHoldChain(config_, done.record.slots);
  if (!done.chipHoldsChain) return;
  pki::SlotContent slots = content(done.record.slots);
  done.storedInChip =
      pki::storeChain(slots, pki::compressChain(done.certificate, authority_.signer(), authority_.root()));
  const auto stored = pki::readChain(slots);
  const bool good =
      stored && pki::rebuildChain(*stored, done.record.name, key, authority_.root()).front().der() ==
                    done.certificate.der();
  if (!good) throw statusError(Status::notVerified, "Rebuilding the certificate from the chip");
}

/// The slot that is used is the one; others that could be are left alone.
profile::SlotMap withIdentity(profile::SlotMap map, const ConfigZone& config, Slot identity) {
  for (const Slot slot : map.all(profile::SlotUse::tlsIdentity)) map.set(slot, {});
  map.set(identity,
          {.use = profile::SlotUse::tlsIdentity, .renewable = config.slotConfig(identity).genKeyAllowed()});
  return map;
}

Enrolment Enroller::run() {
  readChip();
  const home::DeviceRecord record = wantedRecord();
  Enrolment done{.record = record,
                 .keySlot = keySlotOf(config_, wantedSlot(config_, options_, known_)),
                 .certificate = authority_.signer()};
  done.record.slots = withIdentity(done.record.slots, config_, done.keySlot);
  home_.checkName(done.record);
  pki::refuseServerName(home_, done.record.name);
  const atecc::PublicKey publicKey = key(done);
  if (!chip::provesKey(chip_, done.keySlot, publicKey))
    throw statusError(Status::notVerified, "Signing with the key");
  done.certificate = certificateFor(done, publicKey);
  saveFiles(done);
  store(done, publicKey);
  return done;
}

}  // namespace

std::string lockingAdvice(const ConfigZone& config, std::optional<Slot> key) {
  if (const auto profile = profile::recogniseProfile(config)) {
    return fmt::format("`signet apply {0}` does it; `signet plan {0}` shows what is left to do.",
                       profile->name);
  }
  constexpr const char* kOwnProfile = "If it was made from a profile of your own: `signet apply FILE`.";
  if (!key || !signsForTls(config, *key)) {
    return fmt::format("{} Otherwise take another chip: no slot of this one is for a key of TLS.",
                       kOwnProfile);
  }
  return fmt::format(
      "{} Otherwise take another chip; or, if `signet config explain` says that its slots are what you want, "
      "make the key and lock the data zone by hand: `signet key gen {}`, then `signet lock data`.",
      kOwnProfile, key->number());
}

void requireEnrollable(atecc::Device& chip, const home::Home& home, const EnrolOptions& options) {
  const ConfigZone config{valueOf(chip.readConfig(), "Reading the configuration zone")};
  const auto slot = wantedSlot(config, options, home.load(config.serialNumber()));
  requireLocked(config, slot);
  (void)hasKey(chip, config, keySlotOf(config, slot));
}

Enrolment enrol(atecc::Device& chip, const home::Home& home, pki::Authority& authority,
                const EnrolOptions& options, std::int64_t now) {
  return Enroller(chip, home, authority, options, now).run();
}

}  // namespace signet::provision
