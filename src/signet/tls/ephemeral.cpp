#include "signet/tls/ephemeral.h"

namespace signet::tls {

EphemeralSlot& EphemeralKeys::leastWorn() {
  SIGNET_CHECK(!slots_.empty());
  EphemeralSlot* least = slots_.begin();
  for (EphemeralSlot& slot : slots_) {
    if (slot.generated < least->generated) least = &slot;
  }
  return *least;
}

Status EphemeralKeys::prepare() {
  if (ready()) return Status::ok;
  EphemeralSlot& next = leastWorn();
  // Counted before it happens: a lost answer has worn the slot, too.
  ++next.generated;
  SIGNET_ASSIGN(publicKey_, device_.createKey(next.slot));
  current_ = &next;
  return Status::ok;
}

const atecc::PublicKey& EphemeralKeys::publicKey() const {
  SIGNET_CHECK(ready());
  return publicKey_;
}

atecc::Slot EphemeralKeys::slot() const {
  SIGNET_CHECK(ready());
  return current_->slot;
}

}  // namespace signet::tls
