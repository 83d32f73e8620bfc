// SHA-256 and HMAC-SHA256 computed in the chip: the command SHA.
#include "signet/atecc/device.h"
#include "signet/atecc/lasting.h"

namespace signet::atecc {
namespace {

enum ShaMode : std::uint8_t { start = 0, update = 1, end = 2, storedKey = 3, hmacBegin = 4, hmacFinish = 5 };

constexpr std::size_t kShaBlock = 64;

}  // namespace

Status Device::shaStart() {
  return run({Opcode::sha, ShaMode::start, 0, {}, 0, Effect::none, Volatile::loads});
}

Status Device::hmacStart(Slot slot) {
  return run({Opcode::sha,
              ShaMode::hmacBegin,
              static_cast<std::uint16_t>(slot.number()),
              {},
              0,
              Effect::consumes,
              Volatile::loads});
}

Status Device::digestStep(std::uint8_t mode, std::uint16_t p2, Bytes data) {
  return run({Opcode::sha, mode, p2, {data}, 0, Effect::consumes, Volatile::needs});
}

Status Device::shaUpdate(const std::array<std::uint8_t, 64>& block) {
  return digestStep(ShaMode::update, kShaBlock, block);
}

Status Device::shaPublic(Slot slot) {
  return digestStep(ShaMode::storedKey, static_cast<std::uint16_t>(slot.number()), {});
}

Result<Digest> Device::shaFinish(std::uint8_t mode, Bytes rest) {
  if (rest.size() >= kShaBlock) return Status::invalidArgument;
  return Result<Digest>::filledBy([&](Digest& digest) {
    return fetch({Opcode::sha,
                  mode,
                  static_cast<std::uint16_t>(rest.size()),
                  {rest},
                  kBlockSize,
                  Effect::consumes,
                  Volatile::needs},
                 digest);
  });
}

Result<Digest> Device::shaEnd(Bytes rest) {
  return shaFinish(ShaMode::end, rest);
}

Result<Digest> Device::hmacEnd(Bytes rest) {
  return shaFinish(ShaMode::hmacFinish, rest);
}

Result<Digest> Device::shaWhole(Bytes message) {
  SIGNET_TRY(shaStart());
  while (message.size() >= kShaBlock) {
    SIGNET_TRY(digestStep(ShaMode::update, kShaBlock, message.first(kShaBlock)));
    message = message.from(kShaBlock);
  }
  return shaEnd(message);
}

Result<Digest> Device::sha(Bytes message) {
  const Result<Digest> digest = shaWhole(message);
  return isLoss(digest.status()) ? shaWhole(message) : digest;
}

}  // namespace signet::atecc
