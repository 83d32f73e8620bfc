// ChipEntropy: entropy for TLS on a board that has no random number generator of its own.
//
// Honestly: what is unpredictable in it comes from the secure element, by its Random command, and from
// nothing else that could be relied on. The cycle counter at each call is stirred in; its low bits depend on
// when frames arrive and on how long the chip takes, and how much that is has not been measured. So TLS,
// which mixes the platform's bytes with the chip's, has one source here and not two.
#pragma once

#include <array>

#include "signet/atecc/device.h"
#include "signet/core/sha256.h"
#include "signet/port/bare/registers.h"
#include "signet/tls/crypto.h"

namespace signet::port::bare {

class ChipEntropy final : public tls::Entropy {
 public:
  /// All must outlive it.
  ChipEntropy(atecc::Device& chip, Sha256& sha, Registers& registers)
      : chip_(chip), sha_(sha), registers_(registers) {}

  /// For port and sequence numbers. Asks the chip the first time, and as long as it has not answered; without
  /// it there is only the counter.
  std::uint32_t word();

 private:
  /// ok; notLocked: an unlocked chip gives always the same; and what Device::random() returns.
  Status doFill(MutableBytes out) override;
  Status askChip();
  void stir(Bytes bytes);
  Sha256Digest draw();

  atecc::Device& chip_;
  Sha256& sha_;
  Registers& registers_;
  Sha256Digest pool_{};  ///< never leaves this: what is drawn is hashed from it
  bool seeded_ = false;
};

}  // namespace signet::port::bare
