// A chip model on a virtual bus with the driver over it: where the two independent readings of the datasheet
// meet.
#pragma once

#include "host/base/openssl_sha256.h"
#include "host/emulator/bus/port.h"
#include "host/emulator/chip/chip.h"
#include "signet/atecc/device.h"
#include "signet/atecc/host_mac.h"

namespace signet::test {

using atecc::Slot;

/// Everything in virtual time; chips with the same content and the same history give the same random numbers.
struct Rig {
  explicit Rig(const emulator::Eeprom& content, unsigned clockHz = 400'000,
               emulator::ChipOptions options = seeded())
      : bus(time, clockHz), chip(content, options) {
    bus.attach(chip);
    bus.wait(std::chrono::milliseconds(1));  // from power to the first wake pulse
  }

  static emulator::ChipOptions seeded() {
    emulator::ChipOptions options;
    options.randomSeed = 7;
    return options;
  }

  emulator::VirtualTime time;
  emulator::VirtualBus bus;
  emulator::Chip chip;
  emulator::BusPort port{bus};
  emulator::ClockPort clock{bus};
  atecc::Session session{port, clock};
  atecc::Device device{session};
  OpensslSha256 sha;
};

/// 32 bytes that are easy to tell from others: first, first + 1, ...
inline atecc::Block blockOf(std::uint8_t first) {
  atecc::Block block;
  for (std::size_t i = 0; i < block.size(); ++i) block[i] = static_cast<std::uint8_t>(first + i);
  return block;
}

/// The public key of a private key, by OpenSSL.
atecc::PublicKey publicKeyOf(const atecc::Block& privateKey);

/// The X coordinate of `privateKey` times `peer`, by OpenSSL.
atecc::Digest sharedSecretOf(const atecc::Block& privateKey, const atecc::PublicKey& peer);

/// An ECDSA signature, by OpenSSL.
atecc::Signature signWith(const atecc::Block& privateKey, const atecc::Digest& digest);

}  // namespace signet::test
