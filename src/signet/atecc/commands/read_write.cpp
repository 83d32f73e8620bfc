// Reading and writing of the three zones: the commands Read and Write.
#include "signet/atecc/device.h"
#include "signet/atecc/lasting.h"
#include "signet/core/secure.h"

namespace signet::atecc {
namespace {

constexpr std::uint8_t kWholeBlock = 0x80;
constexpr std::uint8_t kWriteEncrypted = 0x40;

Command readCommand(MemoryAddress address, std::size_t size, Volatile volatileState = Volatile::ignores) {
  const auto zone = static_cast<std::uint8_t>(address.zone());
  const std::uint8_t width = size == kBlockSize ? kWholeBlock : 0;
  return {Opcode::read,
          static_cast<std::uint8_t>(width | zone),
          address.param2(),
          {},
          static_cast<std::uint8_t>(size),
          volatileState == Volatile::needs ? Effect::consumes : Effect::none,
          volatileState};
}

bool isBlock(MemoryAddress address) {
  return address.valid() && address.startsBlock();
}

std::size_t min(std::size_t a, std::size_t b) {
  return a < b ? a : b;
}

}  // namespace

Result<Word> Device::readWord(MemoryAddress address) {
  if (!address.valid()) return Status::invalidArgument;
  return Result<Word>::filledBy([&](Word& word) { return fetch(readCommand(address, kWordSize), word); });
}

Result<Block> Device::readBlock(MemoryAddress address) {
  if (!isBlock(address)) return Status::invalidArgument;
  return Result<Block>::filledBy(
      [&](Block& block) { return fetch(readCommand(address, kBlockSize), block); });
}

Result<Block> Device::readEncryptedBlock(MemoryAddress address) {
  if (!isBlock(address) || address.zone() != Zone::data) return Status::invalidArgument;
  return Result<Block>::filledBy(
      [&](Block& block) { return fetch(readCommand(address, kBlockSize, Volatile::needs), block); });
}

Status Device::write(MemoryAddress address, Bytes value) {
  const auto zone = static_cast<std::uint8_t>(address.zone());
  const std::uint8_t width = value.size() == kBlockSize ? kWholeBlock : 0;
  const Command command{Opcode::write,  static_cast<std::uint8_t>(width | zone), address.param2(), {value}, 0,
                        Effect::lasting};
  const auto send = [&] { return run(command); };
  const auto look = [&] {
    Block present{};
    const MutableBytes view = MutableBytes(present).first(value.size());
    if (fetch(readCommand(address, value.size()), view) != Status::ok) return Ran::unknown;
    return equal(view, value) ? Ran::yes : Ran::no;
  };
  return sendLasting(send, look);
}

Status Device::writeWord(MemoryAddress address, const Word& value) {
  if (!address.valid()) return Status::invalidArgument;
  return write(address, value);
}

Status Device::writeBlock(MemoryAddress address, const Block& value) {
  if (!isBlock(address)) return Status::invalidArgument;
  return write(address, value);
}

Status Device::writeEncryptedBlock(MemoryAddress address, const Block& ciphertext, const Digest& mac) {
  if (!isBlock(address) || address.zone() == Zone::config) return Status::invalidArgument;
  const auto zone = static_cast<std::uint8_t>(address.zone());
  return run({Opcode::write,
              static_cast<std::uint8_t>(kWholeBlock | kWriteEncrypted | zone),
              address.param2(),
              {ciphertext, mac},
              0,
              Effect::lasting,
              Volatile::needs});
}

Result<std::array<std::uint8_t, kOtpSize>> Device::readOtp() {
  std::array<std::uint8_t, kOtpSize> otp{};
  for (std::size_t offset = 0; offset < kOtpSize; offset += kBlockSize) {
    SIGNET_TRY(fetch(readCommand(MemoryAddress::otp(offset), kBlockSize),
                     MutableBytes(otp).subspan(offset, kBlockSize)));
  }
  return otp;
}

Status Device::readSlot(Slot slot, std::size_t offset, MutableBytes out) {
  if (offset > slot.size() || out.size() > slot.size() - offset) return Status::invalidArgument;
  while (!out.empty()) {
    const std::size_t inBlock = offset % kBlockSize;
    Block block{};
    const ZeroOnExit wipe{MutableBytes(block)};
    SIGNET_TRY(fetch(readCommand(MemoryAddress::slot(slot, offset - inBlock), kBlockSize), block));
    const std::size_t count = min(out.size(), kBlockSize - inBlock);
    copy(Bytes(block).subspan(inBlock, count), out);
    out = out.from(count);
    offset += count;
  }
  return Status::ok;
}

Status Device::writeSlot(Slot slot, std::size_t offset, Bytes data) {
  if (offset > slot.size() || data.size() > slot.size() - offset) return Status::invalidArgument;
  const std::size_t end = offset + data.size();
  if (offset % kWordSize != 0 || end % kWordSize != 0) return Status::invalidArgument;
  while (!data.empty()) {
    const MemoryAddress address = MemoryAddress::slot(slot, offset);
    // A block may hang over the end of the slot; the chip ignores what does.
    const std::size_t blockSize = min(kBlockSize, slot.size() - offset);
    const bool whole = address.startsBlock() && data.size() >= blockSize;
    const std::size_t count = whole ? blockSize : kWordSize;
    Block block{};
    const ZeroOnExit wipe{MutableBytes(block)};
    copy(data.first(count), block);
    SIGNET_TRY(write(address, Bytes(block).first(whole ? kBlockSize : kWordSize)));
    data = data.from(count);
    offset += count;
  }
  return Status::ok;
}

// A stored public key: 4 bytes, X, 4 bytes, Y. The high nibble of the first byte is the chip's own validity
// mark, the rest of the padding is zero (section 4.1.1).
namespace {
constexpr std::size_t kPadding = 4;
constexpr std::size_t kCoordinate = 32;
constexpr std::size_t kStoredX = kPadding;
constexpr std::size_t kStoredY = kStoredX + kCoordinate + kPadding;
constexpr std::size_t kStoredSize = kStoredY + kCoordinate;
constexpr unsigned kFirstPublicKeySlot = 8;
}  // namespace

Status Device::writePublicKey(Slot slot, const PublicKey& key) {
  if (slot.number() < kFirstPublicKeySlot) return Status::invalidArgument;
  std::array<std::uint8_t, kStoredSize> stored{};
  copy(Bytes(key.bytes).first(kCoordinate), MutableBytes(stored).from(kStoredX));
  copy(Bytes(key.bytes).last(kCoordinate), MutableBytes(stored).from(kStoredY));
  return writeSlot(slot, 0, stored);
}

Result<PublicKey> Device::readPublicKey(Slot slot) {
  if (slot.number() < kFirstPublicKeySlot) return Status::invalidArgument;
  std::array<std::uint8_t, kStoredSize> stored{};
  SIGNET_TRY(readSlot(slot, 0, stored));
  PublicKey key;
  copy(Bytes(stored).subspan(kStoredX, kCoordinate), key.bytes);
  copy(Bytes(stored).subspan(kStoredY, kCoordinate), MutableBytes(key.bytes).from(kCoordinate));
  return key;
}

}  // namespace signet::atecc
