// A command and its answer as the machine inside the chip sees them, and how a command is declared.
//
// How to add a command (one file per command or family in commands/):
//
//   1. Write the handler, a free function `Response run(Machine&, const Command&)`. It is called when the
//      group's CRC, its opcode and its form (below) are already known to be right and enough of the
//      watchdog's time is left. It makes its checks in the order of checks.h, changes `machine.state`
//      (volatile) and `machine.lasting` (EEPROM) and returns data or a status, for example
//      `return StatusCode::executionError;`.
//   2. Declare its forms: which mode bytes exist and how much data each takes. What matches no form is
//      answered with a parse error (03) before the handler runs.
//   3. Define the entry, `const CommandEntry kRead{...}`, declare it in commands/commands.h and add it to the
//      list in commands/command_table.cpp.
//
// What a handler need not care about: CRC, counts, busy time, the watchdog, power cuts, TempKey on errors
// (see TempKeyRule), the SHA context (every command but SHA drops it).
#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <span>

#include "host/emulator/chip/time.h"
#include "signet/core/check.h"

namespace signet::emulator {

class Machine;

/// The status byte of a response (table 9-3).
enum class StatusCode : std::uint8_t {
  success = 0x00,
  mismatch = 0x01,          ///< CheckMac or Verify ran properly and the answer is no
  parseError = 0x03,        ///< length, opcode or parameter illegal in any state
  eccFault = 0x05,          ///< an ECC computation failed; the same command may work when repeated
  executionError = 0x0F,    ///< legal, but not possible in the present state or configuration
  afterWake = 0x11,         ///< after a wake, before the first command
  watchdogExpiring = 0xEE,  ///< not enough time left; the command did not run
  communication = 0xFF,     ///< wrong CRC or count; the command was not parsed
};

/// A command group without its framing. `data` points into the chip's input buffer.
struct Command {
  std::uint8_t opcode = 0;
  std::uint8_t p1 = 0;
  std::uint16_t p2 = 0;
  std::span<const std::uint8_t> data;

  std::uint8_t p2Low() const { return static_cast<std::uint8_t>(p2 & 0xFF); }
  std::uint8_t p2High() const { return static_cast<std::uint8_t>(p2 >> 8); }
  /// Where Param2 names a slot only its four lowest bits choose it (but all 16 enter any hash).
  unsigned slot() const { return p2 & 0x0F; }
  bool mode(std::uint8_t bits) const { return (p1 & bits) == bits; }
};

/// What a command answers: a status byte, or 4 to 64 bytes of data, or (Pause) nothing at all.
class Response {
 public:
  static constexpr std::size_t kMaxSize = 64;

  Response(StatusCode status) : size_(1), isStatus_(true) { bytes_[0] = static_cast<std::uint8_t>(status); }

  static Response data(std::span<const std::uint8_t> bytes) {
    SIGNET_CHECK(bytes.size() >= 4 && bytes.size() <= kMaxSize);
    Response response(StatusCode::success);
    std::copy(bytes.begin(), bytes.end(), response.bytes_.begin());
    response.size_ = static_cast<std::uint8_t>(bytes.size());
    response.isStatus_ = false;
    return response;
  }
  /// Says nothing and goes to the idle mode.
  static Response silentIdle() {
    Response response(StatusCode::success);
    response.size_ = 0;
    return response;
  }

  std::span<const std::uint8_t> bytes() const { return {bytes_.data(), size_}; }
  bool isStatus() const { return isStatus_; }
  bool isSilent() const { return size_ == 0; }
  bool is(StatusCode status) const { return isStatus_ && bytes_[0] == static_cast<std::uint8_t>(status); }
  bool succeeded() const { return !isStatus_ || is(StatusCode::success); }

 private:
  std::array<std::uint8_t, kMaxSize> bytes_{};
  std::uint8_t size_;
  bool isStatus_;
};

/// One legal shape of a command. It matches when (p1 & modeMask) == mode, no bit of p2 outside `p2Bits` is
/// set, and the number of data bytes is one of `sizes` or lies in minSize..maxSize.
struct Form {
  std::uint8_t modeMask;
  std::uint8_t mode;
  std::uint16_t p2Bits = 0xFFFF;
  std::uint8_t minSize = 0;
  std::uint8_t maxSize = 0;
  /// A second size that is tolerated as well (section 9.1: some commands ignore bytes they do not need).
  int toleratedSize = -1;

  bool matches(const Command& command) const {
    const std::size_t size = command.data.size();
    const bool sizeFits = (size >= minSize && size <= maxSize) ||
                          (toleratedSize >= 0 && size == static_cast<std::size_t>(toleratedSize));
    return (command.p1 & modeMask) == mode && (command.p2 & ~p2Bits) == 0 && sizeFits;
  }
};

/// What happens to TempKey.Valid and its data when the command ends (section 2.5.1). CRC errors and ECC
/// faults never touch it.
enum class TempKeyRule : std::uint8_t {
  clears,          ///< invalid on every return code: most commands
  keepsOnSuccess,  ///< the handler decides on success; invalid on every other return code
  untouched,       ///< neither way (Info)
};

using Handler = Response (*)(Machine&, const Command&);

struct CommandEntry {
  std::uint8_t opcode;
  const char* name;
  Duration typical;  ///< table 9-4
  Duration maximum;  ///< table 9-4
  TempKeyRule tempKey;
  std::span<const Form> forms;
  Handler run;

  bool accepts(const Command& command) const {
    return std::any_of(forms.begin(), forms.end(), [&](const Form& form) { return form.matches(command); });
  }
};

/// The entry of an opcode; nullptr if the ATECC508A has none.
const CommandEntry* findCommand(std::uint8_t opcode);

}  // namespace signet::emulator
