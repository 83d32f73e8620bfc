// Two GPIO pins of the ESP8266, which has no I2C controller, as the lines of bare::SoftI2c.
#pragma once

#include "signet/core/check.h"
#include "signet/port/bare/soft_i2c.h"
#include "signet/port/esp8266/registers.h"

namespace signet::port::esp8266 {

/// Makes the pins open drain and releases them. Open drain is made of the enable register: the output's level
/// stays low. Preconditions: sda and scl are two of GPIO0 to GPIO15.
inline bare::I2cLines i2cPins(Registers& registers, unsigned sda, unsigned scl) {
  SIGNET_CHECK(sda < 16 && scl < 16 && sda != scl);
  const bare::I2cLines lines{
      {reg::kGpioEnableClear, reg::kGpioEnableSet, reg::kGpioIn}, 1U << sda, 1U << scl};
  registers.write(reg::kGpioEnableClear, lines.sda | lines.scl);
  registers.write(reg::kGpioOutClear, lines.sda | lines.scl);
  return lines;
}

}  // namespace signet::port::esp8266
