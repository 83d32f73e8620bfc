#include "signet/x509/store.h"

namespace signet::x509 {
namespace {

constexpr unsigned kFirstLargeSlot = 8;

using Image = std::array<std::uint8_t, CompressedCertificate::kSize>;

}  // namespace

Status storeCertificate(atecc::Device& device, atecc::Slot slot, const CompressedCertificate& certificate) {
  if (slot.number() < kFirstLargeSlot) return Status::invalidArgument;
  const Image wanted = certificate.encode();
  Image present{};
  // Before the data zone is locked nothing can be read: then write in any case.
  const Status before = device.readSlot(slot, 0, present);
  if (before == Status::ok && present == wanted) return Status::ok;
  SIGNET_TRY(device.writeSlot(slot, 0, wanted));
  if (before == Status::executionError) return Status::ok;
  SIGNET_TRY(before);
  SIGNET_TRY(device.readSlot(slot, 0, present));
  return present == wanted ? Status::ok : Status::notVerified;
}

Result<CompressedCertificate> loadCertificate(atecc::Device& device, atecc::Slot slot) {
  if (slot.number() < kFirstLargeSlot) return Status::invalidArgument;
  Image image{};
  SIGNET_TRY(device.readSlot(slot, 0, image));
  return CompressedCertificate::decode(image);
}

Status storePublicKey(atecc::Device& device, atecc::Slot slot, const atecc::PublicKey& key) {
  if (slot.number() < kFirstLargeSlot) return Status::invalidArgument;
  const Result<atecc::PublicKey> before = device.readPublicKey(slot);
  if (before.ok() && *before == key) return Status::ok;
  SIGNET_TRY(device.writePublicKey(slot, key));
  if (before.status() == Status::executionError) return Status::ok;
  SIGNET_ASSIGN(const atecc::PublicKey after, device.readPublicKey(slot));
  return after == key ? Status::ok : Status::notVerified;
}

}  // namespace signet::x509
