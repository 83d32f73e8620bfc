// Filling TempKey: Nonce and GenDig.
#include "signet/atecc/device.h"

namespace signet::atecc {
namespace {

constexpr std::uint8_t kPassThrough = 3;
constexpr std::uint16_t kFromTempKey = 0x8000;

constexpr std::uint16_t kFirstTransportKey = 0x8000;
constexpr std::uint16_t kTempKeyFirst = 0x8000;
constexpr unsigned kConfigBlocks = kConfigSize / kBlockSize;
constexpr unsigned kOtpBlocks = kOtpSize / kBlockSize;

}  // namespace

Result<Block> Device::nonce(const NumIn& numIn, Seed seed) {
  return Result<Block>::filledBy([&](Block& randOut) {
    return fetch({Opcode::nonce,
                  static_cast<std::uint8_t>(seed),
                  0,
                  {numIn},
                  kBlockSize,
                  Effect::none,
                  Volatile::loads},
                 randOut);
  });
}

Result<Block> Device::nonceFromTempKey(const NumIn& numIn, Seed seed) {
  return Result<Block>::filledBy([&](Block& tempKey) {
    return fetch({Opcode::nonce,
                  static_cast<std::uint8_t>(seed),
                  kFromTempKey,
                  {numIn},
                  kBlockSize,
                  Effect::consumes,
                  Volatile::needs},
                 tempKey);
  });
}

Status Device::loadTempKey(const Digest& value) {
  return run({Opcode::nonce, kPassThrough, 0, {value}, 0, Effect::none, Volatile::loads});
}

Status Device::genDig(std::uint8_t zone, std::uint16_t p2, Bytes otherData) {
  return run({Opcode::genDig, zone, p2, {otherData}, 0, Effect::consumes, Volatile::needs});
}

Status Device::genDigConfig(unsigned block) {
  if (block >= kConfigBlocks) return Status::invalidArgument;
  return genDig(GenDigZone::config, static_cast<std::uint16_t>(block), {});
}

Status Device::genDigOtp(unsigned block) {
  if (block >= kOtpBlocks) return Status::invalidArgument;
  return genDig(GenDigZone::otp, static_cast<std::uint16_t>(block), {});
}

Status Device::genDigSlot(Slot slot, const std::optional<Word>& otherData) {
  const Bytes data = otherData ? Bytes(*otherData) : Bytes();
  return genDig(GenDigZone::data, static_cast<std::uint16_t>(slot.number()), data);
}

Status Device::genDigTransportKey(std::uint16_t keyId) {
  if (keyId < kFirstTransportKey) return Status::invalidArgument;
  return genDig(GenDigZone::data, keyId, {});
}

Status Device::genDigShared(const Block& other, bool tempKeyFirst, std::uint8_t tag) {
  const unsigned p2 = (tempKeyFirst ? kTempKeyFirst : 0U) | tag;
  return genDig(GenDigZone::shared, static_cast<std::uint16_t>(p2), other);
}

Status Device::genDigCounter(CounterId id) {
  return genDig(GenDigZone::counter, static_cast<std::uint16_t>(id), {});
}

Status Device::genDigKeyConfig(Slot slot) {
  return genDig(GenDigZone::keyConfig, static_cast<std::uint16_t>(slot.number()), {});
}

}  // namespace signet::atecc
