// Qemu: QEMU as a process, with the ends of its sockets on this side.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace signet::emulator {

struct QemuOptions {
  std::string image;                        ///< ELF file of the firmware
  unsigned megahertz = 80;                  ///< 80 or 160: speed of the processor
  std::vector<std::uint8_t> settings = {};  ///< content of the flash from 0x402F0000 on; empty: erased
  bool strictMemory = false;  ///< flash and iRAM only by whole words, as on the real chip; slower
  bool exactCounts = false;   ///< one instruction a nanosecond: times are wrong, instruction counts exact
};

class Qemu {
 public:
  /// Starts it. Throws UserError: image or QEMU missing, no sockets to be had. Precondition: 80 or 160 MHz.
  explicit Qemu(const QemuOptions& options);
  /// Ends it, as if its power had been cut.
  ~Qemu();
  Qemu(const Qemu&) = delete;
  Qemu& operator=(const Qemu&) = delete;

  /// Requests of the firmware (link.h) come here, and answers go back.
  int link() const { return link_; }
  /// A command of QEMU's monitor, without a line end.
  void command(const std::string& text);
  /// Ends it at once. wait() follows.
  void kill();
  /// Waits until it has ended; its exit status, 128 + signal when one ended it.
  int wait();
  /// What QEMU has written to its standard error.
  std::string messages() const;

 private:
  pid_t pid_ = -1;
  int link_ = -1;
  int monitor_ = -1;
  int messages_ = -1;
};

}  // namespace signet::emulator
