// VirtualBus::Seat: a chip's place on a bus. Private to the bus.
#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "host/emulator/bus/virtual_bus.h"

namespace signet::emulator {

/// Passes what the chip reports to its own listeners and to those of the bus.
class VirtualBus::Seat final : public ChipListener {
 public:
  Seat(VirtualBus& bus, Chip& itsChip, std::string itsName)
      : chip(itsChip), name(std::move(itsName)), stay(bus.newStay()), bus_(bus) {
    chip.setListener(this);
  }
  Seat(const Seat&) = delete;
  Seat& operator=(const Seat&) = delete;

  void addListener(ChipListener& listener) { listeners_.push_back(&listener); }

  Chip& chip;
  std::string name;
  Stay stay;  ///< the present one

 private:
  void onWake(Time at) override {
    for (ChipListener* l : listeners_) l->onWake(at);
    for (BusListener* l : bus_.listeners_) l->onChipWake(at, name);
  }
  void onIdle(Time at) override {
    for (ChipListener* l : listeners_) l->onIdle(at);
    for (BusListener* l : bus_.listeners_) l->onChipIdle(at, name);
  }
  void onSleep(Time at, bool byWatchdog) override {
    for (ChipListener* l : listeners_) l->onSleep(at, byWatchdog);
    for (BusListener* l : bus_.listeners_) l->onChipSleep(at, name, byWatchdog);
  }
  void onCommand(Time at, std::span<const std::uint8_t> group, Time ready) override {
    for (ChipListener* l : listeners_) l->onCommand(at, group, ready);
    for (BusListener* l : bus_.listeners_) l->onChipCommand(at, name, group, ready);
  }
  void onResponse(Time at, std::span<const std::uint8_t> group) override {
    for (ChipListener* l : listeners_) l->onResponse(at, group);
  }
  void onEepromChanged(Time at) override {
    for (ChipListener* l : listeners_) l->onEepromChanged(at);
  }

  VirtualBus& bus_;
  std::vector<ChipListener*> listeners_;
};

}  // namespace signet::emulator
