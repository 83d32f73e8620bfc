// What the chip is and what it counts: Info, Random, Pause, Counter, UpdateExtra.
#include "signet/atecc/device.h"
#include "signet/atecc/lasting.h"

namespace signet::atecc {
namespace {

enum class InfoMode : std::uint8_t { revision = 0, keyValid = 1, state = 2, gpio = 3 };

Command info(InfoMode mode, std::uint16_t p2 = 0) {
  return {Opcode::info, static_cast<std::uint8_t>(mode), p2, {}, kWordSize};
}

constexpr std::uint16_t kGpioOutput = 0x02;
constexpr std::uint8_t kSetUserExtra = 0;
constexpr std::uint8_t kSetSelector = 1;
constexpr std::uint8_t kConsumeUse = 2;
constexpr std::size_t kExtraBytes = 84;  // UserExtra, Selector

constexpr std::uint8_t kCounterRead = 0;
constexpr std::uint8_t kCounterIncrement = 1;

Command counterCommand(std::uint8_t mode, CounterId id, Effect effect) {
  return {Opcode::counter, mode, static_cast<std::uint16_t>(id), {}, kWordSize, effect};
}

std::uint32_t littleEndian(const Word& w) {
  return w[0] | std::uint32_t{w[1]} << 8 | std::uint32_t{w[2]} << 16 | std::uint32_t{w[3]} << 24;
}

}  // namespace

Result<Revision> Device::revision() {
  Revision revision;
  SIGNET_TRY(fetch(info(InfoMode::revision), revision.bytes));
  return revision;
}

Result<SerialNumber> Device::serialNumber() {
  SIGNET_ASSIGN(const Block block, readBlock(MemoryAddress::config(0)));
  SerialNumber serial{};
  copy(Bytes(block).first(4), serial);
  copy(Bytes(block).subspan(8, 5), MutableBytes(serial).from(4));
  return serial;
}

Result<bool> Device::keyValid(Slot slot) {
  Word word{};
  SIGNET_TRY(fetch(info(InfoMode::keyValid, static_cast<std::uint16_t>(slot.number())), word));
  return word[0] == 1;
}

Result<VolatileState> Device::volatileState() {
  Word word{};
  SIGNET_TRY(fetch(info(InfoMode::state), word));
  return VolatileState::from(word);
}

Result<bool> Device::gpio() {
  Word word{};
  SIGNET_TRY(fetch(info(InfoMode::gpio), word));
  return word[0] != 0;
}

Result<bool> Device::setGpio(bool high) {
  Word word{};
  SIGNET_TRY(fetch(info(InfoMode::gpio, kGpioOutput | (high ? 1 : 0)), word));
  return word[0] != 0;
}

Result<Block> Device::random(Seed seed) {
  return Result<Block>::filledBy([&](Block& block) {
    return fetch({Opcode::random, static_cast<std::uint8_t>(seed), 0, {}, kBlockSize}, block);
  });
}

Result<bool> Device::pause(std::uint8_t selector) {
  const Status status = run({Opcode::pause, selector, 0, {}, 0, Effect::idles});
  if (status == Status::timeout) return false;
  SIGNET_TRY(status);
  return true;
}

Result<std::uint32_t> Device::counter(CounterId id) {
  Word word{};
  SIGNET_TRY(fetch(counterCommand(kCounterRead, id, Effect::none), word));
  return littleEndian(word);
}

Result<std::uint32_t> Device::incrementCounter(CounterId id) {
  SIGNET_ASSIGN(const std::uint32_t before, counter(id));
  Word word{};
  const auto send = [&] { return fetch(counterCommand(kCounterIncrement, id, Effect::lasting), word); };
  const auto look = [&] {
    const Result<std::uint32_t> now = counter(id);
    if (!now.ok() || (*now != before && *now != before + 1)) return Ran::unknown;
    return *now == before ? Ran::no : Ran::yes;
  };
  SIGNET_TRY(sendLasting(send, look));
  return before + 1;
}

/// Modes 0 and 1 write one byte of the configuration, which can be read back.
Status Device::updateExtra(std::uint8_t mode, std::uint8_t value) {
  const auto send = [&] { return run({Opcode::updateExtra, mode, value, {}, 0, Effect::lasting}); };
  const auto look = [&] {
    const Result<Word> word = readWord(MemoryAddress::config(kExtraBytes));
    if (!word.ok()) return Ran::unknown;
    return (*word)[mode] == value ? Ran::yes : Ran::no;
  };
  return sendLasting(send, look);
}

Status Device::setUserExtra(std::uint8_t value) {
  SIGNET_ASSIGN(const Word word, readWord(MemoryAddress::config(kExtraBytes)));
  if (word[kSetUserExtra] != 0) return word[kSetUserExtra] == value ? Status::ok : Status::locked;
  return updateExtra(kSetUserExtra, value);
}

Status Device::setSelector(std::uint8_t value) {
  const Status status = updateExtra(kSetSelector, value);
  return status == Status::executionError ? Status::locked : status;
}

Status Device::consumeUse(Slot slot) {
  return run(
      {Opcode::updateExtra, kConsumeUse, static_cast<std::uint16_t>(slot.number()), {}, 0, Effect::lasting});
}

}  // namespace signet::atecc
