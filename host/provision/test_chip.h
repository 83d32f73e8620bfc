// A factory part's configuration, for tests.
#pragma once

#include "host/emulator/chip/eeprom.h"
#include "signet/atecc/config_zone.h"

namespace signet::provision {

inline atecc::ConfigZone factoryConfig() {
  return {emulator::Eeprom::factory(1).config};
}

}  // namespace signet::provision
