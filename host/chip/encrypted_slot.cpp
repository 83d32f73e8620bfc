#include "host/chip/encrypted_slot.h"

#include "host/base/random.h"
#include "host/crypto/openssl_sha256.h"
#include "signet/atecc/encrypted.h"
#include "signet/core/secure.h"

namespace signet::chip {
namespace {

constexpr int kAccessTries = 3;

/// Encrypted access is a sequence of commands that a lost answer breaks; its statuses say that the same
/// call may be repeated (signet/atecc/encrypted.h).
bool worthRepeating(Status status) {
  return status == Status::volatileStateLost || status == Status::timeout || status == Status::badCrc ||
         status == Status::outcomeUnknown;
}

template <typename Use>
Status withAccess(atecc::Device& device, const SlotKey& key, Use use) {
  SIGNET_ASSIGN(const atecc::SerialNumber serial, device.serialNumber());
  atecc::Block block{};
  const ZeroOnExit wipe(block);
  copy(key.secret.bytes(), block);
  OpensslSha256 sha;
  atecc::EncryptedAccess access(device, sha, serial, key.slot, block);
  Status status = use(access, randomArray<atecc::NumIn>());
  for (int tries = 1; tries < kAccessTries && worthRepeating(status); ++tries)
    status = use(access, randomArray<atecc::NumIn>());
  return status;
}

}  // namespace

Status readEncrypted(atecc::Device& device, atecc::Slot slot, MutableBytes out, const SlotKey& key) {
  return withAccess(device, key, [&](atecc::EncryptedAccess& access, const atecc::NumIn& numIn) {
    return access.readSlot(slot, out, numIn);
  });
}

Status writeEncrypted(atecc::Device& device, atecc::Slot slot, Bytes content, const SlotKey& key) {
  return withAccess(device, key, [&](atecc::EncryptedAccess& access, const atecc::NumIn& numIn) {
    return access.writeSlot(slot, content, numIn);
  });
}

}  // namespace signet::chip
