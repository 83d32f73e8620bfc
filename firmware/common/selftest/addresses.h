// What the selftest reads, though it should not or need not. Each board's folder has it.
#pragma once

#include <cstdint>

namespace signet::firmware {

struct SelftestAddresses {
  std::uint32_t nowhere;          ///< nothing is there
  std::uint32_t word;             ///< a register that only takes words
  std::uint32_t unknownRegister;  ///< that the virtual board does not have
  std::uint32_t startUpCode;      ///< a word of it
  std::uint32_t code;             ///< of another function
};

extern const SelftestAddresses kSelftestAddresses;

}  // namespace signet::firmware
