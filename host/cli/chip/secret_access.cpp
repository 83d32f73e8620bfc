#include "host/cli/chip/secret_access.h"

#include <fmt/format.h>
#include <openssl/rand.h>

#include <stdexcept>

#include "host/chip/refusal_error.h"
#include "host/cli/files.h"
#include "host/crypto/openssl_sha256.h"
#include "signet/atecc/encrypted.h"

namespace signet::cli {
namespace {

atecc::NumIn freshNumIn() {
  atecc::NumIn numIn{};
  if (RAND_bytes(numIn.data(), static_cast<int>(numIn.size())) != 1) {
    throw std::runtime_error("OpenSSL has no random numbers");
  }
  return numIn;
}

/// Makes the encrypted access and hands it to `use`; key and TempKey are wiped when it is done.
template <typename Use>
Status withKey(chip::ChipTarget& chip, atecc::Slot keySlot, const std::string& keyFile, std::istream& in,
               Use use) {
  const Secret secret = readKeyFile(keyFile, in);
  atecc::Block key{};
  const ZeroOnExit wipe(key);
  copy(secret.bytes(), key);
  OpensslSha256 sha;
  const atecc::SerialNumber serial = chip.config().serialNumber();
  atecc::EncryptedAccess access(chip.device(), sha, serial, keySlot, key);
  return use(access);
}

}  // namespace

void readEncrypted(chip::ChipTarget& chip, atecc::Slot slot, MutableBytes out, atecc::Slot keySlot,
                   const std::string& keyFile, std::istream& in) {
  const Status status = withKey(chip, keySlot, keyFile, in, [&](atecc::EncryptedAccess& access) {
    return access.readSlot(slot, out, freshNumIn());
  });
  chip::checkCommand(chip, status, chip::uses::read(atecc::MemoryAddress::slot(slot, 0), atecc::kBlockSize),
                     fmt::format("Reading slot {} with the key of slot {}", slot.number(), keySlot.number()));
}

void writeEncrypted(chip::ChipTarget& chip, atecc::Slot slot, Bytes data, atecc::Slot keySlot,
                    const std::string& keyFile, std::istream& in) {
  const Status status = withKey(chip, keySlot, keyFile, in, [&](atecc::EncryptedAccess& access) {
    return access.writeSlot(slot, data, freshNumIn());
  });
  if (status == Status::executionError) {
    throw UserError(
        Exit::refused,
        fmt::format(
            "Slot {} refuses the encrypted Write: the key given is most likely not the one in slot {}.",
            slot.number(), keySlot.number()),
        "Check --key-file; `signet config explain` tells what else slot " + std::to_string(keySlot.number()) +
            " asks for.",
        status);
  }
  chip.check(status, fmt::format("Writing slot {} with the key of slot {}", slot.number(), keySlot.number()));
}

}  // namespace signet::cli
