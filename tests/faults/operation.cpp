#include "tests/faults/operation.h"

#include "host/crypto/p256.h"
#include "signet/atecc/detect.h"
#include "signet/core/crc16.h"
#include "tests/support/test_part.h"

namespace signet::test {
namespace {

using namespace atecc;
using emulator::Eeprom;

constexpr std::size_t kLockValue = 86, kLockConfig = 87, kSlotLocked = 88, kCounter1 = 60;

/// Success must come with this value.
template <typename T>
Ended expecting(const Result<T>& result, const T& value) {
  if (!result.ok()) return {result.status(), ""};
  return {Status::ok, *result == value ? "" : "another value than the right one"};
}

Ended expectingStatus(Status status, Status right) {
  if (status == right) return {Status::ok, ""};
  return {status, status == Status::ok ? "success where there is none" : ""};
}

Ended scanned(Rig& rig) {
  std::array<i2c::Address, 4> found;
  const Result<std::size_t> count = scan(rig.port, rig.clock, found);
  if (!count.ok()) return {count.status(), ""};
  // A chip that a fault hides is not found: that is no wrong answer, and looks like an empty bus.
  if (*count == 0) return {Status::noDevice, ""};
  return {Status::ok, *count == 1 && found[0].sevenBit() == 0x60 ? "" : "a chip where there is none"};
}

Ended created(Rig& rig) {
  const Result<PublicKey> key = rig.device.createKey(kTlsKey);
  if (!key.ok()) return {key.status(), ""};
  Block privateKey;
  const auto image = rig.chip.eeprom().slot(kTlsKey.number());
  copy(Bytes(image.data() + 4, 32), privateKey);
  return {Status::ok,
          *key == publicKeyOf(privateKey) ? "" : "a public key that is not that of the chip's key"};
}

Ended isSigned(Rig& rig) {
  const Result<Signature> signature = rig.device.signDigest(kTlsKey, blockOf(0xD0));
  if (!signature.ok()) return {signature.status(), ""};
  const bool right = verifyOnHost(publicKeyOf(blockOf(0x21)), blockOf(0xD0), *signature);
  return {Status::ok, right ? "" : "a signature that does not verify"};
}

Ended sharedInNextSlot(Rig& rig) {
  return {rig.device.ecdhToNextSlot(kAgreement, publicKeyOf(blockOf(0x99))), ""};
}

Eeprom configuredPart() {
  Eeprom part = factoryPart();
  part.config = testConfiguration(part);
  return part;
}

std::vector<Operation> lookingOperations() {
  return {
      {"detect", factoryPart(), Lasting::nothing,
       [](Rig& rig) {
         return Ended{probe(rig.port, rig.clock, {}), ""};
       }},
      {"scan", factoryPart(), Lasting::nothing, scanned},
      {"readConfig", lockedPart(), Lasting::nothing,
       [](Rig& rig) { return expecting(rig.device.readConfig(), rig.chip.eeprom().config); }},
      {"counterRead", lockedPart(), Lasting::nothing,
       [](Rig& rig) { return expecting(rig.device.counter(CounterId::counter1), 0u); }},
      {"sign", lockedPart(), Lasting::nothing, isSigned},
      {"ecdh", lockedPart(), Lasting::nothing,
       [](Rig& rig) {
         const PublicKey peer = publicKeyOf(blockOf(0x99));
         return expecting(rig.device.ecdh(kTlsKey, peer), sharedSecretOf(blockOf(0x21), peer));
       }},
      {"verifyRight", lockedPart(), Lasting::nothing,
       [](Rig& rig) {
         return expectingStatus(rig.device.verifyDigest(publicKeyOf(kAuthorityKey), blockOf(1),
                                                        signWith(kAuthorityKey, blockOf(1))),
                                Status::ok);
       }},
      {"verifyWrong", lockedPart(), Lasting::nothing,
       [](Rig& rig) {
         return expectingStatus(rig.device.verifyDigest(publicKeyOf(kAuthorityKey), blockOf(2),
                                                        signWith(kAuthorityKey, blockOf(1))),
                                Status::mismatch);
       }},
  };
}

std::vector<Operation> lockingOperations() {
  return {
      {"writeConfig", factoryPart(), Lasting::stepwise,
       [](Rig& rig) {
         return Ended{rig.device.writeConfig(testConfiguration(rig.chip.eeprom())), ""};
       },
       [](const Eeprom& now) { return now.config == testConfiguration(factoryPart()); }},
      {"lockConfig", configuredPart(), Lasting::atOnce,
       [](Rig& rig) {
         return Ended{rig.device.lockConfig(crc16(configuredPart().config)), ""};
       },
       [](const Eeprom& now) { return now.config[kLockConfig] == 0; }},
      {"lockData", configLockedPart(), Lasting::atOnce,
       [](Rig& rig) {
         return Ended{rig.device.lockData({}), ""};
       },
       [](const Eeprom& now) { return now.config[kLockValue] == 0; }},
      {"lockSlot", lockedPart(), Lasting::atOnce,
       [](Rig& rig) {
         return Ended{rig.device.lockSlot(kOpen), ""};
       },
       [](const Eeprom& now) { return now.config[kSlotLocked + 1] == 0xFE; }},
  };
}

std::vector<Operation> writingOperations() {
  return {
      {"createFirstKey", configLockedPart(), Lasting::atOnce, created,
       [](const Eeprom& now) { return (now.privateKeyValid & 1) != 0; }},
      {"replaceKey", lockedPart(), Lasting::atOnce, created,
       [](const Eeprom& now) { return now.data != lockedPart().data; }},
      {"ecdhToNextSlot", lockedPart(), Lasting::atOnce, sharedInNextSlot,
       [](const Eeprom& now) {
         const Digest shared = sharedSecretOf(blockOf(0x61), publicKeyOf(blockOf(0x99)));
         return equal(shared, Bytes(now.slot(kAgreed.number()).data(), 32));
       }},
      {"incrementCounter", lockedPart(), Lasting::atOnce,
       [](Rig& rig) { return expecting(rig.device.incrementCounter(CounterId::counter1), 1u); },
       [](const Eeprom& now) { return now.config[kCounter1] == 0x7F; }},
      {"writeBlock", lockedPart(), Lasting::atOnce,
       [](Rig& rig) {
         return Ended{rig.device.writeBlock(MemoryAddress::slot(kOpen, 32), blockOf(3)), ""};
       },
       [](const Eeprom& now) { return equal(blockOf(3), Bytes(now.slot(kOpen.number()).data() + 32, 32)); }},
  };
}

}  // namespace

const std::vector<Operation>& operations() {
  static const std::vector<Operation> all = [] {
    std::vector<Operation> list = lookingOperations();
    for (const auto& more : {lockingOperations(), writingOperations()})
      list.insert(list.end(), more.begin(), more.end());
    return list;
  }();
  return all;
}

}  // namespace signet::test
