#include "host/emulator/trace/secrecy.h"

#include "host/emulator/trace/opcode_names.h"

namespace signet::emulator {
namespace {

constexpr std::uint8_t kReadOpcode = 0x02;
constexpr std::uint8_t kWriteOpcode = 0x12;
constexpr std::uint8_t kEcdhOpcode = 0x43;
constexpr std::uint8_t kPrivWriteOpcode = 0x46;

constexpr std::size_t kLockConfig = 87;
constexpr std::uint8_t kUnlocked = 0x55;

/// SlotConfig.IsSecret or KeyConfig.Private of the slot that a Read or Write is about
/// (sections 2.2.1, 2.2.5).
bool slotIsSecret(std::span<const std::uint8_t> group, const ConfigBytes* config) {
  constexpr unsigned kDataZone = 2;
  if ((group[2] & 3) != kDataZone) return false;
  if (config == nullptr || (*config)[kLockConfig] == kUnlocked) return true;
  const std::size_t slot = group[3] >> 3 & 15U;
  const bool isSecret = ((*config)[20 + 2 * slot] & 0x80) != 0;
  const bool isPrivate = ((*config)[96 + 2 * slot] & 0x01) != 0;
  return isSecret || isPrivate;
}

}  // namespace

bool commandDataIsSecret(std::span<const std::uint8_t> group, const ConfigBytes* config) {
  const std::uint8_t opcode = group[1];
  if (opcode == kWriteOpcode) return slotIsSecret(group, config);
  return opcode == kPrivWriteOpcode || opcodeName(opcode).empty();
}

bool responseIsSecret(std::span<const std::uint8_t> group, const ConfigBytes* config) {
  const std::uint8_t opcode = group[1];
  if (opcode == kReadOpcode) return slotIsSecret(group, config);
  return opcode == kEcdhOpcode || opcodeName(opcode).empty();
}

}  // namespace signet::emulator
