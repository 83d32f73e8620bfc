// EncryptedAccess: secret slots for those who know the key, by the commands Read, Write and PrivWrite.
//
//     EncryptedAccess access(chip, sha, serial, Slot::number<4>(), key4);
//     const Result<Block> secret = access.readBlock(MemoryAddress::slot(Slot::number<3>(), 0), numIn);
//
// For every block the same sequence: Nonce, GenDig with the key, then the Read or Write itself. TempKey
// is never the same twice, since the chip contributes a random number. Nothing is sent twice on its
// own: a GenDig may spend a use of a limited-use key. After volatileStateLost, timeout or badCrc the
// call may be repeated.
#pragma once

#include "signet/atecc/device.h"
#include "signet/atecc/host_mac.h"
#include "signet/core/sha256.h"

namespace signet::atecc {

/// Holds a copy of the key, wiped when it goes. Device, Sha256 and serial number must outlive it.
class EncryptedAccess {
 public:
  /// `keySlot` and `key`: the slot named by ReadKey or WriteKey of the slots to be accessed, and its
  /// first 32 bytes.
  EncryptedAccess(Device& device, Sha256& sha, const SerialNumber& serial, Slot keySlot, const Block& key);
  ~EncryptedAccess();
  EncryptedAccess(const EncryptedAccess&) = delete;
  EncryptedAccess& operator=(const EncryptedAccess&) = delete;

  // `numIn`: the host's random share of the nonce. A wrong key shows as executionError when writing, and as
  // nonsense when reading. Further statuses as listed in device.h.

  Result<Block> readBlock(MemoryAddress address, const NumIn& numIn);
  /// outcomeUnknown: may be repeated, the content is the same.
  Status writeBlock(MemoryAddress address, const Block& plaintext, const NumIn& numIn);
  /// Whole blocks from the start of the slot; the rest of `out` / of the last block is cut off / filled up
  /// with zeros. invalidArgument if it is longer than the slot.
  Status readSlot(Slot slot, MutableBytes out, const NumIn& numIn);
  Status writeSlot(Slot slot, Bytes data, const NumIn& numIn);
  /// outcomeUnknown: Device::publicKey() shows which key the slot holds.
  Status writePrivateKey(Slot slot, const Block& privateKey, const NumIn& numIn);

 private:
  Status open(const NumIn& numIn, Digest& tempKey);

  Device& device_;
  HostMac host_;
  Slot keySlot_;
  Block key_;
};

}  // namespace signet::atecc
