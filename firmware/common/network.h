// The network of the board: lwIP over its Ethernet, address by DHCP.
#pragma once

#include <lwip/netif.h>

#include "signet/core/clock.h"

namespace signet::firmware {

class Network {
 public:
  /// Starts lwIP and asks for an address. There is one network; it must not end before the program. lwIP's
  /// time is that of `clock`.
  explicit Network(Clock& clock);
  Network(const Network&) = delete;
  Network& operator=(const Network&) = delete;

  /// Frames that have arrived, and whatever is due in lwIP.
  void poll();
  /// Has an address.
  bool up() const;

 private:
  netif interface_{};
};

}  // namespace signet::firmware
