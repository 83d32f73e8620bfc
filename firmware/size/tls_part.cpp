// The part of the driver that a TLS handshake needs, and nothing else: what the size report calls "tls".
//
// Everything comes in by reference from a caller that the compiler does not see, so that it can
// prove nothing away.
#include <new>

#include "signet/atecc/device.h"

using namespace signet;
using namespace signet::atecc;

/// The RAM that the driver keeps from one command to the next. Its size is read off the linker's map.
alignas(Session) char driver_state[sizeof(Session) + sizeof(Device)];

struct Request {
  Slot slot;
  NumIn numIn;
  Digest digest;
  PublicKey peer;
  Signature signature;
};

struct Answers {
  Revision revision;
  Block block;
  PublicKey key;
  Digest secret;
  Signature signature;
};

template <typename T>
static void store(const Result<T>& result, T& out) {
  if (result.ok()) out = result.value();
}

extern "C" void app(i2c::Bus& bus, Clock& clock, const Request& in, Answers& out) {
  Device chip(*new (driver_state) Session(bus, clock));
  store(chip.revision(), out.revision);
  store(chip.readBlock(MemoryAddress::slot(in.slot, 0)), out.block);
  store(chip.random(), out.block);
  store(chip.nonce(in.numIn), out.block);
  store(chip.createKey(in.slot), out.key);
  store(chip.publicKey(in.slot), out.key);
  store(chip.ecdh(in.slot, in.peer), out.secret);
  store(chip.signDigest(in.slot, in.digest), out.signature);
  if (chip.verifyDigest(in.peer, in.digest, in.signature) != Status::ok) out.block[0] = 1;
  if (chip.session().idle() != Status::ok) out.block[1] = 1;
}
