// The registers of the ESP8266 that signet uses.
#pragma once

#include "signet/port/bare/registers.h"

namespace signet::port::esp8266 {

/// Addresses, as in the ESP8266 Technical Reference (Espressif, V1.7) and the headers of the vendor's SDK.
namespace reg {
constexpr std::uint32_t kUartFifo = 0x60000000;    ///< write: a byte to send
constexpr std::uint32_t kUartStatus = 0x6000001C;  ///< bits 23..16: bytes that wait to be sent, of 128
constexpr std::uint32_t kGpioOut = 0x60000300;     ///< level of each output
constexpr std::uint32_t kGpioOutSet = 0x60000304;
constexpr std::uint32_t kGpioOutClear = 0x60000308;
constexpr std::uint32_t kGpioEnable = 0x6000030C;  ///< 1: the pin drives, 0: it only listens
constexpr std::uint32_t kGpioEnableSet = 0x60000310;
constexpr std::uint32_t kGpioEnableClear = 0x60000314;
constexpr std::uint32_t kGpioIn = 0x60000318;  ///< level of each pin, 0 to 15
constexpr std::uint32_t kRandom = 0x3FF20E44;  ///< 32 random bits with each read (fed by the radio's noise)
}  // namespace reg

using bare::Registers;

}  // namespace signet::port::esp8266
