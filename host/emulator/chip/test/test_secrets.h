// For the tests that send a chip anything at all: contents with many kinds of slots, commands of every form,
// and a watch over what must never come out. Everything is decided by a string of bytes, so that a property
// test can shrink it and a fuzzer can learn it.
#pragma once

#include <cstdint>
#include <cstring>
#include <unordered_set>
#include <vector>

#include "host/emulator/chip/chip.h"
#include "host/emulator/chip/memory/config_view.h"

namespace signet::emulator::test {

/// Reads decisions off a string of bytes; all of them are 0 after its end.
class Choices {
 public:
  explicit Choices(std::span<const std::uint8_t> bytes) : bytes_(bytes) {}

  bool atEnd() const { return position_ >= bytes_.size(); }
  std::uint8_t byte() { return atEnd() ? std::uint8_t{0} : bytes_[position_++]; }
  std::size_t below(std::size_t limit) { return byte() % limit; }
  std::uint16_t word() { return static_cast<std::uint16_t>(byte() | byte() << 8); }
  template <typename T, std::size_t N>
  const T& of(const T (&list)[N]) {
    return list[below(N)];
  }

 private:
  std::span<const std::uint8_t> bytes_;
  std::size_t position_ = 0;
};

// ---- Contents

struct SlotWords {
  std::uint16_t slotConfig;
  std::uint16_t keyConfig;
};

/// The kinds of slots of the published configurations, and combinations that tempt.
// clang-format off
inline constexpr SlotWords kSlotKinds[] = {
    {0x2083, 0x0033}, {0x2087, 0x0033}, {0x208F, 0x0033}, {0x6483, 0x0033},  // private keys
    {0x0087, 0x0013}, {0x2487, 0x05B3}, {0x0007, 0x0033}, {0x2007, 0x0001},
    {0x8F8F, 0x001C}, {0x8F9F, 0x001C}, {0x8FAF, 0x001C}, {0x8F80, 0x001C},  // secrets
    {0x44C4, 0x001C}, {0xF4C4, 0x001C}, {0x64C4, 0x003C}, {0x248F, 0x005C},
    {0x348F, 0x05BC}, {0x0F8F, 0x003C}, {0x0080, 0x003C}, {0x20C0, 0x003C},
    {0x0F0F, 0x003C}, {0x0000, 0x003C}, {0x0F09, 0x0032}, {0x1F0F, 0x0032},  // open data, public keys
    {0x0F0F, 0x0030}, {0x344F, 0x003C},
};
// clang-format on

/// A part with both locks as chosen, each slot of some kind, and a different random content in all of them.
inline Eeprom chosenPart(Choices& choices) {
  Eeprom part = Eeprom::factory(7);
  const std::uint8_t locks = choices.byte();
  part.config[config_byte::kLockConfig] = (locks & 3) == 3 ? 0x55 : 0x00;
  part.config[config_byte::kLockValue] = (locks & 3) == 0 ? 0x00 : 0x55;
  part.config[config_byte::kSlotLocked] = (locks & 4) != 0 ? 0xBE : 0xFF;
  for (unsigned slot = 0; slot < Eeprom::kSlots; ++slot) {
    const std::uint8_t kind = choices.byte();
    const bool usual = kind < 0xE0;
    const SlotWords words =
        usual ? kSlotKinds[kind % std::size(kSlotKinds)] : SlotWords{choices.word(), choices.word()};
    for (unsigned i = 0; i < 2; ++i) {
      part.config[config_byte::kSlotConfig + 2 * slot + i] =
          static_cast<std::uint8_t>(words.slotConfig >> 8 * i);
      part.config[config_byte::kKeyConfig + 2 * slot + i] =
          static_cast<std::uint8_t>(words.keyConfig >> 8 * i);
    }
  }
  std::uint32_t state = 0x12345678;  // xorshift: content that nothing else produces
  for (auto& byte : part.data) {
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    byte = static_cast<std::uint8_t>(state >> 11);
  }
  part.privateKeyValid = 0xFFFF;
  return part;
}

// ---- Commands

/// What Param2 of a command means.
enum class Param2 : std::uint8_t { zero, slot, address, block, curve, length, lockTarget, sharedNonce, any };

struct CommandShape {
  std::uint8_t opcode;
  std::uint8_t p1;
  std::uint8_t size;
  Param2 p2;
};

/// Every command in its modes and lengths.
// clang-format off
inline constexpr CommandShape kShapes[] = {
    {0x01, 0, 0, Param2::zero},     {0x02, 0x00, 0, Param2::block},  {0x02, 0x80, 0, Param2::block},
    {0x02, 0x01, 0, Param2::block}, {0x02, 0x81, 0, Param2::block},  {0x02, 0x02, 0, Param2::address},
    {0x02, 0x82, 0, Param2::address}, {0x02, 0x82, 0, Param2::address},
    {0x08, 0x00, 32, Param2::slot}, {0x08, 0x41, 0, Param2::slot},   {0x08, 0x45, 0, Param2::slot},
    {0x08, 0x02, 32, Param2::slot}, {0x08, 0x06, 32, Param2::slot},  {0x08, 0x07, 0, Param2::slot},
    {0x11, 0x00, 0, Param2::slot},  {0x11, 0x04, 0, Param2::slot},
    {0x12, 0x02, 4, Param2::address}, {0x12, 0x82, 32, Param2::address}, {0x12, 0xC2, 64, Param2::address},
    {0x12, 0x81, 32, Param2::block}, {0x12, 0x00, 4, Param2::block},
    {0x15, 0x00, 0, Param2::block}, {0x15, 0x01, 0, Param2::zero},   {0x15, 0x02, 0, Param2::slot},
    {0x15, 0x02, 4, Param2::slot},  {0x15, 0x02, 0, Param2::any},    {0x15, 0x03, 32, Param2::sharedNonce},
    {0x15, 0x04, 0, Param2::zero},  {0x15, 0x05, 0, Param2::slot},
    {0x16, 0x00, 20, Param2::zero}, {0x16, 0x01, 20, Param2::sharedNonce}, {0x16, 0x03, 32, Param2::zero},
    {0x17, 0x80, 0, Param2::zero},  {0x17, 0x81, 0, Param2::zero},   {0x17, 0x02, 0, Param2::lockTarget},
    {0x1B, 0x00, 0, Param2::zero},  {0x1B, 0x01, 0, Param2::zero},
    {0x1C, 0x00, 0, Param2::slot},  {0x1C, 0x04, 0, Param2::slot},   {0x1C, 0x00, 32, Param2::slot},
    {0x20, 0x00, 0, Param2::slot},  {0x20, 0x01, 0, Param2::slot},   {0x20, 0x02, 0, Param2::slot},
    {0x24, 0x00, 0, Param2::zero},  {0x24, 0x01, 0, Param2::zero},
    {0x28, 0x00, 77, Param2::slot}, {0x28, 0x01, 77, Param2::slot},  {0x28, 0x05, 77, Param2::slot},
    {0x28, 0x06, 77, Param2::slot},
    {0x30, 0x00, 0, Param2::zero},  {0x30, 0x01, 0, Param2::slot},   {0x30, 0x02, 0, Param2::zero},
    {0x30, 0x03, 0, Param2::any},
    {0x40, 0x04, 0, Param2::slot},  {0x40, 0x00, 0, Param2::slot},   {0x40, 0x08, 0, Param2::slot},
    {0x40, 0x0C, 0, Param2::slot},  {0x40, 0x10, 3, Param2::slot},
    {0x41, 0x80, 0, Param2::slot},  {0x41, 0x00, 0, Param2::slot},   {0x41, 0x41, 0, Param2::slot},
    {0x43, 0x00, 64, Param2::slot},
    {0x45, 0x00, 64, Param2::slot}, {0x45, 0x01, 64, Param2::slot},  {0x45, 0x02, 128, Param2::curve},
    {0x45, 0x03, 83, Param2::slot}, {0x45, 0x07, 83, Param2::slot},
    {0x46, 0x00, 36, Param2::slot}, {0x46, 0x00, 68, Param2::slot},  {0x46, 0x40, 68, Param2::slot},
    {0x47, 0x00, 0, Param2::zero},  {0x47, 0x01, 64, Param2::length}, {0x47, 0x02, 17, Param2::length},
    {0x47, 0x03, 0, Param2::slot},  {0x47, 0x04, 0, Param2::slot},   {0x47, 0x05, 17, Param2::length},
};
// clang-format on

struct ChosenCommand {
  std::uint8_t opcode = 0;
  std::uint8_t p1 = 0;
  std::uint16_t p2 = 0;
  std::vector<std::uint8_t> data;
};

inline std::uint16_t chosenParam2(Choices& choices, const CommandShape& shape) {
  const auto slot = static_cast<std::uint16_t>(choices.below(Eeprom::kSlots));
  switch (shape.p2) {
    case Param2::slot: return slot;
    case Param2::address:
      return static_cast<std::uint16_t>(choices.below(4) << 8 | slot << 3 | choices.below(8));
    case Param2::block: return static_cast<std::uint16_t>(choices.below(32));
    case Param2::curve: return 0x0004;
    case Param2::length: return shape.size;
    case Param2::sharedNonce: return (choices.byte() & 1) != 0 ? 0x8000 : 0x0000;
    case Param2::any: return choices.word();
    default: return 0;
  }
}

/// P-256's generator: a point that ECDH and Verify accept.
inline constexpr std::uint8_t kGenerator[] = {
    0x6B, 0x17, 0xD1, 0xF2, 0xE1, 0x2C, 0x42, 0x47, 0xF8, 0xBC, 0xE6, 0xE5, 0x63, 0xA4, 0x40, 0xF2,
    0x77, 0x03, 0x7D, 0x81, 0x2D, 0xEB, 0x33, 0xA0, 0xF4, 0xA1, 0x39, 0x45, 0xD8, 0x98, 0xC2, 0x96,
    0x4F, 0xE3, 0x42, 0xE2, 0xFE, 0x1A, 0x7F, 0x9B, 0x8E, 0xE7, 0xEB, 0x4A, 0x7C, 0x0F, 0x9E, 0x16,
    0x2B, 0xCE, 0x33, 0x57, 0x6B, 0x31, 0x5E, 0xCE, 0xCB, 0xB6, 0x40, 0x68, 0x37, 0xBF, 0x51, 0xF5};

/// A command of a legal shape, or (one in sixteen) one with its mode and length changed.
inline ChosenCommand chosenCommand(Choices& choices) {
  const CommandShape& shape = choices.of(kShapes);
  ChosenCommand command{shape.opcode, shape.p1, chosenParam2(choices, shape),
                        std::vector<std::uint8_t>(shape.size)};
  if (shape.opcode == 0x17 && shape.p2 == Param2::lockTarget) {
    command.p1 |= static_cast<std::uint8_t>(choices.below(Eeprom::kSlots) << 2);
  }
  const std::uint8_t fill = choices.byte();
  for (std::size_t i = 0; i < command.data.size(); ++i) {
    command.data[i] = static_cast<std::uint8_t>(fill + i * (fill >> 4));
  }
  const bool takesPoint = shape.opcode == 0x43 || (shape.opcode == 0x45 && shape.p1 == 0x02);
  if (takesPoint) std::copy(std::begin(kGenerator), std::end(kGenerator), command.data.end() - 64);
  if ((choices.byte() & 0x0F) == 0x0F) {
    command.p1 = choices.byte();
    command.data.resize(choices.below(149));
  }
  return command;
}

// ---- The watch

/// Knows what must never leave a chip, and looks for it in what does. Watches a chip as its listener, so that
/// keys made inside are known too. Only meaningful for a chip whose configuration is locked: before, whoever
/// has the bus decides what is a secret.
class SecretWatch : public ChipListener {
 public:
  explicit SecretWatch(const Chip& chip) : chip_(chip) {
    for (unsigned slot = 0; slot < Eeprom::kSlots; ++slot) remember(slot);
  }

