#include "host/provision/apply.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "host/base/errors.h"
#include "host/chip/data_content.h"
#include "host/chip/proof.h"
#include "signet/core/crc16.h"
#include "signet/core/secure.h"

namespace signet::provision {
namespace {

using atecc::ConfigZone;
using atecc::MemoryAddress;
using atecc::PublicKey;
using atecc::Slot;

constexpr int kStepTries = 3;

/// What Lock(data) sums up: only the pairing secret is written before the lock.
std::uint16_t dataCrc(const ConfigZone& config, std::optional<Slot> pairing, Bytes secret) {
  chip::DataContent content(config);
  if (pairing) content.setSlot(*pairing, secret);
  return content.crc();
}

UserError refused(const std::string& what, const std::string& next) {
  return {Exit::refused, what, next, Status::refused};
}

class Applier {
 public:
  Applier(atecc::Device& device, const Plan& plan, home::DeviceFiles& files)
      : device_(device),
        plan_(plan),
        files_(files),
        identity_(*plan.profile.slots.find(profile::SlotUse::tlsIdentity)),
        pairing_(plan.profile.slots.find(profile::SlotUse::pairingSecret)) {}

  void begin();
  void perform(StepKind kind);
  Applied finish();

 private:
  void requirePlannedChip() const;
  void requireOwnJournal(const Journal& journal) const;
  void reached(Progress progress);

  void writeConfig();
  void lockConfig();
  void writeSecret();
  void makeIdentity();
  void lockData();
  PublicKey provenIdentity();
  bool provenSecret();

  ConfigZone config() const { return {valueOf(device_.readConfig(), "Reading the configuration zone")}; }

