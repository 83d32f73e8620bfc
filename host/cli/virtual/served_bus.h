// ServedBus: virtual chips on a bus that other programs can use, for `signet chip serve`, `run` and `trace`.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "host/emulator/bus/time_source.h"
#include "host/emulator/bus/virtual_bus.h"
#include "host/emulator/image/persistent_chip.h"
#include "host/emulator/server/bus_server.h"
#include "signet/i2c/address.h"

namespace CLI {
class App;
}

namespace signet::emulator {
class FaultInjector;
}

namespace signet::cli {

/// What the user said about the bus.
struct ServedBusOptions {
  std::vector<std::string> chips;  ///< FILE or FILE@ADDRESS, "sim:" before it or not
  std::string clock = "real";
  unsigned hz = 100'000;
  std::string faults;

  /// --clock, --hz and --faults; the chips are named differently by each command.
  void addTo(CLI::App& command);
};

/// "board.chip@0x60" or "sim:board.chip": a chip image, and where the user says it answers.
struct ChipFile {
  std::string path;
  std::optional<i2c::Address> address;
};
/// Throws UserError (usage).
ChipFile parseChipFile(const std::string& text);

class ServedBus {
 public:
  /// Opens all chips. Throws UserError: badFile for a bad image or fault plan, usage for a chip that does not
  /// answer where the user says, or that shares its address with another.
  explicit ServedBus(const ServedBusOptions& options);
  ~ServedBus();

  emulator::VirtualBus& bus() { return bus_; }

  struct ChipInfo {
    std::string file;
    i2c::Address address;
  };
  const std::vector<ChipInfo>& chips() const { return infos_; }
  /// "board.chip at 0x60, other.chip at 0x35"
  std::string description() const;

  /// Serves until `stopFd` is readable. Throws UserError when a chip can no longer be saved.
  void serve(const emulator::ListeningSocket& socket, int stopFd, emulator::BusServer::Log log);

 private:
  void open(const ChipFile& file);

  std::unique_ptr<emulator::TimeSource> time_;
  emulator::ServedTime servedTime_;
  emulator::VirtualBus bus_;
  std::unique_ptr<emulator::FaultInjector> faults_;
  std::vector<std::unique_ptr<emulator::PersistentChip>> chips_;
  std::vector<ChipInfo> infos_;
};

/// Reads a place to listen. Throws UserError (usage).
port::Endpoint parseEndpoint(const std::string& option, const std::string& text);

}  // namespace signet::cli
