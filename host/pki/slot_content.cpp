#include "host/pki/slot_content.h"

#include <fmt/format.h>
#include <openssl/rand.h>

#include "host/base/errors.h"
#include "host/crypto/openssl.h"
#include "host/crypto/openssl_sha256.h"
#include "signet/atecc/encrypted.h"
#include "signet/core/secure.h"

namespace signet::pki {
namespace {

atecc::NumIn freshNumIn() {
  atecc::NumIn numIn{};
  checkOpenssl(RAND_bytes(numIn.data(), static_cast<int>(numIn.size())) == 1, "making a random number");
  return numIn;
}

/// Reading and writing encrypted is done in a sequence that a lost answer breaks; its statuses say that the
/// same call may be repeated (signet/atecc/encrypted.h).
bool worthRepeating(Status status) {
  return status == Status::volatileStateLost || status == Status::timeout || status == Status::badCrc ||
         status == Status::outcomeUnknown;
}

constexpr int kTries = 3;

}  // namespace

template <typename Use>
Status SlotContent::withSecret(atecc::Slot slot, Use use) {
  const auto keySlot = map_.find(profile::SlotUse::pairingSecret);
  if (!keySlot || !secret_) {
    throw UserError(
        Exit::badFile,
        fmt::format("Slot {} is read and written with the pairing secret, which is not in this home.",
                    slot.number()),
        "Copy pairing.secret from where this chip was provisioned; no chip gives it out again.");
  }
  const atecc::SerialNumber serial = valueOf(chip_.serialNumber(), "Reading the serial number");
  atecc::Block key{};
  const ZeroOnExit wipe(key);
  copy(secret_->bytes(), key);
  OpensslSha256 sha;
  atecc::EncryptedAccess access(chip_, sha, serial, *keySlot, key);
  Status status = use(access);
  for (int tries = 1; tries < kTries && worthRepeating(status); ++tries) status = use(access);
  return status;
}

void SlotContent::read(atecc::Slot slot, MutableBytes out) {
  const Status status =
      map_.at(slot).access == profile::SlotAccess::open
          ? chip_.readSlot(slot, 0, out)
          : withSecret(slot, [&](auto& access) { return access.readSlot(slot, out, freshNumIn()); });
  check(status, fmt::format("Reading slot {}", slot.number()));
}

void SlotContent::write(atecc::Slot slot, Bytes content) {
  const bool open = map_.at(slot).access == profile::SlotAccess::open;
  const Status status =
      open ? chip_.writeSlot(slot, 0, content)
           : withSecret(slot, [&](auto& access) { return access.writeSlot(slot, content, freshNumIn()); });
  if (!open && status == Status::executionError) {
    throw UserError(
        Exit::refused,
        fmt::format("Slot {} refuses what is written with this pairing secret: it is another chip's.",
                    slot.number()),
        "Restore pairing.secret of this chip from a backup.", status);
  }
  check(status, fmt::format("Writing slot {}", slot.number()));
}

}  // namespace signet::pki
