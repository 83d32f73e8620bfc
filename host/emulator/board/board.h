// Board: a microcontroller board in software (machine.h). QEMU is its processor; its pins, and what is on
// them, are in this process.
//
//     Board board({.machine = {.image = "build/nodemcu/nodemcu.elf", .settings = flash}});
//     board.use([&](VirtualBus& bus) { chip.attachTo(bus); });
//     board.powerOn();
//     board.waitForLine("connected", 20s);
//     board.pressButton(true);
//
// A thread of the board serves the machine. Time is the guest's: the chip sees every edge at the time of the
// processor's cycle counter, and its own work takes time of that clock. While the firmware waits, that time
// follows the time of day.
//
// The network is QEMU's: 10.0.2.2 is the loopback of this computer, and an address comes by DHCP.
//
// Thread safe, except that the board must not end while it is used. Hooks are called by the board's
// thread, and must not call the board.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "host/emulator/board/peripherals.h"
#include "host/emulator/board/qemu.h"
#include "host/emulator/bus/edge_wire.h"

namespace signet::emulator {

struct BoardOptions {
  QemuOptions machine;
  std::function<void(const std::string& line)> onLine = {};  ///< of the serial port
  std::function<void(bool on)> onLed = {};
};

/// How a program on the board ended.
struct BoardEnd {
  int status = 0;      ///< exit status of the machine; 251: the firmware met an exception
  std::string reason;  ///< a sentence, when the board itself knows
};

struct BoardCounters {
  std::uint64_t loads = 0;  ///< of registers
  std::uint64_t stores = 0;
  std::uint64_t edges = 0;  ///< of SDA and SCL
};

class Board {
 public:
  explicit Board(BoardOptions options);
  /// Cuts the power. Chips must be detached before, or outlive the board.
  ~Board();
  Board(const Board&) = delete;
  Board& operator=(const Board&) = delete;

  /// Throws UserError, see Qemu. Precondition: it has no power.
  void powerOn();
  /// The processor stops where it is, and its pins let go. The chip keeps its power: it has its own.
  void powerOff();
  /// How the program ended, if it has.
  std::optional<BoardEnd> end() const;

  /// Calls `action` with the I2C bus, while the processor does not touch it: to attach and detach chips,
  /// switch their power, listen. `action` gets the wire too if it asks for it.
  void use(const std::function<void(VirtualBus&)>& action);
  void use(const std::function<void(VirtualBus&, EdgeWire&)>& action);
  /// Time since the first powerOn(), as the chip has it.
  Time now() const;
  BoardCounters counters() const;

  void pressButton(bool pressed);
  bool ledOn() const;
  /// Pulls the network cable, or plugs it in again. Precondition: it has power.
  void connectNetwork(bool connected);

  /// The first line of the serial port with `text` in it that was not found before. Throws UserError when it
  /// does not come within `longest`, or the program ends without it.
  std::string waitForLine(const std::string& text, std::chrono::seconds longest);
  /// Everything that was sent to the serial port.
  std::string console() const;
  /// Until `done` says so, which is asked whenever something has changed on the board. False:
  /// not within `longest`.
  bool waitUntil(const std::function<bool()>& done, std::chrono::seconds longest);

 private:
  void serve(Qemu& machine);
  bool serveOne(Qemu& machine);
  Duration timeOf(std::uint32_t cycles) const;
  std::optional<std::uint32_t> carryOut(std::uint32_t access, std::uint32_t value, std::uint32_t cycles);
  void sent(char c);
  void finish(BoardEnd end);

  BoardOptions options_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;

  VirtualTime time_;
  VirtualBus bus_{time_};
  EdgeWire wire_{time_, bus_};
  std::unique_ptr<Peripherals> peripherals_;
  BoardCounters counters_;
  std::uint32_t lastCycles_ = 0;

  std::string console_;
  std::size_t searched_ = 0;
  std::string line_;
  std::optional<BoardEnd> end_;

  std::unique_ptr<Qemu> machine_;
  std::thread thread_;
  std::atomic<bool> cut_ = false;  ///< the power, by powerOff()
};

}  // namespace signet::emulator