  /// True: `output` holds eight bytes of a secret in a row, or is four of them.
  bool sees(std::span<const std::uint8_t> output) const {
    if (output.size() == 4 && quarters_.count(number<std::uint32_t>(output.data())) > 0) return true;
    for (std::size_t i = 0; i + 8 <= output.size(); ++i) {
      if (runs_.count(number<std::uint64_t>(output.data() + i)) > 0) return true;
    }
    return false;
  }
  /// A response held a secret.
  bool leaked() const { return leaked_; }
  std::size_t secrets() const { return runs_.size(); }

 private:
  static constexpr std::uint8_t kDeriveKey = 0x1C, kGenKey = 0x40;

  void onCommand(Time, std::span<const std::uint8_t> group, Time) override {
    const bool bearsKey = group.size() >= 7 && (group[1] == kDeriveKey || group[1] == kGenKey);
    born_ = bearsKey ? group[3] & 0x0F : kNone;
  }
  void onEepromChanged(Time) override {
    if (born_ != kNone) remember(static_cast<unsigned>(born_));
  }
  void onResponse(Time, std::span<const std::uint8_t> group) override {
    if (group.size() > 4) leaked_ |= sees(group.subspan(1, group.size() - 3));
  }

  void remember(unsigned slot) {
    const ConfigView config(chip_.eeprom());
    if (!config.keyConfig(slot).isPrivate() && !config.slotConfig(slot).isSecret()) return;
    const auto bytes = chip_.eeprom().slot(slot);
    for (std::size_t i = 0; i + 4 <= bytes.size(); ++i) quarters_.insert(number<std::uint32_t>(&bytes[i]));
    for (std::size_t i = 0; i + 8 <= bytes.size(); ++i) runs_.insert(number<std::uint64_t>(&bytes[i]));
  }
  template <typename T>
  static T number(const std::uint8_t* bytes) {
    T value;
    std::memcpy(&value, bytes, sizeof value);
    return value;
  }

  static constexpr int kNone = -1;

  const Chip& chip_;
  int born_ = kNone;
  bool leaked_ = false;
  std::unordered_set<std::uint32_t> quarters_;
  std::unordered_set<std::uint64_t> runs_;
};

}  // namespace signet::emulator::test
