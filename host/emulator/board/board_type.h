// The boards that there are in software: which machine of QEMU is their processor, and what stands around it.
#pragma once

#include <memory>
#include <span>

#include "host/emulator/board/peripherals.h"

namespace signet::emulator {

/// QEMU makes an instruction every 2^shift nanoseconds.
struct BoardSpeed {
  unsigned megahertz;
  unsigned shift;
};

struct BoardType {
  const char* name;  ///< its firmware is build/NAME/NAME.elf
  const char* processor;
  const char* qemu;                        ///< the program
  const char* package;                     ///< of Debian, that has it
  std::span<const char* const> arguments;  ///< the machine, and how its firmware reaches the host
  const char* network;                     ///< -nic
  std::span<const BoardSpeed> speeds;      ///< the usual one first
  unsigned cyclesPerMicrosecond;           ///< of LinkRequest::cycles, at each speed
  std::uint32_t settingsAddress;           ///< in its flash
  std::uint32_t strictMemory;  ///< word that asks its firmware for strict memory; 0: it has no such thing
  std::unique_ptr<Peripherals> (*peripherals)(EdgeWire& wire, Peripherals::Hooks hooks);
};

extern const BoardType kNodemcu;
extern const BoardType kMps2;

std::span<const BoardType* const> boardTypes();

}  // namespace signet::emulator
