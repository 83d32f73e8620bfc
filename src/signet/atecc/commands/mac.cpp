// MAC, CheckMac and HMAC.
#include "signet/atecc/device.h"

namespace signet::atecc {

Result<Digest> Device::mac(Slot slot, const MacMode& mode, Bytes challenge) {
  const std::size_t wanted = mode.challengeFromTempKey ? 0 : kBlockSize;
  if (challenge.size() != wanted) return Status::invalidArgument;
  return Result<Digest>::filledBy([&](Digest& digest) {
    return fetch({Opcode::mac,
                  mode.param1(),
                  static_cast<std::uint16_t>(slot.number()),
                  {challenge},
                  kBlockSize,
                  Effect::consumes,
                  mode.usesTempKey() ? Volatile::needs : Volatile::ignores},
                 digest);
  });
}

Status Device::checkMac(Slot slot, const MacMode& mode, const Block& challenge, const Digest& response,
                        const CheckMacOtherData& otherData) {
  if (mode.includeSerial) return Status::invalidArgument;
  return run({Opcode::checkMac,
              mode.param1(),
              static_cast<std::uint16_t>(slot.number()),
              {challenge, response, otherData},
              0,
              Effect::consumes,
              mode.usesTempKey() ? Volatile::needs : Volatile::ignores});
}

Result<Digest> Device::hmac(Slot slot, const HmacMode& mode) {
  return Result<Digest>::filledBy([&](Digest& digest) {
    return fetch({Opcode::hmac,
                  mode.param1(),
                  static_cast<std::uint16_t>(slot.number()),
                  {},
                  kBlockSize,
                  Effect::consumes,
                  Volatile::needs},
                 digest);
  });
}

}  // namespace signet::atecc
