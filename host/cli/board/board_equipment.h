// What is on the bus of a virtual board besides its processor. Each of these must be destroyed before the
// board, so that nothing refers to a destroyed object: make it after the board.
#pragma once

#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <utility>

#include "host/cli/virtual/fault_file.h"
#include "host/cli/virtual/trace_file.h"
#include "host/emulator/board/board.h"
#include "host/emulator/image/persistent_chip.h"

namespace signet::cli {

/// A chip on a board; at the end the board stands still before the chip goes.
class ChipOnBoard {
 public:
  ChipOnBoard(emulator::Board& board, const std::string& file) : board_(board) { swapFor(file); }
  ~ChipOnBoard() {
    board_.powerOff();
    unplug();
  }
  ChipOnBoard(const ChipOnBoard&) = delete;
  ChipOnBoard& operator=(const ChipOnBoard&) = delete;

  void plug() {
    if (std::exchange(plugged_, true)) return;
    board_.use([this](emulator::VirtualBus& bus) { chip_->attachTo(bus); });
  }
  void unplug() {
    if (!std::exchange(plugged_, false)) return;
    board_.use([this](emulator::VirtualBus&) { chip_->detach(); });
  }
  /// Another chip takes the place of the one that is there. Throws ChipImageError, and nothing has changed.
  void swapFor(const std::string& file) {
    auto chip = std::make_unique<emulator::PersistentChip>(file);
    unplug();
    chip_ = std::move(chip);
    plug();
  }

 private:
  emulator::Board& board_;
  std::unique_ptr<emulator::PersistentChip> chip_;
  bool plugged_ = false;
};

/// Everything on SDA and SCL, in a file; after the board stands still, before it goes.
class TraceOfBoard {
 public:
  TraceOfBoard(emulator::Board& board, const TraceOptions& options, std::ostream& otherwise) : board_(board) {
    if (options.file.empty()) return;
    board_.use([&](emulator::VirtualBus& bus, emulator::EdgeWire& wire) {
      file_.emplace(options, bus, otherwise);
      wire.addListener(file_->wires());
    });
  }
  ~TraceOfBoard() { stopListening(); }
  TraceOfBoard(const TraceOfBoard&) = delete;
  TraceOfBoard& operator=(const TraceOfBoard&) = delete;

  void finish() {
    stopListening();
    if (file_) file_->finish();
  }

 private:
  void stopListening() {
    if (!file_ || !std::exchange(listening_, false)) return;
    board_.use([&](emulator::VirtualBus&, emulator::EdgeWire& wire) { wire.removeListener(file_->wires()); });
  }

  emulator::Board& board_;
  std::optional<TraceFile> file_;
  bool listening_ = true;
};

/// What goes wrong on SDA and SCL, from the start to when the board stands still.
class FaultsOnBoard {
 public:
  FaultsOnBoard(emulator::Board& board, const std::string& file) : board_(board), faults_(loadFaults(file)) {
    set(faults_.get());
  }
  ~FaultsOnBoard() {
    board_.powerOff();
    set(nullptr);
  }
  FaultsOnBoard(const FaultsOnBoard&) = delete;
  FaultsOnBoard& operator=(const FaultsOnBoard&) = delete;

 private:
  void set(emulator::BusFaults* faults) {
    board_.use([&](emulator::VirtualBus&, emulator::EdgeWire& wire) { wire.setFaults(faults); });
  }

  emulator::Board& board_;
  std::unique_ptr<emulator::FaultInjector> faults_;
};

}  // namespace signet::cli
