#include "signet/core/secure.h"
#include "signet/tls/crypto.h"

namespace signet::tls {

Status ProtectedEcdh::throughNextSlot(ProtectedEcdh& self, atecc::Device& chip, atecc::Slot slot,
                                      const atecc::PublicKey& peer, const atecc::NumIn& numIn,
                                      MutableBytes secret) {
  SIGNET_TRY(chip.ecdhToNextSlot(slot, peer));
  SIGNET_ASSIGN(const atecc::Slot next, atecc::Slot::from(slot.number() + 1));
  SIGNET_ASSIGN(atecc::Block shared, self.access_.readBlock(atecc::MemoryAddress::slot(next, 0), numIn));
  const ZeroOnExit wipe{MutableBytes(shared)};
  copy(shared, secret);
  return Status::ok;
}

}  // namespace signet::tls
