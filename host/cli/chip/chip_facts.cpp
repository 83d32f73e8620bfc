#include "host/cli/chip/chip_facts.h"

#include <fmt/format.h>

namespace signet::cli {

std::string chipType(const atecc::Word& revision) {
  const auto [first, second, family, step] = revision;
  if (first == 0 && second == 0) {
    if (family == 0x10) return "ATECC108A";
    if (family == 0x50) return "ATECC508A";
    if (family == 0x60) return step >= 3 ? "ATECC608B" : "ATECC608A";
  }
  if (first == 0 && second == 2 && family == 0) return "ATSHA204A";
  return fmt::format("unknown ({:02x} {:02x} {:02x} {:02x})", first, second, family, step);
}

std::string slotHolds(const atecc::ConfigZone& config, atecc::Slot slot) {
  const atecc::KeyConfig key = config.keyConfig(slot);
  if (key.isPrivate()) return "P-256 private key";
  if (key.isPublicKey()) return "P-256 public key";
  return config.slotConfig(slot).isSecret() ? "secret" : "data";
}

std::string slotReads(const atecc::ConfigZone& config, atecc::Slot slot) {
  const atecc::SlotConfig rules = config.slotConfig(slot);
  if (config.isPrivate(slot)) return "never";
  switch (rules.readMode()) {
    case atecc::ReadMode::clear: return "anyone";
    case atecc::ReadMode::encrypted: return fmt::format("encrypted (key {})", rules.readKey());
    case atecc::ReadMode::prohibited: return "prohibited";
    case atecc::ReadMode::never: break;
  }
  return "never";
}

std::string slotWrites(const atecc::ConfigZone& config, atecc::Slot slot) {
  const atecc::SlotConfig rules = config.slotConfig(slot);
  if (config.isPrivate(slot)) {
    const std::string import = fmt::format("PrivWrite (key {})", rules.writeKey());
    if (rules.genKeyAllowed()) return rules.privWriteAllowed() ? "GenKey, " + import : "GenKey";
    return rules.privWriteAllowed() ? import : "never";
  }
  switch (rules.writeMode()) {
    case atecc::WriteMode::always: return "anyone";
    case atecc::WriteMode::pubInvalid: return "anyone, unless validated";
    case atecc::WriteMode::encrypt: return fmt::format("encrypted (key {})", rules.writeKey());
    case atecc::WriteMode::never: break;
  }
  return "never";
}

std::string lockWord(const Console& console, bool locked) {
  return locked ? console.styled(Style::good, "locked") : console.styled(Style::warning, "open");
}

}  // namespace signet::cli
