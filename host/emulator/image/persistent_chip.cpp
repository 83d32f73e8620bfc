#include "host/emulator/image/persistent_chip.h"

#include <filesystem>
#include <utility>

#include "host/emulator/image/atomic_file.h"

namespace signet::emulator {

PersistentChip::PersistentChip(const std::string& path)
    : path_(resolvedPath(path)),
      lock_(path_),
      saved_(loadChipImage(path_)),
      chip_(saved_.eeprom, saved_.options) {}

PersistentChip::~PersistentChip() {
  try {
    detach();
  } catch (const ChipImageError&) {
    // A program that cares detaches first; here no one is left to report to.
  }
}

void PersistentChip::attachTo(VirtualBus& bus, std::string name) {
  if (name.empty()) name = std::filesystem::path(path_).stem().string();
  bus.attach(chip_, std::move(name));
  bus_ = &bus;
  bus.addChipListener(chip_, *this);
}

void PersistentChip::detach() {
  if (bus_ != nullptr) std::exchange(bus_, nullptr)->detach(chip_);
}

void PersistentChip::onEepromChanged(Time) {
  saved_.eeprom = chip_.eeprom();
  storeChipImage(path_, saved_, realFiles());
}

}  // namespace signet::emulator
