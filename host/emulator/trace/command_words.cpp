#include <fmt/format.h>

#include <array>
#include <string_view>

#include "host/emulator/trace/opcode_names.h"
#include "host/emulator/trace/words.h"

namespace signet::emulator {
namespace {

/// The parts of a command group by name, and what is said about it.
struct DescribedCommand {
  explicit DescribedCommand(std::span<const std::uint8_t> group)
      : opcode(group[1]),
        p1(group[2]),
        p2(static_cast<std::uint16_t>(group[3] | group[4] << 8)),
        dataSize(group.size() - 7) {}

  bool has(unsigned bit) const { return (p1 >> bit & 1) != 0; }
  void say(std::string name, std::string value) { fields.push_back({std::move(name), std::move(value)}); }
  void sayNumber(std::string name, unsigned value) { say(std::move(name), std::to_string(value)); }
  void saySlot() { sayNumber("slot", p2 & 15U); }
  /// `value` where bit `bit` of the mode is 1, else `otherwise`.
  void sayBit(std::string name, unsigned bit, const char* value, const char* otherwise) {
    say(std::move(name), has(bit) ? value : otherwise);
  }
  /// The mode by its name, or its number where the datasheet has none.
  template <std::size_t N>
  void sayMode(const std::array<std::pair<unsigned, std::string_view>, N>& names) {
    for (const auto& [mode, name] : names) {
      if (mode == p1) return say("mode", std::string(name));
    }
    say("mode", fmt::format("{:02X} (illegal)", p1));
  }

