// The configuration zone as a whole.
#include "signet/atecc/device.h"

namespace signet::atecc {
namespace {

constexpr std::uint8_t kConfigUnlocked = 0x55;
constexpr std::size_t kLockConfigByte = 87;
constexpr std::size_t kI2cWord = 4;  // bytes 16-19: the first that Write may change
constexpr std::size_t kLockWord =
    21;  // bytes 84-87: UserExtra, Selector and the lock bytes have own commands
constexpr std::size_t kWordsPerBlock = kBlockSize / kWordSize;

/// Blocks 1 and 3 are writable whole; the other two contain bytes that Write may not touch, and the chip
/// refuses the whole write then (section 2.2).
constexpr bool writableAsBlock(std::size_t block) {
  return block == 1 || block == 3;
}

Bytes wordOf(const std::array<std::uint8_t, kConfigSize>& config, std::size_t word) {
  return Bytes(config).subspan(word * kWordSize, kWordSize);
}

Bytes blockOf(const std::array<std::uint8_t, kConfigSize>& config, std::size_t block) {
  return Bytes(config).subspan(block * kBlockSize, kBlockSize);
}

bool writable(std::size_t word) {
  return word >= kI2cWord && word != kLockWord;
}

}  // namespace

Result<std::array<std::uint8_t, kConfigSize>> Device::readConfig() {
  std::array<std::uint8_t, kConfigSize> config{};
  for (std::size_t offset = 0; offset < kConfigSize; offset += kBlockSize) {
    SIGNET_ASSIGN(const Block block, readBlock(MemoryAddress::config(offset)));
    copy(block, MutableBytes(config).from(offset));
  }
  return config;
}

Status Device::writeConfig(const std::array<std::uint8_t, kConfigSize>& config) {
  SIGNET_ASSIGN(const auto present, readConfig());
  if (present[kLockConfigByte] != kConfigUnlocked) return Status::locked;
  // From the end: the word with the I2C address comes last, so that a chip which is left half written still
  // answers where it did.
  for (std::size_t n = kConfigSize / kWordSize; n-- > kI2cWord;) {
    const std::size_t block = n / kWordsPerBlock;
    if (writableAsBlock(block)) {
      if (n % kWordsPerBlock != 0 || equal(blockOf(present, block), blockOf(config, block))) continue;
      SIGNET_TRY(write(MemoryAddress::config(block * kBlockSize), blockOf(config, block)));
    } else if (writable(n) && !equal(wordOf(present, n), wordOf(config, n))) {
      SIGNET_TRY(write(MemoryAddress::config(n * kWordSize), wordOf(config, n)));
    }
  }
  SIGNET_ASSIGN(const auto now, readConfig());
  for (std::size_t n = kI2cWord; n < kConfigSize / kWordSize; ++n) {
    if (writable(n) && !equal(wordOf(now, n), wordOf(config, n))) return Status::notVerified;
  }
  return Status::ok;
}

}  // namespace signet::atecc
