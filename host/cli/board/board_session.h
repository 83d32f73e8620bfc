// BoardSession: a virtual board in front of a person, or of a script: shows what happens on it, and does what
// standard input says.
#pragma once

#include <deque>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "host/cli/board/board_equipment.h"
#include "host/cli/console.h"
#include "host/cli/virtual/run_signals.h"

namespace signet::cli {

/// What happens on the board, from its thread to this command's.
class BoardNews {
 public:
  void add(Json event) {
    const std::lock_guard lock(mutex_);
    events_.push_back(std::move(event));
  }
  std::vector<Json> take() {
    const std::lock_guard lock(mutex_);
    return std::exchange(events_, {});
  }

 private:
  std::mutex mutex_;
  std::vector<Json> events_;
};

class BoardSession {
 public:
  BoardSession(Console& console, emulator::Board& board, ChipOnBoard& chip, BoardNews& news)
      : console_(console), board_(board), chip_(chip), news_(news) {}

  /// Until a signal comes, the word quit, or the program on the board ends, which is a UserError (no).
  void run(const SignalFd& signals);

 private:
  void tell();
  void remember(std::string line);
  bool listen();
  void obeyTyped();
  void await();
  void obey(const std::string& words);
  void swapChip(const std::string& file);
  void setPower(bool on);
  void ended(const emulator::BoardEnd& end);

  Console& console_;
  emulator::Board& board_;
  ChipOnBoard& chip_;
  BoardNews& news_;
  std::string typed_;
  std::deque<std::string> lines_;  ///< of the board, that no wait has seen
  std::string awaited_;            ///< typed words wait until one of them has this
  bool powered_ = true;
  bool quit_ = false;
};

}  // namespace signet::cli
