// The operations of the driver that `signet bench bus` measures.
#pragma once

#include <span>
#include <string>

#include "host/bench/bus/limit.h"
#include "signet/atecc/device.h"

namespace signet::bench {

/// Slots of the measured chip, as the factory configuration has them.
struct BenchSlots {
  atecc::Slot key = atecc::Slot::number<1>();     ///< P-256 private key that signs and agrees on secrets
  atecc::Slot secret = atecc::Slot::number<4>();  ///< key for MACs
  atecc::Slot data = atecc::Slot::number<8>();    ///< read and written in clear
};

/// Inputs of the operations.
struct BenchInputs {
  BenchSlots slots;
  atecc::Digest digest{};
  atecc::PublicKey key;        ///< of slots.key
  atecc::Signature signature;  ///< of digest, by slots.key
};

struct Operation {
  std::string name;  ///< in figure names: "random+nonce+sign"
  bool asleep;       ///< begins with a sleeping chip
  bool changesChip;  ///< not run on a real chip: it would wear it out, or replace what its owner needs
  Work work;
  Status (*run)(atecc::Device&, const BenchInputs&);
};

std::span<const Operation> operations();

/// Makes a signature to verify: the inputs for operations on this chip.
/// Any status of Device::publicKey and Device::signDigest.
Result<BenchInputs> prepareInputs(atecc::Device& chip, const BenchSlots& slots);

}  // namespace signet::bench
