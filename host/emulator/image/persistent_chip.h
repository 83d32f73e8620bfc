// PersistentChip: a Chip that is kept in a chip image file. Every change of its EEPROM is in the file before
// anything of it can be seen on the bus.
#pragma once

#include <string>

#include "host/emulator/bus/virtual_bus.h"
#include "host/emulator/chip/chip.h"
#include "host/emulator/image/chip_image.h"
#include "host/emulator/image/image_lock.h"

namespace signet::emulator {

/// Holds the image's lock for its lifetime: one program at a time uses a chip.
///
///     PersistentChip chip("thing.chip");
///     chip.attachTo(bus);
class PersistentChip final : private ChipListener {
 public:
  /// Opens an existing image. Throws ChipImageError (see loadChipImage, and inUse).
  explicit PersistentChip(const std::string& path);
  ~PersistentChip() override;
  PersistentChip(const PersistentChip&) = delete;
  PersistentChip& operator=(const PersistentChip&) = delete;

  /// The bus must outlive this chip, or detach() must be called first. `name` for traces; empty: the file's
  /// name without folder and extension.
  void attachTo(VirtualBus& bus, std::string name = {});
  /// Takes the chip off its bus (its power goes, as when it is unplugged).
  void detach();

  Chip& chip() { return chip_; }
  const std::string& path() const { return path_; }

 private:
  /// Throws ChipImageError when the file cannot be written; it passes through the bus call that caused it.
  void onEepromChanged(Time) override;

  std::string path_;
  ImageLock lock_;
  ChipImage saved_;
  Chip chip_;
  VirtualBus* bus_ = nullptr;
};

}  // namespace signet::emulator
