#include "firmware/common/selftest/addresses.h"

namespace signet::firmware {

/// FPGAIO's LED is `word`; start-up code stands behind the vectors.
const SelftestAddresses kSelftestAddresses{0x10000000, 0x40028000, 0x40028100, 0x000000C0, 0x00000400};

}  // namespace signet::firmware
