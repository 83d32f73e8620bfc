// Engine: the chip around the Machine: power, wake, watchdog, busy time and the I2C interface (sections 6 and
// 8). chip.h documents the pin events; here they are interpreted.
#pragma once

#include <array>
#include <optional>

#include "host/emulator/chip/chip.h"
#include "host/emulator/chip/engine/execution.h"
#include "host/emulator/chip/engine/group.h"
#include "host/emulator/chip/engine/machine.h"

namespace signet::emulator {

class Engine {
 public:
  Engine(const Eeprom& content, const ChipOptions& options)
      : machine_(content, options), drawState_(options.timingSeed) {}

  void powerOn(Time now);
  void powerOff(Time now);

  bool start(Time now, std::uint8_t addressByte);
  bool write(Time now, std::uint8_t byte);
  std::uint8_t read(Time now);
  void stop(Time now);
  void sdaLow(Time now, Duration low);

  void advance(Time now);
  std::optional<Time> nextEvent() const;
  void strikeWatchdog(Time now);
  void arm(const ChipFault& fault);
  void setListener(ChipListener* listener) { listener_ = listener; }

  Chip::Mode mode() const { return mode_; }
  const ChipOptions& options() const { return machine_.options; }
  const Eeprom& eeprom() const { return machine_.lasting.committed(); }

 private:
  using Mode = Chip::Mode;

  /// What the I2C transaction on the bus means to this chip.
  enum class Transaction : std::uint8_t {
    notOurs,      ///< none, another chip's, or one that is ignored
    wordAddress,  ///< addressed for writing, the word address comes next
    command,      ///< bytes go to the command buffer
    sleep,        ///< sleep at Stop
    idle,         ///< idle at Stop
    reading,
  };

  // Modes.
  void wake(Time now);
  void fallAsleep(Time now, bool byWatchdog);
  void goIdle(Time now);
  void clearInterface();
  bool sleepsOrIdles() const { return mode_ == Mode::asleep || mode_ == Mode::idle; }
  bool listens(Time now) const { return mode_ == Mode::awake && now >= listensFrom_; }
  bool isAddressedBy(std::uint8_t addressByte) const;

  // Commands.
  void happen(Time event);
  void runCommand(Time now);
  void finishCommand(Time now);
  Duration busyTime(const Execution& execution);
  Time commitTime(Moment moment) const;
  void commit(Time now);

  // Writes.
  bool takeWordAddress(std::uint8_t byte);
  bool takeCommandByte(std::uint8_t byte);

  Machine machine_;
  ChipListener* listener_ = nullptr;
  Time now_{};

  Mode mode_ = Mode::off;
  Time wakeableFrom_{};  ///< a wake pulse before does not count
  Time listensFrom_{};
  Time watchdogAt_{};
  Time busyFrom_{};
  Time readyAt_{};
  bool idlesWhenReady_ = false;

  Transaction transaction_ = Transaction::notOurs;
  std::uint8_t address_ = 0;
  CommandBuffer command_;
  ResponseGroup response_;
  std::size_t responsePosition_ = 0;
  bool readSinceCommandByte_ = false;

  std::uint64_t drawState_;
  bool damageNextCrc_ = false;
  Duration extraBusy_{};
};

}  // namespace signet::emulator
