#include "firmware/common/network.h"

#include <lwip/dhcp.h>
#include <lwip/etharp.h>
#include <lwip/init.h>
#include <lwip/timeouts.h>
#include <netif/ethernet.h>

#include <algorithm>
#include <iterator>

#include "firmware/common/ethernet.h"

namespace signet::firmware {
namespace {

Clock* lwipClock = nullptr;

}  // namespace

/// Milliseconds, for lwIP's timers.
extern "C" u32_t sys_now() {
  const Duration time = lwipClock->now().time_since_epoch();
  return static_cast<u32_t>(std::chrono::duration_cast<std::chrono::milliseconds>(time).count());
}

void describeEthernet(netif& interface, netif_linkoutput_fn send) {
  interface.name[0] = 'e';
  interface.name[1] = 'n';
  interface.output = etharp_output;
  interface.linkoutput = send;
  interface.mtu = 1500;
  interface.hwaddr_len = sizeof kEthernetAddress;
  std::copy(std::begin(kEthernetAddress), std::end(kEthernetAddress), interface.hwaddr);
  interface.flags = NETIF_FLAG_BROADCAST | NETIF_FLAG_ETHARP | NETIF_FLAG_LINK_UP | NETIF_FLAG_ETHERNET;
}

Network::Network(Clock& clock) {
  lwipClock = &clock;
  lwip_init();
  netif_add(&interface_, IP4_ADDR_ANY4, IP4_ADDR_ANY4, IP4_ADDR_ANY4, nullptr, ethernetInit, ethernet_input);
  netif_set_default(&interface_);
  netif_set_up(&interface_);
  dhcp_start(&interface_);
}

void Network::poll() {
  ethernetPoll(interface_);
  sys_check_timeouts();
}

bool Network::up() const {
  return dhcp_supplied_address(&interface_) != 0;
}

}  // namespace signet::firmware
