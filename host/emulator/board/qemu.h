// Qemu: QEMU as a process, with the ends of its pipes on this side.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <mutex>
#include <string>
#include <vector>

#include "host/emulator/board/board_type.h"

namespace signet::emulator {

struct QemuOptions {
  std::string image;                        ///< ELF file of the firmware
  unsigned megahertz = 0;                   ///< speed of the processor; 0: the machine's usual one
  std::vector<std::uint8_t> settings = {};  ///< content of the flash from the settings on; empty: erased
  bool strictMemory = false;                ///< flash and iRAM only by whole words, as on the ESP8266; slower
  bool exactCounts = false;  ///< one instruction a nanosecond: times are wrong, instruction counts exact
  const BoardType* type = &kNodemcu;
};

class Qemu {
 public:
  /// Starts it. Throws UserError: image or QEMU missing, no pipes to be had, or a speed or mode that the
  /// machine does not have.
  explicit Qemu(const QemuOptions& options);
  /// Ends it, as if its power had been cut.
  ~Qemu();
  Qemu(const Qemu&) = delete;
  Qemu& operator=(const Qemu&) = delete;

  /// Requests of the firmware (link.h) come out of here. The end: the machine has ended.
  int requests() const { return requests_; }
  /// Their answers go in here. When the machine has ended this makes a SIGPIPE.
  int answers() const { return answers_; }
  /// A command of QEMU's monitor, without a line end.
  void command(const std::string& text);
  /// Ends it at once; wait() follows, or is waiting in another thread.
  void kill();
  /// Waits until it has ended; its exit status, 128 + signal when one ended it.
  int wait();
  /// What QEMU has written to its standard error.
  std::string messages() const;

 private:
  std::mutex mutex_;
  pid_t pid_ = -1;  ///< -1: has ended
  int requests_ = -1;
  int answers_ = -1;
  int monitor_ = -1;
  int messages_ = -1;
};

}  // namespace signet::emulator
