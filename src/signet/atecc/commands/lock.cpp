// Locking, for ever: the command Lock.
#include "signet/atecc/device.h"
#include "signet/atecc/lasting.h"

namespace signet::atecc {
namespace {

constexpr std::uint8_t kConfigZone = 0x00;
constexpr std::uint8_t kDataZone = 0x01;
constexpr std::uint8_t kSlot = 0x02;
constexpr std::uint8_t kNoCrc = 0x80;

constexpr std::uint8_t kUnlocked = 0x55;
constexpr std::size_t kLockBytes = 84;  // the word with LockValue and LockConfig
constexpr std::size_t kLockValue = 2;
constexpr std::size_t kLockConfig = 3;
constexpr std::size_t kSlotLocked = 88;  // one bit a slot, 0: locked

std::uint8_t withCrc(std::uint8_t zone, std::optional<std::uint16_t> crc) {
  return crc ? zone : static_cast<std::uint8_t>(zone | kNoCrc);
}

}  // namespace

/// Sends Lock; `unlockedBits` of byte `byte` of the word at `address` are cleared by it.
Status Device::lock(std::uint8_t mode, std::uint16_t crc, MemoryAddress address, std::size_t byte,
                    std::uint8_t unlockedBits) {
  const auto look = [&] {
    const Result<Word> word = readWord(address);
    if (!word.ok()) return Ran::unknown;
    return ((*word)[byte] & unlockedBits) == 0 ? Ran::yes : Ran::no;
  };
  SIGNET_TRY(sendLasting([&] { return run({Opcode::lock, mode, crc, {}, 0, Effect::lasting}); }, look));
  const Ran shown = look();
  if (shown == Ran::unknown) return Status::outcomeUnknown;
  return shown == Ran::yes ? Status::ok : Status::notVerified;
}

Status Device::lockConfig(std::optional<std::uint16_t> crc) {
  const MemoryAddress address = MemoryAddress::config(kLockBytes);
  SIGNET_ASSIGN(const Word word, readWord(address));
  if (word[kLockConfig] != kUnlocked) return Status::locked;
  return lock(withCrc(kConfigZone, crc), crc.value_or(0), address, kLockConfig, kUnlocked);
}

Status Device::lockData(std::optional<std::uint16_t> crc) {
  const MemoryAddress address = MemoryAddress::config(kLockBytes);
  SIGNET_ASSIGN(const Word word, readWord(address));
  if (word[kLockConfig] == kUnlocked) return Status::notLocked;
  if (word[kLockValue] != kUnlocked) return Status::locked;
  return lock(withCrc(kDataZone, crc), crc.value_or(0), address, kLockValue, kUnlocked);
}

Status Device::lockSlot(Slot slot) {
  SIGNET_ASSIGN(const Word zones, readWord(MemoryAddress::config(kLockBytes)));
  if (zones[kLockConfig] == kUnlocked) return Status::notLocked;
  const MemoryAddress address = MemoryAddress::config(kSlotLocked);
  const std::size_t byte = slot.number() / 8;
  const auto bit = static_cast<std::uint8_t>(1U << slot.number() % 8);
  SIGNET_ASSIGN(const Word slots, readWord(address));
  if ((slots[byte] & bit) == 0) return Status::locked;
  return lock(static_cast<std::uint8_t>(slot.number() << 2 | kSlot), 0, address, byte, bit);
}

}  // namespace signet::atecc
