// An ATECC508A as a pure state machine: pin events with their times go in, pin answers come out.
//
// Nothing here waits, reads a clock, opens a file or knows a master. Time may only go forward. All
// behaviour is that of the datasheet DS20005927A; where it is silent or contradicts itself, ChipOptions
// says what is chosen.
//
// One I2C transaction, as the chip sees it:
//
//     start(t, addr<<1|W) -> ACK?   write(t, byte) -> ACK? ...   stop(t)
//     start(t, addr<<1|R) -> ACK?   read(t) -> byte ...          stop(t)
//
// Ownership: the chip holds its whole state by value and may be copied (that is how `rehearse` works).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>

#include "host/emulator/chip/memory/eeprom.h"
#include "host/emulator/chip/options.h"
#include "host/emulator/chip/time.h"

namespace signet::emulator {

/// What happened inside, for traces and tests. Called synchronously, with the time of the event.
class ChipListener {
 public:
  virtual ~ChipListener() = default;
  virtual void onWake(Time) {}
  virtual void onIdle(Time) {}
  virtual void onSleep(Time, bool byWatchdog) { (void)byWatchdog; }
  /// `group` is the command as received (count .. CRC), busy until `ready`.
  virtual void onCommand(Time, std::span<const std::uint8_t> group, Time ready) { (void)group, (void)ready; }
  /// `group` is the complete response (count .. CRC) that the command left for reading.
  virtual void onResponse(Time, std::span<const std::uint8_t> group) { (void)group; }
  /// Lasting state changed; eeprom() shows the new content.
  virtual void onEepromChanged(Time) {}
};

/// Things that go wrong inside the chip. Each strikes the next command executed, once.
struct ChipFault {
  bool eccFault = false;  ///< answer 05 instead of running an ECC operation (waits for the next ECC command)
  bool wrongCrc = false;  ///< the response's CRC is damaged (stays damaged when read again)
  Duration extraBusy{};   ///< busy for so much longer than the command takes
};

class Chip {
 public:
  explicit Chip(const Eeprom& content, const ChipOptions& options = {});
  Chip(const Chip&);
  Chip& operator=(const Chip&);
  Chip(Chip&&) noexcept;
  Chip& operator=(Chip&&) noexcept;
  ~Chip();

  // ---- Power. A chip is made without power. powerOff may come at any instant, also while the EEPROM is
  // written: what survives follows the datasheet (all or nothing, but a rolled DeriveKey leaves the slot
  // undefined and an interrupted PrivWrite leaves the key invalid).
  void powerOn(Time now);
  void powerOff(Time now);
  bool powered() const;

  // ---- The two pins. Times are those of the end of the byte (of the ACK bit), of the Stop edge.
  /// Start condition and address byte (bit 0: read). True: this chip acknowledges.
  bool start(Time now, std::uint8_t addressByte);
  /// A byte from the master. True: acknowledged.
  bool write(Time now, std::uint8_t byte);
  /// The byte the chip sends next.
  std::uint8_t read(Time now);
  void stop(Time now);
  /// SDA was low from `now - low` to `now` (a wake pulse, or a run of zero bits in other traffic).
  void sdaLow(Time now, Duration low);

  // ---- State that survives power loss.
  const Eeprom& eeprom() const;

  // ---- Time passing by itself. Runs everything that is due up to `now` (end of a command,
  // EEPROM commits, watchdog).
  void advance(Time now);
  /// When the chip will next change by itself, if it will.
  std::optional<Time> nextEvent() const;

  // ---- Looking inside, and making things go wrong.
  enum class Mode : std::uint8_t { off, asleep, idle, awake, busy };
  Mode mode() const;
  const ChipOptions& options() const;
  void arm(const ChipFault& fault);
  void strikeWatchdog(Time now);
  /// Not owned; nullptr for none. Not copied with the chip.
  void setListener(ChipListener* listener);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace signet::emulator
