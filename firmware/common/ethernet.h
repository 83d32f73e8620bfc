// The network interface of a board, for lwIP. Each board's folder has it.
#pragma once

#include <lwip/netif.h>

#include <cstdint>

namespace signet::firmware {

/// For netif_add(). There is one controller.
err_t ethernetInit(netif* interface);
/// Gives lwIP the frames that have arrived.
void ethernetPoll(netif& interface);

/// Of the interface, the same on every board: locally administered.
constexpr std::uint8_t kEthernetAddress[] = {0x52, 0x54, 0x00, 0x53, 0x49, 0x47};

/// What is the same for every controller: its name, address and flags. `send` sends whole frames.
void describeEthernet(netif& interface, netif_linkoutput_fn send);

}  // namespace signet::firmware
