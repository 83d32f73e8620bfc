// DataContent: what the data and OTP zones are believed to hold before they are locked, and the CRC that the
// Lock command compares with what the chip really holds.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "signet/atecc/config/config_zone.h"

namespace signet::chip {

/// Before the data zone is locked nothing in it can be read, so its content must be given. It starts as the
/// chip leaves the factory: FF everywhere. Slots with private keys do not count: only the chip knows them.
class DataContent {
 public:
  /// `config` must outlive it.
  explicit DataContent(const atecc::ConfigZone& config);
  ~DataContent();  ///< secrets were written to slots: all is wiped
  DataContent(DataContent&&) = default;
  DataContent(const DataContent&) = delete;
  DataContent& operator=(const DataContent&) = delete;

  /// What was written to a slot from its start, as by `signet write SLOT`. Whole 32-byte blocks, or to the
  /// end of the slot. A shorter content leaves the following blocks at FF. Throws UserError (Exit::usage) for
  /// a private slot or a length that cannot have been written.
  void setSlot(atecc::Slot slot, Bytes content);
  void setOtp(Bytes content);

  /// crc16() over slots 0-15 without those that hold private keys, then OTP (command Lock).
  std::uint16_t crc() const;

  static constexpr std::uint8_t kBlank = 0xFF;

 private:
  const atecc::ConfigZone& config_;
  std::array<std::vector<std::uint8_t>, atecc::Slot::kCount> slots_;
  std::vector<std::uint8_t> otp_;
};

}  // namespace signet::chip
