#include "host/emulator/chip/crypto/random_master.h"

#include <array>
#include <vector>

#include "host/emulator/chip/engine/group.h"
#include "host/emulator/chip/memory/config_view.h"
#include "host/emulator/chip/memory/monotonic_counter.h"

namespace signet::emulator {

namespace {

using namespace std::chrono_literals;

/// True when `after` has no bit that `before` has not.
bool onlyClears(std::span<const std::uint8_t> before, std::span<const std::uint8_t> after) {
  for (std::size_t i = 0; i < before.size(); ++i) {
    if ((after[i] & ~before[i]) != 0) return false;
  }
  return true;
}

bool equal(const Eeprom& before, const Eeprom& after, std::size_t from, std::size_t to) {
  return std::equal(before.config.begin() + static_cast<std::ptrdiff_t>(from),
                    before.config.begin() + static_cast<std::ptrdiff_t>(to),
                    after.config.begin() + static_cast<std::ptrdiff_t>(from));
}

bool lockOnlyCloses(std::uint8_t before, std::uint8_t after) {
  return after == before || (before == ConfigView::kUnlocked && after == 0x00);
}

/// Bytes of the configuration that stay as they are once it is locked.
bool lockedConfigStays(const Eeprom& before, const Eeprom& after) {
  return equal(before, after, 0, config_byte::kCounter) &&
         equal(before, after, config_byte::kSlotLocked + 2, Eeprom::kConfigSize);
}

bool countersOnlyRise(const Eeprom& before, const Eeprom& after) {
  return readCounter(after, 0) >= readCounter(before, 0) && readCounter(after, 1) >= readCounter(before, 1);
}

std::string illegalConfigChange(const Eeprom& before, const Eeprom& after) {
  using namespace config_byte;
  if (!lockOnlyCloses(before.config[kLockConfig], after.config[kLockConfig])) return "LockConfig opened";
  if (!lockOnlyCloses(before.config[kLockValue], after.config[kLockValue])) return "LockValue opened";
  if (!equal(before, after, 0, kI2cAddress)) return "a factory byte of the configuration changed";
  if (!ConfigView(before).configLocked()) return "";
  if (!lockedConfigStays(before, after)) return "the locked configuration changed";
  if (!countersOnlyRise(before, after)) return "a counter went back";
  const auto uses = [](const Eeprom& eeprom) {
    return std::span(eeprom.config).subspan(kLastKeyUse, kLastKeyUseSize);
  };
  if (!onlyClears(uses(before), uses(after))) return "LastKeyUse went back";
  const auto locks = [](const Eeprom& eeprom) { return std::span(eeprom.config).subspan(kSlotLocked, 2); };
  if (!onlyClears(locks(before), locks(after))) return "a slot was unlocked";
  return "";
}

/// Reads a script byte by byte; zeros after its end.
class Script {
 public:
  explicit Script(std::span<const std::uint8_t> bytes) : bytes_(bytes) {}
  bool ended() const { return at_ >= bytes_.size(); }
  std::uint8_t next() { return ended() ? 0 : bytes_[at_++]; }

 private:
  std::span<const std::uint8_t> bytes_;
  std::size_t at_ = 0;
};

/// A write transaction with a well-formed group; the script chooses opcode, parameters and data.
void sendCommand(Chip& chip, Time& now, Script& script) {
  constexpr std::array<std::uint8_t, 20> kOpcodes = {0x01, 0x02, 0x08, 0x11, 0x12, 0x15, 0x16,
                                                     0x17, 0x1B, 0x1C, 0x20, 0x24, 0x28, 0x30,
                                                     0x40, 0x41, 0x43, 0x45, 0x46, 0x47};
  constexpr std::array<std::uint8_t, 16> kSizes = {0,  0,  3,  4,  19, 20, 32, 32,
                                                   36, 63, 64, 64, 68, 77, 83, 128};
  const std::uint8_t choice = script.next();
  std::vector<std::uint8_t> group{0, kOpcodes[choice % kOpcodes.size()], script.next(), script.next(),
                                  script.next()};
  const std::size_t size = kSizes[script.next() % kSizes.size()];
  const std::uint8_t fill = script.next();
  group.insert(group.end(), size, fill);
  group[0] = static_cast<std::uint8_t>(group.size() + 2);
  const std::uint16_t crc = crc16({group.data(), group.size()});
  group.push_back(static_cast<std::uint8_t>(crc));
  group.push_back(static_cast<std::uint8_t>(crc >> 8));
  chip.start(now += 9us, 0xC0);
  chip.write(now += 9us, 0x03);
  for (const std::uint8_t byte : group) chip.write(now += 9us, byte);
  chip.stop(now);
}

void waitWhileBusy(Chip& chip, Time& now) {
  while (chip.mode() == Chip::Mode::busy) chip.advance(now = std::max(now, *chip.nextEvent()));
}

void cutPower(Chip& chip, Time& now) {
  chip.powerOff(now);
  chip.powerOn(now += 1ms);
  now += 1ms;
}

void wake(Chip& chip, Time& now) {
  chip.sdaLow(now += 80us, 80us);
  now += 2ms;
}

void step(Chip& chip, Time& now, Script& script) {
  switch (script.next() % 12) {
    case 0: chip.start(now += 9us, script.next()); break;
    case 1: chip.start(now += 9us, 0xC0); break;
    case 2: chip.start(now += 9us, 0xC1); break;
    case 3: chip.write(now += 9us, script.next()); break;
    case 4: chip.read(now += 9us); break;
    case 5: chip.stop(now); break;
    case 6: chip.sdaLow(now += Duration(script.next() * 1us), script.next() * 1us); break;
    case 7: chip.advance(now += Duration(script.next() * script.next() * 1us)); break;
    case 8: cutPower(chip, now); break;
    case 9: wake(chip, now); break;
    case 10: waitWhileBusy(chip, now); break;
    default: sendCommand(chip, now, script); break;
  }
}

/// A chip that can change by itself says when; one that cannot says so.
bool modeAndEventAgree(const Chip& chip, Time now) {
  const bool active = chip.mode() == Chip::Mode::awake || chip.mode() == Chip::Mode::busy;
  const auto event = chip.nextEvent();
  return event.has_value() == active && (!event || *event > now);
}

}  // namespace

std::string illegalChange(const Eeprom& before, const Eeprom& after) {
  const ConfigView config(before);
  if (!config.configLocked() && before.data != after.data)
    return "the data zone changed before the config lock";
  if (!config.configLocked() && before.otp != after.otp) return "OTP changed before the config lock";
  if (config.dataLocked() && !onlyClears(before.otp, after.otp)) return "a bit of the locked OTP was set";
  if (before.transportSeed != after.transportSeed) return "a transport key changed";
  return illegalConfigChange(before, after);
}

std::string play(Chip& chip, Time& now, std::span<const std::uint8_t> bytes) {
  Script script(bytes);
  chip.powerOn(now);
  while (!script.ended()) {
    const Eeprom before = chip.eeprom();
    step(chip, now, script);
    chip.advance(now);
    if (!modeAndEventAgree(chip, now)) return "mode and next event disagree";
    if (std::string broken = illegalChange(before, chip.eeprom()); !broken.empty()) return broken;
  }
  return "";
}

}  // namespace signet::emulator