  std::uint8_t opcode;
  std::uint8_t p1;
  std::uint16_t p2;
  std::size_t dataSize;
  std::vector<TraceField> fields;
};

using Mode = std::pair<unsigned, std::string_view>;

// ---- Addresses (tables 9-7 to 9-9)

const char* zoneName(unsigned zone) {
  constexpr std::array names{"config", "OTP", "data", "illegal"};
  return names[zone & 3];
}

void sayPlace(DescribedCommand& c) {
  const bool wholeBlock = c.has(7);
  c.say("zone", zoneName(c.p1 & 3U));
  if ((c.p1 & 3) == 2) {
    c.sayNumber("slot", c.p2 >> 3 & 15U);
    c.sayNumber("block", c.p2 >> 8);
  } else {
    c.sayNumber("block", c.p2 >> 3);
  }
  if (!wholeBlock) c.sayNumber("word", c.p2 & 7U);
  c.say("bytes", wholeBlock ? "32" : "4");
}

void sayRead(DescribedCommand& c) {
  sayPlace(c);
}

void sayWrite(DescribedCommand& c) {
  sayPlace(c);
  const std::size_t value = c.has(7) ? 32 : 4;
  c.say("form", c.has(6) ? "encrypted" : "clear");
  c.say("MAC", c.dataSize >= value + 32 ? "yes" : "no");
}

void sayPrivWrite(DescribedCommand& c) {
  c.saySlot();
  c.sayBit("form", 6, "encrypted", "clear");
  c.say("MAC", c.dataSize >= 68 ? "yes" : "no");
}

void sayLock(DescribedCommand& c) {
  constexpr std::array names{"config", "data and OTP", "slot", "illegal"};
  const unsigned zone = c.p1 & 3U;
  c.say("zone", names[zone]);
  if (zone == 2) return c.sayNumber("slot", c.p1 >> 2 & 15U);
  c.say("summary", c.has(7) ? "not checked" : fmt::format("{:04X}", c.p2));
}

// ---- Keys

void sayGenKey(DescribedCommand& c) {
  c.sayMode(std::array{Mode{0x04, "create"}, Mode{0x0C, "create, digest into TempKey"},
                       Mode{0x00, "public key"}, Mode{0x08, "public key, digest into TempKey"},
                       Mode{0x10, "digest of stored public key"}});
  c.saySlot();
}

void saySign(DescribedCommand& c) {
  c.sayBit("mode", 7, "external", "internal");
  c.saySlot();
  if (!c.has(7)) c.sayBit("serial number", 6, "included", "left out");
  if (c.has(0)) c.say("for", "Verify (Invalidate)");
}

void sayVerify(DescribedCommand& c) {
  c.sayMode(std::array{Mode{0, "stored"}, Mode{1, "validate external"}, Mode{2, "external"},
                       Mode{3, "validate"}, Mode{7, "invalidate"}});
  if (c.p1 == 2) {
    c.say("curve", c.p2 == 4 ? "P-256" : fmt::format("{:04X}", c.p2));
  } else {
    c.saySlot();
  }
}

void sayEcdh(DescribedCommand& c) {
  c.saySlot();
}

void sayDeriveKey(DescribedCommand& c) {
  c.saySlot();
  c.sayBit("TempKey from", 2, "input", "random");
  c.say("MAC", c.dataSize == 32 ? "yes" : "no");
}

// ---- Digests and MACs

void sayMac(DescribedCommand& c) {
  c.sayBit("key", 1, "TempKey", "slot");
  c.saySlot();
  c.sayBit("message", 0, "TempKey", "challenge");
  if ((c.p1 & 3) != 0) c.sayBit("TempKey from", 2, "input", "random");
  if (c.opcode == 0x08) c.sayBit("serial number", 6, "included", "left out");
}

void sayHmac(DescribedCommand& c) {
  c.saySlot();
  c.sayBit("TempKey from", 2, "input", "random");
  c.sayBit("serial number", 6, "included", "left out");
}

void sayNonce(DescribedCommand& c) {
  c.sayMode(std::array{Mode{0, "random"}, Mode{1, "random, seed not renewed"}, Mode{3, "pass-through"}});
  if (c.p2 == 0x8000) c.say("with", "TempKey");
}

void sayGenDig(DescribedCommand& c) {
  constexpr std::array names{"config", "OTP", "data", "shared nonce", "counter", "key configuration"};
  const bool known = c.p1 < names.size();
  c.say("zone", known ? names[c.p1] : fmt::format("{:02X} (illegal)", c.p1));
  if (c.p2 >= 0x8000) return c.say("key", fmt::format("{:04X}", c.p2));
  constexpr std::array places{"block", "block", "slot", "", "counter", "slot"};
  if (known && c.p1 != 3) c.sayNumber(places[c.p1], c.p2);
}

void saySha(DescribedCommand& c) {
  c.sayMode(std::array{Mode{0, "start"}, Mode{1, "update"}, Mode{2, "end"}, Mode{3, "public"},
                       Mode{4, "HMAC start"}, Mode{5, "HMAC end"}});
  if (c.p1 == 3 || c.p1 == 4) c.saySlot();
}

// ---- The rest

void sayInfo(DescribedCommand& c) {
  c.sayMode(std::array{Mode{0, "revision"}, Mode{1, "key valid"}, Mode{2, "state"}, Mode{3, "GPIO"}});
  if (c.p1 == 1) c.saySlot();
}

void sayRandom(DescribedCommand& c) {
  c.sayMode(std::array{Mode{0, "seed renewed"}, Mode{1, "seed not renewed"}});
}

void sayCounter(DescribedCommand& c) {
  c.sayMode(std::array{Mode{0, "read"}, Mode{1, "increment"}});
  c.sayNumber("counter", c.p2);
}

void sayUpdateExtra(DescribedCommand& c) {
  c.sayMode(std::array{Mode{0, "UserExtra"}, Mode{1, "Selector"}, Mode{2, "use of a limited key"},
                       Mode{3, "use of a limited key"}});
  if (c.p1 >= 2) {
    c.saySlot();
  } else {
    c.say("value", fmt::format("{:02X}", c.p2));
  }
}

void sayPause(DescribedCommand& c) {
  c.say("selector", fmt::format("{:02X}", c.p1));
}

struct Decoder {
  std::uint8_t opcode;
  void (*say)(DescribedCommand&);
};

constexpr std::array kDecoders{
    Decoder{0x01, sayPause},     Decoder{0x02, sayRead},        Decoder{0x08, sayMac},
    Decoder{0x11, sayHmac},      Decoder{0x12, sayWrite},       Decoder{0x15, sayGenDig},
    Decoder{0x16, sayNonce},     Decoder{0x17, sayLock},        Decoder{0x1B, sayRandom},
    Decoder{0x1C, sayDeriveKey}, Decoder{0x20, sayUpdateExtra}, Decoder{0x24, sayCounter},
    Decoder{0x28, sayMac},       Decoder{0x30, sayInfo},        Decoder{0x40, sayGenKey},
    Decoder{0x41, saySign},      Decoder{0x43, sayEcdh},        Decoder{0x45, sayVerify},
    Decoder{0x46, sayPrivWrite}, Decoder{0x47, saySha},
};

}  // namespace

Meaning describeCommand(std::span<const std::uint8_t> group) {
  DescribedCommand command(group);
  for (const Decoder& decoder : kDecoders) {
    if (decoder.opcode == command.opcode) decoder.say(command);
  }
  const std::string_view name = opcodeName(command.opcode);
  if (name.empty()) {
    command.say("p1", fmt::format("{:02X}", command.p1));
    command.say("p2", fmt::format("{:04X}", command.p2));
  }
  if (command.dataSize != 0) command.say("data", fmt::format("{} bytes", command.dataSize));
  return {name.empty() ? fmt::format("unknown command {:02X}", command.opcode) : std::string(name),
          command.fields};
}

}  // namespace signet::emulator
