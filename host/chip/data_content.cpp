#include "host/chip/data_content.h"

#include <fmt/format.h>

#include <algorithm>

#include "host/base/errors.h"
#include "signet/core/crc16.h"
#include "signet/core/secure.h"

namespace signet::chip {
namespace {

void requireWritableLength(std::size_t length, std::size_t size, const std::string& name) {
  if (length == size || (length > 0 && length < size && length % atecc::kBlockSize == 0)) return;
  throw usageError(
      fmt::format("The content of {} has {} bytes; before the lock {} is written in blocks of 32 bytes, "
                  "up to {} bytes.",
                  name, length, name, size),
      "Give exactly what was written, padding included.");
}

}  // namespace

DataContent::DataContent(const atecc::ConfigZone& config) : config_(config), otp_(atecc::kOtpSize, kBlank) {
  for (unsigned number = 0; number < atecc::Slot::kCount; ++number) {
    slots_[number].assign(atecc::Slot::from(number).value().size(), kBlank);
  }
}

DataContent::~DataContent() {
  for (std::vector<std::uint8_t>& slot : slots_) secureZero(slot);
  secureZero(otp_);
}

void DataContent::setSlot(atecc::Slot slot, Bytes content) {
  const std::string name = fmt::format("slot {}", slot.number());
  if (config_.isPrivate(slot)) {
    throw usageError(fmt::format("Slot {} holds a private key, which only the chip knows.", slot.number()),
                     "Leave it out: slots with private keys are not part of the check.");
  }
  std::vector<std::uint8_t>& target = slots_[slot.number()];
  requireWritableLength(content.size(), target.size(), name);
  std::copy(content.begin(), content.end(), target.begin());
  const atecc::KeyConfig key = config_.keyConfig(slot);
  if (slot.number() >= 8 && key.isPublicKey() && key.pubInfo()) {
    // Any write marks a public key that needs validation as not validated (datasheet section 4.4.2).
    target[0] = static_cast<std::uint8_t>((target[0] & 0x0F) | 0xA0);
  }
}

void DataContent::setOtp(Bytes content) {
  requireWritableLength(content.size(), otp_.size(), "the OTP zone");
  std::copy(content.begin(), content.end(), otp_.begin());
}

std::uint16_t DataContent::crc() const {
  std::uint16_t crc = 0;
  for (unsigned number = 0; number < atecc::Slot::kCount; ++number) {
    if (!config_.isPrivate(atecc::Slot::from(number).value())) crc = crc16(slots_[number], crc);
  }
  return crc16(otp_, crc);
}

}  // namespace signet::chip
