// The way of a part from the factory to a locked, working device, by the driver against the chip model.
#include <gtest/gtest.h>

#include "host/crypto/p256.h"
#include "signet/atecc/detect.h"
#include "signet/core/crc16.h"
#include "tests/support/rig.h"
#include "tests/support/test_part.h"

namespace signet::test {
namespace {

using namespace atecc;

/// Slots without those that hold private keys, then OTP: what Lock(data) sums up.
std::uint16_t dataCrc(const emulator::Eeprom& content, const std::vector<Slot>& privateSlots) {
  std::uint16_t crc = 0;
  for (unsigned slot = 0; slot < 16; ++slot) {
    const bool isPrivate =
        std::any_of(privateSlots.begin(), privateSlots.end(), [&](Slot s) { return s.number() == slot; });
    if (isPrivate) continue;
    const auto image = content.slot(slot);
    crc = crc16({image.data(), image.size()}, crc);
  }
  return crc16(content.otp, crc);
}

TEST(Personalise, FromFactoryToWorkingDevice) {
  Rig rig(factoryPart());
  Device& chip = rig.device;
  ASSERT_EQ(probe(rig.port, rig.clock, {}), Status::ok);

  // Configuration, checked by the chip against its CRC when it is locked.
  const auto wanted = testConfiguration(rig.chip.eeprom());
  ASSERT_EQ(chip.writeConfig(wanted), Status::ok);
  EXPECT_EQ(rig.chip.eeprom().config, wanted);
  EXPECT_EQ(chip.lockData({}), Status::notLocked);
  EXPECT_EQ(chip.lockConfig(crc16(wanted) ^ 1), Status::executionError);
  ASSERT_EQ(chip.lockConfig(crc16(wanted)), Status::ok);
  EXPECT_EQ(chip.lockConfig(crc16(wanted)), Status::locked);
  EXPECT_EQ(chip.writeConfig(wanted), Status::locked);

  // Secrets, keys, public keys.
  ASSERT_EQ(chip.writeBlock(MemoryAddress::slot(kParent, 0), secretOf(kParent)), Status::ok);
  ASSERT_EQ(chip.writePublicKey(kAuthority, publicKeyOf(kAuthorityKey)), Status::ok);
  ASSERT_EQ(chip.writePrivateKey(kImported, kImportedKey), Status::ok);
  const Result<PublicKey> key = chip.createKey(kTlsKey);
  ASSERT_EQ(key.status(), Status::ok);
  EXPECT_EQ(chip.readBlock(MemoryAddress::slot(kOpen, 0)).status(),
            Status::executionError);  // not before the lock

  const std::vector<Slot> privateSlots = {kTlsKey, kImported, kAgreement};
  const std::uint16_t crc = dataCrc(rig.chip.eeprom(), privateSlots);
  EXPECT_EQ(chip.lockData(crc ^ 1), Status::executionError);
  ASSERT_EQ(chip.lockData(crc), Status::ok);
  EXPECT_EQ(chip.lockData(crc), Status::locked);

  // It works, also after its power went.
  rig.bus.setPower(rig.chip, false);
  rig.bus.wait(std::chrono::milliseconds(10));
  rig.bus.setPower(rig.chip, true);
  rig.bus.wait(std::chrono::milliseconds(10));
  EXPECT_EQ(chip.publicKey(kTlsKey).value(), *key);
  EXPECT_EQ(chip.publicKey(kImported).value(), publicKeyOf(kImportedKey));
  EXPECT_EQ(chip.readPublicKey(kAuthority).value(), publicKeyOf(kAuthorityKey));
  EXPECT_TRUE(verifyOnHost(*key, blockOf(1), chip.signDigest(kTlsKey, blockOf(1)).value()));
}

TEST(Personalise, SeveralChipsOnOneBus) {
  Rig rig(factoryPart());
  emulator::Eeprom moved = emulator::Eeprom::factory(2);
  moved.config[16] = 0x6A;  // 35h in seven bits
  emulator::Chip second(moved, Rig::seeded());
  rig.bus.attach(second);
  rig.bus.wait(std::chrono::milliseconds(1));

  std::array<i2c::Address, 4> found;
  const Result<std::size_t> count = scan(rig.port, rig.clock, found);
  ASSERT_EQ(count.status(), Status::ok);
  ASSERT_EQ(*count, 2u);
  EXPECT_EQ(found[0].sevenBit(), 0x35);
  EXPECT_EQ(found[1].sevenBit(), 0x60);

  Session otherSession(rig.port, rig.clock, found[0]);
  Device other(otherSession);
  EXPECT_NE(other.serialNumber().value(), rig.device.serialNumber().value());
  EXPECT_EQ(probe(rig.port, rig.clock, i2c::Address::sevenBit<0x40>()), Status::noDevice);
  rig.bus.detach(second);
}

}  // namespace
}  // namespace signet::test
