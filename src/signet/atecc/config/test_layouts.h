// Published configurations, as they are on real parts and in widely used libraries. Only for tests.
#pragma once

#include <cstdint>
#include <string_view>

#include "signet/atecc/config/config_zone.h"

namespace signet::atecc::layouts {

/// Bytes from hex digits; everything else is skipped. The text must hold exactly `N` bytes.
template <std::size_t N>
constexpr std::array<std::uint8_t, N> hex(std::string_view text) {
  std::array<std::uint8_t, N> out{};
  std::size_t digits = 0;
  for (const char c : text) {
    const int value = c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
    if (value < 0) continue;
    SIGNET_CHECK(digits < 2 * N);
    out[digits / 2] = static_cast<std::uint8_t>(out[digits / 2] << 4 | value);
    ++digits;
  }
  SIGNET_CHECK(digits == 2 * N);
  return out;
}

/// A zone from the parts that a layout decides: 16-19, SlotConfig, KeyConfig. The rest as it
/// leaves the factory.
inline ConfigZone layout(std::string_view chip, std::string_view slotConfig, std::string_view keyConfig) {
  ConfigZone zone{
      hex<128>("0123F52E 00005000 01F0C201 EEC05500 C0005500"
               "00000000000000000000000000000000 00000000000000000000000000000000"
               "FFFFFFFF00000000 FFFFFFFF00000000 FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF"
               "00005555 FFFF0000 00000000"
               "00000000000000000000000000000000 00000000000000000000000000000000")};
  copy(hex<4>(chip), MutableBytes(zone.bytes).from(16));
  copy(hex<32>(slotConfig), MutableBytes(zone.bytes).from(20));
  copy(hex<32>(keyConfig), MutableBytes(zone.bytes).from(96));
  return zone;
}

/// A part as it leaves the factory.
inline ConfigZone factory() {
  return layout("C0005500", "83208720 8F20C48F 8F8F8F8F 9F8FAF8F 0000000000000000000000000000 AF8F",
                "330033003300 1C001C001C001C001C00 3C003C003C003C003C003C003C00 1C00");
}

/// ArduinoECCX08's default TLS configuration.
inline ConfigZone arduino() {
  return layout("C0005500", "83208720 8720872F 872F8F8F 9F8FAF8F 0000000000000000000000000000 AF8F",
                "33003300330033003300 1C001C001C00 3C003C003C003C003C003C003C00 1C00");
}

/// Microchip's "standard TLS" configuration for the 508A, also used by early NervesKeys.
inline ConfigZone standardTls() {
  return layout("C0005500", "8F20C444 87208720 8F8FC436 9F8F8F44 0F0FC444 0F0F0F0F 0F0F0F0F 0F0F0F0F",
                "33001C00 13001300 5C001C00 1C001C00 3C003C00 3C003C00 3C003C00 3C003C00");
}

/// NervesKey: what its documentation states of slots 0 and 9 to 12; data slots clear, the rest unused.
inline ConfigZone nervesKey() {
  return layout("C000AA00", "87200F0F 0F0F0F0F 0F0F0F0F 0F0F0F0F 0F0F0F0F 0F2F0F2F 0F2F0F2F 0F0F0F0F",
                "33001C00 1C001C00 1C003C00 3C003C00 3C003C00 3C003000 3C003C00 3C003C00");
}

/// A locked Nitrokey FIDO U2F.
inline ConfigZone nitrokey() {
  return ConfigZone{
      hex<128>("0123BCAE 00005000 455B669B EEC04500 C0005500 83718101 8371C101 83718371"
               "8371C171 01018371 8371C171 83718371 83718371 000000FF 00020002 FFFFFFFF"
               "00000000 FFFFFFFF FFFFFFFF FFFFFFFF FFFFFFFF 00000000 FFFF0000 00000000"
               "13003C00 13003C00 13003C00 13003C00 3C003C00 13003C00 13003C00 13003300")};
}

/// Coldcard Mk1/2, single-wire, with its chains of authorisation.
inline ConfigZone coldcard() {
  ConfigZone zone =
      layout("E1005500", "00008F2D 8F808F43 8F440043 00448F47 8F48C343 C444C747 C8488F4D 8F430000",
             "3C005C00 BC01FC01 FC019C01 9C01FC01 FC01DC03 DC04DC07 DC08FC01 DC013C00");
  zone.bytes[14] = 0x54;  // single-wire part
  return zone;
}

/// The test configuration of cryptoauthlib for the 508A.
inline ConfigZone cryptoauthlibTest() {
  return layout("C0005500", "8F2FC444 8720C4F4 8F0F8F8F 9F8F8364 C444C464 0F0F0F0F 0F0F0F0F 0F0F0F0F",
                "33001C00 13001C00 3C001C00 1C003300 1C001C00 3C003000 3C003C00 32003000");
}

/// The test configuration of Mongoose OS, in wide use, as its yaml describes the slots; slot 14 as in the
/// variant with a signing key there.
inline ConfigZone mongoose() {
  return layout("C0005500", "87648764 87648764 800F8F8F 9F8F8220 C444C444 0F0F0F0F 0F0F0F0F 834F0F0F",
                "33003300 33003300 3C001C00 1C003300 1C001C00 3C003C00 3C003C00 13003C00");
}

/// A sound layout for a TLS device, as an example of one: identity in slot 0 made before the data lock and
/// never again, ephemeral keys in slot 2 whose shared secret goes to slot 3 and comes out encrypted with slot
/// 4, a setting in slot 5 written with slot 4, data in 8, a root's public key in 11 for Verify, the rest
/// unused and closed.
inline ConfigZone sound() {
  return layout("C000AA00", "81808F80 8C20C480 8F80C444 8F808F80 00008F80 8F808F80 8F808F80 8F808F80",
                "13001C00 13001C00 5C001C00 1C001C00 3C001C00 1C001000 1C001C00 1C001C00");
}

}  // namespace signet::atecc::layouts
