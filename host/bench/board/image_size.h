// What the firmware of the NodeMCU takes of the chip's memory, by component, from the linker's map.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "host/bench/figure.h"

namespace signet::bench {

/// Bytes of one component.
struct ComponentSize {
  std::string name;        ///< "lwIP", "BearSSL", "tls", "mqtt", ...
  std::size_t code = 0;    ///< vectors and exception handlers are copied to iRAM, the rest runs in flash
  std::size_t loaded = 0;  ///< constants and initial values: copied to RAM, as flash cannot be read by bytes
  std::size_t zeroed = 0;  ///< in RAM
  std::size_t flash() const { return code + loaded; }
  std::size_t ram() const { return loaded + zeroed; }
};

/// The largest first. What stands in for hardware on the virtual board, and is not in the chip's memory, is
/// left out. LinkMapError: no map.
std::vector<ComponentSize> componentSizes(std::string_view map);

/// board/flash/COMPONENT and board/ram/COMPONENT, and of each the sum of all, which is held against the
/// chip's memory as firmware/nodemcu/nodemcu.ld has it. lwIP's RAM is in the vendor's share, and has
/// its own limit.
std::vector<Figure> sizeFigures(const std::vector<ComponentSize>& components);

}  // namespace signet::bench
