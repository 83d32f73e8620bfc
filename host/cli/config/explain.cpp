#include "host/cli/config/explain.h"

#include <fmt/format.h>

#include "host/base/encoding.h"
#include "host/cli/config/explain_slot.h"

namespace signet::cli {
namespace {

using atecc::ChipFamily;
using atecc::ConfigZone;

std::string identity(const ConfigZone& zone) {
  const char* part = "An unknown part";
  if (zone.family() == ChipFamily::atecc508a) part = "ATECC508A";
  if (zone.family() == ChipFamily::atecc608) part = "ATECC608 (explained as far as it equals the ATECC508A)";
  return fmt::format("{}, serial number {}.", part, hexOf(zone.serialNumber()));
}

std::string bus(const ConfigZone& zone) {
  if (!zone.i2cEnabled()) {
    return fmt::format("Single-wire part: byte 16 (0x{:02x}) sets its GPIO pin, not an address.",
                       zone.bytes[16]);
  }
  const auto address = zone.i2cAddress();
  if (!address.ok())
    return fmt::format("I2C address byte 0x{:02x} is not one that a chip may have.", zone.bytes[16]);
  return fmt::format(
      "Answers on I2C at 0x{:02x} (written 0x{:02x} in the configuration), from its next wake on.",
      address->sevenBit(), address->eightBit());
}

std::string otp(const ConfigZone& zone) {
  if (zone.family() == ChipFamily::atecc608 || zone.otpMode() == atecc::OtpMode::readOnly) {
    return "OTP (64 bytes): anyone can read it; nobody can change it once the data zone is locked.";
  }
  if (zone.otpMode() == atecc::OtpMode::consumption) {
    return "OTP (64 bytes): anyone can read it, and anyone can clear bits of it, for ever, also in service.";
  }
  return fmt::format("OTP (64 bytes): OTPmode 0x{:02x} is reserved; what it does is not documented.",
                     zone.bytes[18]);
}

std::string watchdog(const ConfigZone& zone) {
  return fmt::format("Watchdog: the chip falls asleep {} after each wake.",
                     zone.chipMode().watchdogLong() ? "about 10 seconds" : "about 1.3 seconds");
}

std::string counters(const ConfigZone& zone) {
  return fmt::format("Counters: 0 is at {}, 1 at {}, both end at {}; anyone can count them up, nobody down.",
                     zone.counter(0), zone.counter(1), atecc::kCounterMax);
}

std::vector<LockStage> stagesOf(const ConfigZone& zone) {
  const bool config = zone.configLocked();
  const bool data = zone.dataLocked();
  return {
      {"Open",
       "The configuration can be written. Slots and OTP cannot be read, written or used, "
       "random numbers are a fixed pattern, and no key can be made.",
       !config},
      {"Configuration locked",
       "The configuration never changes again. Keys can be made and slots and OTP written by anyone, "
       "in whole blocks of 32 bytes; nothing in them can be read. The rules below are not in force yet.",
       config && !data},
      {"Data locked (in service)", "The rules below are in force, for ever.", config && data},
      {"Slot locked",
       "What is in that one slot never changes again. "
       "Possible from \"Configuration locked\" on, for slots marked lockable.",
       false},
  };
}

}  // namespace

std::string slotList(const std::vector<unsigned>& slots) {
  std::vector<std::string> parts;
  for (std::size_t i = 0; i < slots.size();) {
    std::size_t last = i;
    while (last + 1 < slots.size() && slots[last + 1] == slots[last] + 1) ++last;
    if (last - i < 2) last = i;  // "1, 2" reads better than "1 to 2"
    parts.push_back(last == i ? fmt::format("{}", slots[i]) : fmt::format("{} to {}", slots[i], slots[last]));
    i = last + 1;
  }
  std::string text = slots.size() == 1 ? "slot " : "slots ";
  for (std::size_t i = 0; i < parts.size(); ++i) {
    text += (i == 0 ? "" : i + 1 == parts.size() ? " and " : ", ") + parts[i];
  }
  return text;
}

Explanation explain(const ConfigZone& zone) {
  const atecc::Exposure exposure(zone);
  Explanation explanation;
  explanation.chip = {identity(zone), bus(zone), otp(zone), watchdog(zone), counters(zone)};
  if (zone.family() == ChipFamily::atecc608) explanation.chip.erase(explanation.chip.begin() + 3);
  explanation.stages = stagesOf(zone);
  for (unsigned i = 0; i < atecc::Slot::kCount; ++i) {
    explanation.slots[i] = explainSlot(zone, exposure, atecc::Slot::from(i).value());
  }
  return explanation;
}

}  // namespace signet::cli
