// LastingState: the EEPROM as the running command sees it, and the instants at which its
// changes become permanent.
//
// A handler runs without interruption, but on the bus the command takes milliseconds, and power may be cut
// (or the watchdog strike) at any of them. Every change is therefore made "at" one of three instants of the
// execution window. Changes at the same instant take effect together or not at all; what is changed for an
// instant that the chip does not live to see is undone.
//
//     |---------- busy ----------|
//     0        1/4      1/2     3/4       ready
//              early    torn    done
//
//   early  bookkeeping that comes before the operation: a consumed use, a new random seed
//   torn   the state in which an interrupted write leaves the memory; only for the two writes that are not
//          atomic: a rolled DeriveKey and PrivWrite
//   done   the result
//
// Within one command the instants can only go forward: after at(done) no at(early).
#pragma once

#include <cstdint>
#include <vector>

#include "host/emulator/chip/memory/config_view.h"
#include "host/emulator/chip/memory/eeprom.h"

namespace signet::emulator {

enum class Moment : std::uint8_t { early, torn, done };

class LastingState {
 public:
  explicit LastingState(const Eeprom& content) : committed_(content), working_(content) {}

  /// The content as the running command sees it, its own changes included.
  const Eeprom& content() const { return working_; }
  ConfigView config() const { return ConfigView(working_); }

  /// The content, to be changed; the change becomes permanent at `moment`.
  Eeprom& at(Moment moment);

  // ---- For the engine.
  struct Commit {
    Moment moment;
    Eeprom content;
  };
  /// The content that would survive a power cut now.
  const Eeprom& committed() const { return committed_; }
  /// To be called when a handler has returned: its last changes join `pending`.
  void seal();
  /// Changes of the command that just ran, in the order of their moments. Empty for most commands.
  const std::vector<Commit>& pending() const { return pending_; }
  /// The first pending change becomes permanent.
  void commitFirst();
  /// Forgets what is not permanent.
  void abandon();

 private:
  Eeprom committed_;
  Eeprom working_;
  std::vector<Commit> pending_;
  bool changing_ = false;
  Moment moment_ = Moment::early;
};

}  // namespace signet::emulator
