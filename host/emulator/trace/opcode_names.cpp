#include "host/emulator/trace/opcode_names.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>

namespace signet::emulator {
namespace {

struct Opcode {
  std::uint8_t code;
  std::string_view name;
};

constexpr std::array kOpcodes{
    Opcode{0x28, "CheckMac"},  Opcode{0x24, "Counter"},     Opcode{0x1C, "DeriveKey"}, Opcode{0x43, "ECDH"},
    Opcode{0x15, "GenDig"},    Opcode{0x40, "GenKey"},      Opcode{0x11, "HMAC"},      Opcode{0x30, "Info"},
    Opcode{0x17, "Lock"},      Opcode{0x08, "MAC"},         Opcode{0x16, "Nonce"},     Opcode{0x01, "Pause"},
    Opcode{0x46, "PrivWrite"}, Opcode{0x1B, "Random"},      Opcode{0x02, "Read"},      Opcode{0x47, "SHA"},
    Opcode{0x41, "Sign"},      Opcode{0x20, "UpdateExtra"}, Opcode{0x45, "Verify"},    Opcode{0x12, "Write"},
};

bool equalNoCase(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return std::tolower(static_cast<unsigned char>(c)); };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [&](char x, char y) { return lower(x) == lower(y); });
}

}  // namespace

std::string_view opcodeName(std::uint8_t opcode) {
  for (const Opcode& entry : kOpcodes) {
    if (entry.code == opcode) return entry.name;
  }
  return {};
}

std::optional<std::uint8_t> opcodeNamed(std::string_view name) {
  for (const Opcode& entry : kOpcodes) {
    if (equalNoCase(entry.name, name)) return entry.code;
  }
  if (name.size() < 3 || name.size() > 4 || name.substr(0, 2) != "0x") return std::nullopt;
  std::uint8_t code = 0;
  const auto [end, error] = std::from_chars(name.data() + 2, name.data() + name.size(), code, 16);
  if (error != std::errc() || end != name.data() + name.size()) return std::nullopt;
  return code;
}

std::string allOpcodeNames() {
  std::string names;
  for (const Opcode& entry : kOpcodes) {
    if (!names.empty()) names += &entry == &kOpcodes.back() ? " or " : ", ";
    names += entry.name;
  }
  return names;
}

}  // namespace signet::emulator
