// The OpenCores Ethernet controller of the virtual machine, as an lwIP network interface. It stands where
// Wi-Fi is on a real board; its frames are kept in memory of its own, none of it dRAM.
//
// OpenCores Ethernet IP Core Specification, rev. 1.19: registers (section 3), buffer descriptors (section 4).
#pragma once

#include <lwip/netif.h>

namespace signet::nodemcu {

/// For netif_add(). There is one controller.
err_t ethernetInit(netif* interface);
/// Gives lwIP the frames that have arrived.
void ethernetPoll(netif& interface);

}  // namespace signet::nodemcu
