// SDA and SCL of the shield connector 0, as the lines of bare::SoftI2c.
//
// The processor moves them by the registers of ARM's serial bus controller (SBCon).
#pragma once

#include "signet/port/bare/soft_i2c.h"
#include "signet/port/mps2/registers.h"

namespace signet::port::mps2 {

/// Both are open drain by themselves; SoftI2c releases them.
constexpr bare::I2cLines kShieldI2c{
    {reg::kShieldControlSet, reg::kShieldControlClear, reg::kShieldControl}, 1U << 1, 1U << 0};

}  // namespace signet::port::mps2
