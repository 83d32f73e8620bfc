// A program for `signet bench board`: what the processor itself does for each operation of the driver, and
// for the cryptography of TLS. It prints a line for each, in cycles of the counter:
//
//     ecdh: 171 computing, 4183 on the bus, 2212800 waiting for the chip
//
// The chip must have P-256 keys in slots 0 and 2 that sign and agree, and data that can be read in slot 8.
#include <algorithm>
#include <array>
#include <new>

#include "firmware/common/board.h"
#include "firmware/common/metered_bus.h"
#include "signet/atecc/device.h"
#include "signet/core/text.h"
#include "signet/port/bare/cycle_clock.h"
#include "signet/port/bare/soft_i2c.h"
#include "signet/tls/sha256.h"

namespace signet::firmware {
namespace {

constexpr unsigned kRuns = 5;
constexpr std::size_t kKilobyte = 1024;
constexpr auto kKey = atecc::Slot::number<0>();
constexpr auto kFreshKey = atecc::Slot::number<2>();
constexpr auto kData = atecc::Slot::number<8>();

struct Effort {
  std::uint32_t computing = UINT32_MAX;
  std::uint32_t bus = 0;
  std::uint32_t asleep = 0;
};

void report(const char* name, const Effort& effort) {
  std::array<std::uint8_t, 160> memory;
  Text text(memory);
  text.add(name).add(": ").addNumber(effort.computing).add(" computing, ");
  text.addNumber(effort.bus).add(" on the bus, ");
  print(text.addNumber(effort.asleep).add(" waiting for the chip").finish());
}

class Program {
 public:
  int run() {
    measureDriver();
    measureCryptography();
    measureCurves();
    print(failed_ ? "failed" : "done");
    return failed_ ? 1 : 0;
  }

 private:
  template <typename Operation>
  void measure(const char* name, Operation operation);
  template <typename Operation>
  void measureAwake(const char* name, Operation operation);
  void measureDriver();
  void measureCryptography();
  void measureCurves();

  port::bare::CycleClock clock_{hardware(), kCyclesPerMicrosecond};
  port::bare::SoftI2c i2c_{hardware(), chipLines(), {400'000, kCyclesPerMicrosecond}};
  MeteredBus bus_{i2c_};
  atecc::Session session_{bus_, clock_};
  atecc::Device chip_{session_};
  atecc::Digest digest_{};
  atecc::PublicKey key_{};
  atecc::Signature signature_{};
  std::array<std::uint8_t, kKilobyte> data_{};
  br_aes_ct_ctr_keys aes_{};
  br_gcm_context gcm_{};
  bool failed_ = false;
};

/// The least of some runs: what a run takes more is the virtual machine's.
template <typename Operation>
void Program::measure(const char* name, Operation operation) {
  Effort least;
  for (unsigned i = 0; i < kRuns; ++i) {
    const std::uint32_t bus = bus_.cycles(), asleep = hardware().rested(), begin = hardware().cycles();
    if (operation() != Status::ok) {
      print(name);
      failed_ = true;
      return;
    }
    const std::uint32_t all = hardware().cycles() - begin;
    Effort effort{0, bus_.cycles() - bus, hardware().rested() - asleep};
    effort.computing = all - effort.bus - effort.asleep;
    if (effort.computing < least.computing) least = effort;
  }
  report(name, least);
}

/// Begins with a chip that is awake and whose watchdog is far away.
template <typename Operation>
void Program::measureAwake(const char* name, Operation operation) {
  if (session_.sleep() != Status::ok || session_.wake() != Status::ok) failed_ = true;
  measure(name, operation);
}

void Program::measureDriver() {
  const auto key = chip_.publicKey(kKey);
  if (!key.ok() || !chip_.createKey(kFreshKey).ok()) failed_ = true;
  if (key.ok()) key_ = *key;
  measureAwake("info", [&] { return chip_.revision().status(); });
  measureAwake("random", [&] { return chip_.random().status(); });
  measureAwake("read config zone", [&] { return chip_.readConfig().status(); });
  measureAwake("read slot (416 bytes)",
               [&] { return chip_.readSlot(kData, 0, MutableBytes(data_).first(416)); });
  measureAwake("genkey", [&] { return chip_.createKey(kFreshKey).status(); });
  measureAwake("ecdh", [&] { return chip_.ecdh(kFreshKey, key_).status(); });
  measureAwake("nonce+sign", [&] {
    const auto signature = chip_.signDigest(kKey, digest_);
    if (signature.ok()) signature_ = *signature;
    return signature.status();
  });
  measureAwake("nonce+verify", [&] { return chip_.verifyDigest(key_, digest_, signature_); });
}

/// A record of TLS: number and header are authenticated, the content is encrypted.
void Program::measureCryptography() {
  constexpr std::size_t kIv = 12, kHeader = 13;
  measure("sha256 (1 KiB)", [&] {
    tls::BearSha256 sha;
    sha.start();
    sha.update(data_);
    digest_ = sha.finish();
    return Status::ok;
  });
  br_aes_ct_ctr_init(&aes_, data_.data(), 16);
  br_gcm_init(&gcm_, &aes_.vtable, br_ghash_ctmul32);
  measure("aes-128-gcm (1 KiB)", [&] {
    br_gcm_reset(&gcm_, digest_.data(), kIv);
    br_gcm_aad_inject(&gcm_, digest_.data(), kHeader);
    br_gcm_flip(&gcm_);
    br_gcm_run(&gcm_, 1, data_.data(), data_.size());
    br_gcm_get_tag(&gcm_, digest_.data());
    return Status::ok;
  });
  measure("chacha20-poly1305 (1 KiB)", [&] {
    br_poly1305_ctmul32_run(digest_.data(), digest_.data(), data_.data(), data_.size(), digest_.data(),
                            kHeader, signature_.bytes.data(), br_chacha20_ct_run, 1);
    return Status::ok;
  });
}

/// What the chip saves the processor.
void Program::measureCurves() {
  digest_.fill(0x5A);
  const br_ec_private_key own{BR_EC_secp256r1, digest_.data(), digest_.size()};
  std::array<std::uint8_t, 65> point;
  measure("software: key", [&] {
    br_ec_p256_m15.mulgen(point.data(), own.x, own.xlen, own.curve);
    return Status::ok;
  });
  measure("software: sign", [&] {
    const std::size_t size = br_ecdsa_i15_sign_raw(&br_ec_p256_m15, &br_sha256_vtable, digest_.data(), &own,
                                                   signature_.bytes.data());
    return size == signature_.bytes.size() ? Status::ok : Status::invalidArgument;
  });
  measure("software: verify", [&] {
    const br_ec_public_key key{BR_EC_secp256r1, point.data(), point.size()};
    const bool valid = br_ecdsa_i15_vrfy_raw(&br_ec_p256_m15, digest_.data(), digest_.size(), &key,
                                             signature_.bytes.data(), signature_.bytes.size()) == 1;
    return valid ? Status::ok : Status::mismatch;
  });
  measure("software: ecdh", [&] {
    const std::uint32_t good = br_ec_p256_m15.mul(point.data(), point.size(), own.x, own.xlen, own.curve);
    return good == 1 ? Status::ok : Status::invalidArgument;
  });
}

alignas(Program) std::array<std::uint8_t, sizeof(Program)> programMemory;

}  // namespace
}  // namespace signet::firmware

extern "C" int program() {
  return (new (signet::firmware::programMemory.data()) signet::firmware::Program)->run();
}
