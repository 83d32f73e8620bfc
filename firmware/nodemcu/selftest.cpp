#include "firmware/common/selftest/addresses.h"

namespace signet::firmware {

/// GPIO_OUT is `word`; start-up code is in iRAM behind the vectors, the first function in flash.
const SelftestAddresses kSelftestAddresses{0x10000000, 0x60000300, 0x60001300, 0x40100080, 0x40201010};

}  // namespace signet::firmware
