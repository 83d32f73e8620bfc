#include "host/chip/chip_name.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <filesystem>

#include "host/base/errors.h"

namespace signet::chip {

const char* const kChipForms =
    "i2c:/dev/i2c-1@0x60, sim:FILE, unix:PATH or tcp:HOST:PORT (the 7-bit @address may be left out)";

namespace {

struct Prefix {
  const char* text;
  ChipName::Kind kind;
};
constexpr std::array kPrefixes = {
    Prefix{"i2c:", ChipName::Kind::i2cDevice},
    Prefix{"sim:", ChipName::Kind::image},
    Prefix{"unix:", ChipName::Kind::unixSocket},
    Prefix{"tcp:", ChipName::Kind::tcp},
};

template <typename T>
std::optional<T> number(std::string_view text, int base) {
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (error != std::errc() || end != text.data() + text.size()) return {};
  return value;
}

UserError unknownForm(const std::string& text) {
  const std::string path = text.substr(0, text.rfind('@'));
  if (std::filesystem::is_regular_file(path)) {
    return usageError(fmt::format("--chip {} does not say what kind of chip that is.", text),
                      fmt::format("For a virtual chip in a file write --chip sim:{}.", text));
  }
  if (path.starts_with("/dev/")) {
    return usageError(fmt::format("--chip {} does not say what kind of bus that is.", text),
                      fmt::format("For a Linux I2C bus write --chip i2c:{}.", text));
  }
  return usageError(fmt::format("--chip {} is not understood.", text), fmt::format("Write {}.", kChipForms));
}

void splitPort(ChipName& name, const std::string& text) {
  const std::size_t colon = name.where.rfind(':');
  const auto port =
      colon == std::string::npos ? std::nullopt : number<std::uint16_t>(name.where.substr(colon + 1), 10);
  if (!port || *port == 0 || colon == 0) {
    throw usageError(fmt::format("--chip {} lacks a host and a port from 1 to 65535.", text),
                     "Write it as tcp:127.0.0.1:7508, as `signet chip serve` printed it.");
  }
  name.where.resize(colon);
  name.port = *port;
}

/// Takes "@0x60" off the end. An @ in the middle of a path is left alone.
void splitAddress(ChipName& name) {
  const std::size_t at = name.where.rfind('@');
  if (at == std::string::npos || name.where.find('/', at) != std::string::npos) return;
  name.address = parseAddress(name.where.substr(at + 1));
  name.where.resize(at);
}

}  // namespace

std::string ChipName::bus() const {
  for (const Prefix& prefix : kPrefixes) {
    if (prefix.kind != kind) continue;
    return kind == Kind::tcp ? fmt::format("tcp:{}:{}", where, port) : prefix.text + where;
  }
  return where;
}

ChipName parseChipName(const std::string& text) {
  for (const Prefix& prefix : kPrefixes) {
    if (!text.starts_with(prefix.text)) continue;
    ChipName name{
        .kind = prefix.kind, .where = text.substr(std::string_view(prefix.text).size()), .address = {}};
    splitAddress(name);
    if (name.where.empty()) {
      throw usageError(fmt::format("--chip {} stops after the kind of bus.", text),
                       fmt::format("Write {}.", kChipForms));
    }
    if (name.kind == ChipName::Kind::tcp) splitPort(name, text);
    if (name.kind == ChipName::Kind::i2cDevice && number<unsigned>(name.where, 10)) {
      name.where = "/dev/i2c-" + name.where;
    }
    return name;
  }
  throw unknownForm(text);
}

i2c::Address parseAddress(const std::string& text) {
  const bool isHex = text.starts_with("0x") || text.starts_with("0X");
  const auto value = isHex ? number<unsigned>(std::string_view(text).substr(2), 16) : std::nullopt;
  if (!value || *value > 0xFF) {
    throw usageError(fmt::format("The address {} is not a hexadecimal number like 0x60.", text),
                     "Write the 7-bit address, for example --chip i2c:/dev/i2c-1@0x60.");
  }
  const auto byte = static_cast<std::uint8_t>(*value);
  if (const auto address = i2c::Address::fromSevenBit(byte); address.ok()) return *address;
  if (const auto address = i2c::Address::fromEightBit(byte); address.ok() && byte > i2c::Address::kLast) {
    throw usageError(fmt::format("0x{:02X} is the 8-bit form of the address; "
                                 "the same chip is 0x{:02X} in the 7-bit form that signet and Linux use.",
                                 byte, address->sevenBit()),
                     fmt::format("Write @0x{:02X}.", address->sevenBit()));
  }
  throw usageError(fmt::format("0x{:02X} is not a usable I2C address: those are 0x08 to 0x77.", byte),
                   "Write the 7-bit address, 0x60 for a chip as it leaves the factory.");
}

std::string bothNotations(i2c::Address address) {
  return fmt::format("0x{:02X} (8-bit 0x{:02X})", address.sevenBit(), address.eightBit());
}

}  // namespace signet::chip
