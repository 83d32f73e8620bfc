// LinkMap: what a linked program consists of, from the map that GNU ld writes with -Map.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace signet::bench {

/// One section of one object file that went into the program.
struct LinkedSection {
  std::string name;  ///< ".text._ZN6signet5crc16E..."
  std::string file;  ///< ".../libsignet_core.a(crc16.cpp.o)"
  std::size_t size = 0;

  bool startsWith(std::string_view prefix) const { return name.compare(0, prefix.size(), prefix) == 0; }
  bool isCode() const { return startsWith(".text") || startsWith(".literal"); }
  bool isConstant() const { return startsWith(".rodata"); }
  bool isRam() const { return startsWith(".data") || startsWith(".bss"); }

  /// Of the device library: from one of its archives, or a template or inline function of its namespace that
  /// the compiler put into the program's own object.
  bool isSignet() const {
    return file.find("/libsignet_") != std::string::npos || name.find("6signet") != std::string::npos;
  }
};

class LinkMapError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Sections with at least one byte, without those that --gc-sections discarded. LinkMapError: no map.
std::vector<LinkedSection> parseLinkMap(std::string_view text);

}  // namespace signet::bench
