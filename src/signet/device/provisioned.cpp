#include "signet/device/provisioned.h"

#include <algorithm>
#include <cstring>
#include <tuple>

#include "signet/tls/anchor.h"

namespace signet::device {
namespace {

/// Where each part of StoredSettings::pairing begins.
constexpr std::size_t kSerialAt = 1;
constexpr std::size_t kSecretAt = kSerialAt + std::tuple_size_v<atecc::SerialNumber>;
static_assert(kSecretAt + std::tuple_size_v<atecc::Block> == StoredSettings::kPairingSize);

template <typename Array>
Array arrayAt(const std::uint8_t* bytes) {
  Array array;
  std::memcpy(array.data(), bytes, array.size());
  return array;
}

}  // namespace

/// Into the arrays, which are there before `provisioned_` is.
inline Provision StoredProvision::fill(const StoredSettings& settings) {
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

StoredProvision::StoredProvision(const StoredSettings& settings, atecc::Device& chip, tls::Entropy& entropy,
                                 Sha256& sha, const Curves& curves)
    : provisioned_(chip, entropy, fill(settings), curves) {
  if (settings.pairing.empty()) return;
  const std::uint8_t* const pairing = settings.pairing.data();
  pairing_.emplace(chip, sha, arrayAt<atecc::SerialNumber>(pairing + kSerialAt), *atecc::Slot::from(*pairing),
                   arrayAt<atecc::Block>(pairing + kSecretAt));
  provisioned_.protect(*pairing_);
}

}  // namespace signet::device
