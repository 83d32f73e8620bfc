// A factory part's configuration, for tests.
#pragma once

#include "host/emulator/chip/memory/eeprom.h"
#include "signet/atecc/config/config_zone.h"

namespace signet::profile {

inline atecc::ConfigZone factoryConfig() {
  return {emulator::Eeprom::factory(1).config};
}

}  // namespace signet::profile
