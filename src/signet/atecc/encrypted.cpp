#include "signet/atecc/encrypted.h"

#include "signet/core/secure.h"

namespace signet::atecc {

EncryptedAccess::EncryptedAccess(Device& device, Sha256& sha, const SerialNumber& serial, Slot keySlot,
                                 const Block& key)
    : device_(device), host_{sha, serial}, keySlot_(keySlot), key_(key) {}

EncryptedAccess::~EncryptedAccess() {
  secureZero(key_);
}

/// Brings the chip and `tempKey` to the same secret value.
Status EncryptedAccess::open(const NumIn& numIn, Digest& tempKey) {
  SIGNET_ASSIGN(const Block randOut, device_.nonce(numIn));
  // What the chip uses for opcode, mode and slot when the key has NoMac; ignored, and equal, when it has not.
  const Word otherData{static_cast<std::uint8_t>(Opcode::genDig), static_cast<std::uint8_t>(Zone::data),
                       static_cast<std::uint8_t>(keySlot_.number()), 0};
  SIGNET_TRY(device_.genDigSlot(keySlot_, otherData));
  tempKey = host_.genDigSlot(keySlot_, key_, host_.nonce(randOut, numIn));
  return Status::ok;
}

Result<Block> EncryptedAccess::readBlock(MemoryAddress address, const NumIn& numIn) {
  Digest tempKey{};
  const ZeroOnExit wipe{MutableBytes(tempKey)};
  SIGNET_TRY(open(numIn, tempKey));
  SIGNET_ASSIGN(const Block ciphertext, device_.readEncryptedBlock(address));
  return HostMac::decryptBlock(ciphertext, tempKey);
}

Status EncryptedAccess::writeBlock(MemoryAddress address, const Block& plaintext, const NumIn& numIn) {
  Digest tempKey{};
  const ZeroOnExit wipe{MutableBytes(tempKey)};
  SIGNET_TRY(open(numIn, tempKey));
  const HostMac::EncryptedBlock block = host_.encryptBlock(address, plaintext, tempKey);
  return device_.writeEncryptedBlock(address, block.ciphertext, block.mac);
}

Status EncryptedAccess::readSlot(Slot slot, MutableBytes out, const NumIn& numIn) {
  if (out.size() > slot.size()) return Status::invalidArgument;
  for (std::size_t offset = 0; offset < out.size(); offset += kBlockSize) {
    Result<Block> block = readBlock(MemoryAddress::slot(slot, offset), numIn);
    SIGNET_TRY(block.status());
    const std::size_t rest = out.size() - offset;
    copy(Bytes(*block).first(rest < kBlockSize ? rest : kBlockSize), out.from(offset));
    secureZero(*block);
  }
  return Status::ok;
}

Status EncryptedAccess::writeSlot(Slot slot, Bytes data, const NumIn& numIn) {
  if (data.size() > slot.size()) return Status::invalidArgument;
  for (std::size_t offset = 0; offset < data.size(); offset += kBlockSize) {
    const std::size_t rest = data.size() - offset;
    Block block{};
    const ZeroOnExit wipe{MutableBytes(block)};
    copy(data.subspan(offset, rest < kBlockSize ? rest : kBlockSize), block);
    SIGNET_TRY(writeBlock(MemoryAddress::slot(slot, offset), block, numIn));
  }
  return Status::ok;
}

Status EncryptedAccess::writePrivateKey(Slot slot, const Block& privateKey, const NumIn& numIn) {
  Digest tempKey{};
  const ZeroOnExit wipe{MutableBytes(tempKey)};
  SIGNET_TRY(open(numIn, tempKey));
  const HostMac::EncryptedPrivateKey key = host_.encryptPrivateKey(slot, privateKey, tempKey);
  return device_.writePrivateKeyEncrypted(slot, key.ciphertext, key.mac);
}

}  // namespace signet::atecc
