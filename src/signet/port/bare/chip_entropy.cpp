#include "signet/port/bare/chip_entropy.h"

#include <algorithm>

#include "signet/core/secure.h"

namespace signet::port::bare {
namespace {

enum Purpose : std::uint8_t { kStir, kDraw };

}  // namespace

std::uint32_t ChipEntropy::word() {
  if (!seeded_) (void)askChip();
  std::uint32_t word = 0;
  const Sha256Digest drawn = draw();
  for (unsigned i = 0; i < 4; ++i) word = word << 8 | drawn[i];
  return word;
}

Status ChipEntropy::doFill(MutableBytes out) {
  SIGNET_TRY(askChip());
  while (!out.empty()) {
    Sha256Digest drawn = draw();
    const ZeroOnExit wipe{MutableBytes(drawn)};
    const std::size_t part = std::min(out.size(), drawn.size());
    copy(Bytes(drawn).first(part), out.first(part));
    out = out.from(part);
  }
  return Status::ok;
}

Status ChipEntropy::askChip() {
  SIGNET_ASSIGN(atecc::Block random, chip_.random());
  const ZeroOnExit wipe{MutableBytes(random)};
  if (atecc::isFixedPattern(random)) return Status::notLocked;
  stir(random);
  seeded_ = true;
  return Status::ok;
}

void ChipEntropy::stir(Bytes bytes) {
  const std::uint32_t cycles = registers_.cycles();
  const std::uint8_t head[] = {
      kStir, static_cast<std::uint8_t>(cycles), static_cast<std::uint8_t>(cycles >> 8),
      static_cast<std::uint8_t>(cycles >> 16), static_cast<std::uint8_t>(cycles >> 24)};
  sha_.start();
  sha_.update(head);
  sha_.update(pool_);
  sha_.update(bytes);
  pool_ = sha_.finish();
}

/// The pool advances before it is hashed into the output, so that no two are the same, and none
/// tells of another.
Sha256Digest ChipEntropy::draw() {
  stir({});
  const std::uint8_t head[] = {kDraw};
  sha_.start();
  sha_.update(head);
  sha_.update(pool_);
  return sha_.finish();
}

}  // namespace signet::port::bare
