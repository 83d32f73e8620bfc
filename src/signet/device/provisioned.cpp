#include "signet/device/provisioned.h"

#include <algorithm>

#include "signet/tls/anchor.h"

namespace signet::device {
namespace {

constexpr std::size_t kSerialSize = std::tuple_size_v<atecc::SerialNumber>;

template <typename Array>
Array arrayOf(Bytes bytes) {
  Array array;
  copy(bytes, array);
  return array;
}

}  // namespace

StoredProvision::StoredProvision(const StoredSettings& settings, atecc::Device& chip, tls::Entropy& entropy,
                                 Sha256& sha, const Curves& curves)
    : provisioned_(chip, entropy, fill(settings), curves) {
  const Bytes pairing = settings.pairing;  // slot, serial number, secret
  if (pairing.empty()) return;
  pairing_.emplace(chip, sha, arrayOf<atecc::SerialNumber>(pairing.subspan(1, kSerialSize)),
                   *atecc::Slot::from(pairing[0]), arrayOf<atecc::Block>(pairing.from(1 + kSerialSize)));
  provisioned_.protect(*pairing_);
}

/// Into the arrays, which are there before `provisioned_` is.
Provision StoredProvision::fill(const StoredSettings& settings) {
  for (std::size_t i = 0; i < settings.anchorCount; ++i) {
    const auto anchor = tls::anchorFrom(settings.anchors[i]);
    if (anchor.ok()) anchors_[anchorCount_++] = *anchor;
  }
  for (std::size_t i = 0; i < settings.chainSize; ++i) {
    chain_[i] = {const_cast<std::uint8_t*>(settings.chain[i].data()), settings.chain[i].size()};
  }
  const Bytes numbers = settings.ephemeralSlots;
  const std::size_t count = std::min(slots_.size(), numbers.size());
  for (std::size_t i = 0; i < count; ++i) slots_[i].slot = *atecc::Slot::from(numbers[i]);
  return {*atecc::Slot::from(settings.keySlot), {slots_.data(), count}, {chain_.data(), settings.chainSize}};
}

}  // namespace signet::device
