// A virtual chip with the driver over it, on a bus that can be cut, for tests.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "host/chip/test_bench.h"
#include "host/home/device_files.h"
#include "signet/atecc/device.h"

namespace signet::provision {

/// The end of this process, at the n-th thing it does. Not derived from std::exception: nothing may catch it.
struct Killed {};

/// Counts what a process does, and ends it at a chosen one: before it is done, or right after.
class KillSwitch {
 public:
  void killAt(std::uint64_t number, bool after) {
    at_ = number;
    after_ = after;
  }
  std::uint64_t count() const { return count_; }
  bool dead() const { return dead_; }

  /// `act` is one transaction or one file written.
  template <typename Act>
  auto pass(Act act) {
    if (dead_) throw Killed();
    const bool now = ++count_ == at_;
    if (now && !after_) die();
    auto result = act();
    if (now) die();
    return result;
  }

 private:
  [[noreturn]] void die() {
    dead_ = true;
    throw Killed();
  }
  std::uint64_t count_ = 0;
  std::uint64_t at_ = 0;
  bool after_ = false;
  bool dead_ = false;
};

class SwitchedBus final : public i2c::Bus {
 public:
  SwitchedBus(i2c::Bus& bus, KillSwitch& life) : bus_(bus), life_(life) {}

 private:
  Status doWrite(i2c::Address address, Bytes bytes) override {
    return life_.pass([&] { return bus_.write(address, bytes); });
  }
  Status doRead(i2c::Address address, MutableBytes bytes) override {
    return life_.pass([&] { return bus_.read(address, bytes); });
  }
  Status doWake(signet::Duration low) override {
    return life_.pass([&] { return bus_.wake(low); });
  }
  Status doRecover() override {
    return life_.pass([&] { return bus_.recover(); });
  }

  i2c::Bus& bus_;
  KillSwitch& life_;
};

/// What is on this computer's disk; it outlives the processes.
using Disk = std::map<std::string, std::string>;

class SwitchedFiles final : public home::DeviceFiles {
 public:
  SwitchedFiles(Disk& disk, KillSwitch& life) : disk_(disk), life_(life) {}

  std::optional<std::string> read(const std::string& name) override {
    const auto found = disk_.find(name);
    return found == disk_.end() ? std::nullopt : std::optional(found->second);
  }
  void write(const std::string& name, std::string_view content) override {
    life_.pass([&] {
      disk_[name] = content;
      return 0;
    });
  }
  std::string path(const std::string& name) const override { return name; }

 private:
  Disk& disk_;
  KillSwitch& life_;
};

using Board = chip::TestBoard;

/// One run of the command on a board.
struct Process {
  Process(Board& board, Disk& disk)
      : bus(board.port, life), session(bus, board.clock), device(session), files(disk, life) {}

  KillSwitch life;
  SwitchedBus bus;
  atecc::Session session;
  atecc::Device device;
  SwitchedFiles files;
};

}  // namespace signet::provision