  atecc::Device& device_;
  const Plan& plan_;
  home::DeviceFiles& files_;
  Slot identity_;
  std::optional<Slot> pairing_;
  Journal journal_;
};

void Applier::requirePlannedChip() const {
  const ChipState now = readState(device_);
  if (now.serial() != plan_.before.serial()) {
    throw refused("This is not the chip that was planned: its serial number is another one.",
                  "Connect the planned chip, or plan for this one: signet plan.");
  }
  if (now == plan_.before) return;
  throw refused("The chip is not in the state that was planned: it has changed since.",
                "Look at it again: signet plan.");
}

/// A real chip never goes back behind a lock.
void Applier::requireOwnJournal(const Journal& journal) const {
  const ConfigZone& config = plan_.before.config;
  const bool behind = (journal.progress >= Progress::configLocked && !config.configLocked()) ||
                      (journal.progress == Progress::complete && !config.dataLocked());
  if (journal.serial == plan_.before.serial() && !behind) return;
  throw refused(fmt::format("{} is about another chip, or another life of a virtual one: "
                            "there this chip was {} already, and it is not.",
                            files_.path(home::kJournalFile), progressName(journal.progress)),
                "If a virtual chip was made again, remove that file and the pairing.secret beside it.");
}

void Applier::begin() {
  requirePlannedChip();
  journal_ = {.serial = plan_.before.serial(), .profile = plan_.profile.name, .identity = {}};
  if (const auto known = loadJournal(files_)) {
    requireOwnJournal(*known);
    journal_.progress = known->progress;
    journal_.identity = known->identity;
  } else if (plan_.complete()) {
    return;  // made elsewhere, and nothing to do here: no journal
  }
  reached(plan_.before.config.configLocked() ? Progress::configLocked : Progress::begun);
}

void Applier::reached(Progress progress) {
  journal_.progress = std::max(journal_.progress, progress);
  const std::string text = journalText(journal_);
  if (files_.read(home::kJournalFile) != text) files_.write(home::kJournalFile, text);
}

void Applier::perform(StepKind kind) {
  switch (kind) {
    case StepKind::writeConfig: return writeConfig();
    case StepKind::lockConfig: return lockConfig();
    case StepKind::writeSecret: return writeSecret();
    case StepKind::makeIdentity: return makeIdentity();
    case StepKind::lockData: return lockData();
  }
}

void Applier::writeConfig() {
  check(device_.writeConfig(plan_.target.bytes), "Writing the configuration zone");
}

void Applier::lockConfig() {
  check(device_.lockConfig(crc16(plan_.target.bytes)), "Locking the configuration zone");
  ConfigZone locked = plan_.target;
  locked.setConfigLocked(true);
  if (config() != locked) {
    throw statusError(Status::notVerified, "Reading back the locked configuration zone");
  }
  reached(Progress::configLocked);
}

/// Nothing can be read back before the data zone is locked; the CRC of that lock vouches for the content.
void Applier::writeSecret() {
  const Secret secret = home::makePairingSecret(files_);
  atecc::Block block{};
  const ZeroOnExit wipe(block);
  copy(secret.bytes(), block);
  Status status = Status::outcomeUnknown;
  for (int n = 0; n < kStepTries && status == Status::outcomeUnknown; ++n) {
    status = device_.writeBlock(MemoryAddress::slot(*pairing_, 0), block);  // the same again does no harm
  }
  check(status, fmt::format("Writing the pairing secret to slot {}", pairing_->number()));
  reached(Progress::secretWritten);
}

/// A key counts when the journal vouches for it. Before the data zone is locked anyone can
/// have written another.
void Applier::makeIdentity() {
  const auto doing = fmt::format("Making the private key in slot {}", identity_.number());
  const bool there = valueOf(device_.keyValid(identity_), doing);
  if (there && journal_.identity && valueOf(device_.publicKey(identity_), doing) == *journal_.identity)
    return;
  Result<PublicKey> key = Status::outcomeUnknown;
  for (int n = 0; n < kStepTries && key.status() == Status::outcomeUnknown; ++n) {
    key = device_.createKey(identity_);  // a key that may be there was never used
  }
  journal_.identity = valueOf(key, doing);
  reached(Progress::identityMade);
}

void Applier::lockData() {
  const auto secret = pairing_ ? home::loadPairingSecret(files_) : std::optional<Secret>();
  const Status status = device_.lockData(dataCrc(plan_.target, pairing_, secret ? secret->bytes() : Bytes()));
  if (status == Status::executionError) {
    throw UserError(Exit::refused,
                    "The chip refuses to lock its data zone: "
                    "its slots or OTP hold something that was not written here. Nothing was locked.",
                    "If you know what was written, lock it with `signet lock data --content SLOT=FILE`. "
                    "Then apply again.",
                    status);
  }
  check(status, "Locking the data zone");
  if (!config().dataLocked())
    throw statusError(Status::notVerified, "Reading back the lock of the data zone");
}

PublicKey Applier::provenIdentity() {
  const PublicKey key = valueOf(device_.publicKey(identity_),
                                fmt::format("Reading the public key of slot {}", identity_.number()));
  const bool renewable = plan_.profile.slots.at(identity_).renewable;
  const bool known = !journal_.identity || *journal_.identity == key;
  if (!known && !renewable) {
    throw UserError(Exit::refused,
                    fmt::format("The key in slot {} is not the one that was made here.", identity_.number()),
                    "Somebody replaced it before the data zone was locked. Do not use this chip.",
                    Status::keyMismatch);
  }
  if (!chip::provesKey(device_, identity_, key)) {
    throw statusError(Status::notVerified, "Verifying a signature of the new key");
  }
  return key;
}

bool Applier::provenSecret() {
  if (!pairing_) return false;
  const auto secret = home::loadPairingSecret(files_);
  if (!secret) return false;
  chip::requireSharedSecret(device_, journal_.serial, *pairing_, secret->bytes(),
                            files_.path(home::kSecretFile));
  return true;
}

Applied Applier::finish() {
  Applied applied;
  applied.identity = provenIdentity();
  applied.paired = provenSecret();
  if (loadJournal(files_)) {
    journal_.identity = applied.identity;
    reached(Progress::complete);
  }
  return applied;
}

/// "lock the configuration zone; make the private key in slot 0"
std::string stepsFrom(const std::vector<Step>& steps, std::size_t first) {
  std::string list;
  for (std::size_t i = first; i < steps.size(); ++i) {
    std::string what = steps[i].what;
    what[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(what[0])));
    list += (list.empty() ? "" : "; ") + what;
  }
  return list.empty() ? "only the final check" : list;
}

/// The same error, with what is left.
UserError interrupted(const UserError& error, const std::vector<Step>& steps, std::size_t first) {
  const bool saysSo = error.code() == Exit::needsYes;  // nothing broke: it was only not confirmed
  return {
      error.code(), error.what(),
      fmt::format("{}{} Left: {}.", error.next(),
                  saysSo ? "" : " Then apply again: it continues where it stopped.", stepsFrom(steps, first)),
      error.status()};
}

}  // namespace

std::optional<Journal> loadJournal(home::DeviceFiles& files) {
  const auto text = files.read(home::kJournalFile);
  if (!text) return {};
  return parseJournal(*text, files.path(home::kJournalFile));
}

Applied apply(atecc::Device& device, const Plan& plan, home::DeviceFiles& files,
              const StepListener& listener) {
  Applier applier(device, plan, files);
  applier.begin();
  std::size_t made = 0;
  try {
    for (; made < plan.steps.size(); ++made) {
      if (listener) listener(plan.steps[made]);
      applier.perform(plan.steps[made].kind);
    }
    Applied applied = applier.finish();
    applied.changed = made > 0;
    return applied;
  } catch (const UserError& error) {
    throw interrupted(error, plan.steps, made);
  }
}

}  // namespace signet::provision
