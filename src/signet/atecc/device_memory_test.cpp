// Reading, writing and locking.
#include <gtest/gtest.h>

#include "signet/atecc/device.h"
#include "signet/atecc/test_device.h"

namespace signet::atecc {
namespace {

// ---- Memory ---------------------------------------------------------------------------------------------

TEST_F(DeviceTest, Read) {
  const std::pair<const char*, std::size_t> kBlocks[] = {
      {"070280000009AD", 0}, {"0702800800 0A4D", 32}, {"07028010000A1D", 64}, {"070280180009FD", 96}};
  for (const auto& [text, offset] : kBlocks) {
    expect(text, bytes32_);
    EXPECT_EQ(*chip_.readBlock(MemoryAddress::config(offset)), digest_);
  }
  expect("070200000 01E2D", hex("01238A6B"));
  EXPECT_EQ(*chip_.readWord(MemoryAddress::config(0)), hexTo<Word>("01238A6B"));
  expect("0702001600185D", hex("FFFF0000"));
  EXPECT_EQ(*chip_.readWord(MemoryAddress::config(88)), hexTo<Word>("FFFF0000"));
  expect("0702810000 0A27", bytes32_);
  EXPECT_EQ(*chip_.readBlock(MemoryAddress::otp(0)), digest_);
  expect("070282400009A4", bytes32_);
  EXPECT_EQ(*chip_.readBlock(MemoryAddress::slot(slot<8>(), 0)), digest_);
  expect("0702024D011487", hex("01020304"));
  EXPECT_EQ(*chip_.readWord(MemoryAddress::slot(slot<9>(), 52)), hexTo<Word>("01020304"));
}

TEST_F(DeviceTest, RefusesAddressesOutsideOfTheChip) {
  bus_.command("0730000000035D").read(hex("07000050000391"));
  EXPECT_EQ(chip_.revision().status(), Status::ok);  // uses up the wake of the fixture
  for (const MemoryAddress address :
       {MemoryAddress::config(128), MemoryAddress::config(2), MemoryAddress::otp(64),
        MemoryAddress::slot(slot<0>(), 36), MemoryAddress::slot(slot<8>(), 416),
        MemoryAddress::slot(slot<9>(), 72)}) {
    EXPECT_EQ(chip_.readWord(address).status(), Status::invalidArgument);
    EXPECT_EQ(chip_.readBlock(address).status(), Status::invalidArgument);
    EXPECT_EQ(chip_.writeWord(address, {}), Status::invalidArgument);
    EXPECT_EQ(chip_.writeBlock(address, {}), Status::invalidArgument);
  }
  EXPECT_EQ(chip_.readBlock(MemoryAddress::config(4)).status(), Status::invalidArgument);
  EXPECT_EQ(chip_.readEncryptedBlock(MemoryAddress::otp(0)).status(), Status::invalidArgument);
  EXPECT_EQ(chip_.writeEncryptedBlock(MemoryAddress::config(0), {}, {}), Status::invalidArgument);
  std::array<std::uint8_t, 73> tooMuch{};
  EXPECT_EQ(chip_.readSlot(slot<9>(), 0, tooMuch), Status::invalidArgument);
  EXPECT_EQ(chip_.writeSlot(slot<9>(), 0, tooMuch), Status::invalidArgument);
  EXPECT_EQ(chip_.readSlot(slot<9>(), 73, {}), Status::invalidArgument);
  EXPECT_EQ(chip_.writeSlot(slot<9>(), 2, Bytes(tooMuch).first(4)), Status::invalidArgument);
  EXPECT_EQ(chip_.writeSlot(slot<9>(), 0, Bytes(tooMuch).first(3)), Status::invalidArgument);
  EXPECT_EQ(chip_.writePublicKey(slot<7>(), key_), Status::invalidArgument);
  EXPECT_EQ(chip_.readPublicKey(slot<7>()).status(), Status::invalidArgument);
}

TEST_F(DeviceTest, Write) {
  expect("0B120005008300 8720381D");
  EXPECT_EQ(chip_.writeWord(MemoryAddress::config(20), hexTo<Word>("83008720")), Status::ok);
  expect(packet(0x12, 0x82, 0x0140, bytes32_));
  EXPECT_EQ(chip_.writeBlock(MemoryAddress::slot(slot<8>(), 32), digest_), Status::ok);
  expect(packet(0x12, 0x01, 0x0F, {1, 2, 3, 4}));
  EXPECT_EQ(chip_.writeWord(MemoryAddress::otp(60), {1, 2, 3, 4}), Status::ok);
  loaded();
  expect(packet(0x12, 0xC2, 0x0018, joined(bytes32_, bytes32_)));
  EXPECT_EQ(chip_.writeEncryptedBlock(MemoryAddress::slot(slot<3>(), 0), digest_, digest_), Status::ok);
}

TEST_F(DeviceTest, WriteDecidesByReadingWhetherALostWriteRan) {
  const Payload write = packet(0x12, 0x80, 0x08, bytes32_);
  const Payload read = hex("0702800800 0A4D");
  const auto writeBlock = [&] { return chip_.writeBlock(MemoryAddress::config(32), digest_); };
  bus_.command(write).silence().restarts();
  expect(read, bytes32_);
  EXPECT_EQ(writeBlock(), Status::ok);
  bus_.command(write).silence().restarts();
  expect(read, filled(32, 0));
  expect(write);
  EXPECT_EQ(writeBlock(), Status::ok);
  bus_.command(write).silence().restarts();
  expect(read, {0x0F});
  EXPECT_EQ(writeBlock(), Status::outcomeUnknown);
  for (int n = 0; n < 3; ++n) {
    bus_.command(write).silence().restarts();
    expect(read, filled(32, 0));
  }
  EXPECT_EQ(writeBlock(), Status::timeout);
}

TEST_F(DeviceTest, AnEncryptedWriteIsNeverRepeated) {
  loaded();
  bus_.command(packet(0x12, 0xC2, 0x0018, joined(bytes32_, bytes32_))).silence().restarts();
  EXPECT_EQ(chip_.writeEncryptedBlock(MemoryAddress::slot(slot<3>(), 0), digest_, digest_),
            Status::outcomeUnknown);
}

TEST_F(DeviceTest, ReadsAnyPartOfASlot) {
  expect(packet(0x02, 0x82, 0x0048), filled(32, 1));
  expect(packet(0x02, 0x82, 0x0148), filled(32, 2));
  expect(packet(0x02, 0x82, 0x0248), filled(32, 3));
  Payload part(40);
  EXPECT_EQ(chip_.readSlot(slot<9>(), 30, part), Status::ok);
  EXPECT_EQ(part, joined(filled(2, 1), filled(32, 2), filled(6, 3)));
}

TEST_F(DeviceTest, WritesASlotInBlocksAndWords) {
  // 28..71: a word, a block, and the short last block as a block.
  expect(packet(0x12, 0x02, 0x004F, filled(4, 7)));
  expect(packet(0x12, 0x82, 0x0148, filled(32, 7)));
  expect(packet(0x12, 0x82, 0x0248, joined(filled(8, 7), filled(24, 0))));
  EXPECT_EQ(chip_.writeSlot(slot<9>(), 28, filled(44, 7)), Status::ok);
  // 32..39 of slot 8: less than a block, two words.
  expect(packet(0x12, 0x02, 0x0140, filled(4, 7)));
  expect(packet(0x12, 0x02, 0x0141, filled(4, 7)));
  EXPECT_EQ(chip_.writeSlot(slot<8>(), 32, filled(8, 7)), Status::ok);
}

TEST_F(DeviceTest, PublicKeysArePadded) {
  const Payload x(x_y_.begin(), x_y_.begin() + 32);
  const Payload y(x_y_.begin() + 32, x_y_.end());
  const Payload stored = joined(filled(4, 0), x, filled(4, 0), y, filled(24, 0));
  for (unsigned block = 0; block < 3; ++block) {
    expect(packet(0x12, 0x82, static_cast<std::uint16_t>(block << 8 | 0x58),
                  Payload(stored.begin() + 32 * block, stored.begin() + 32 * (block + 1))));
  }
  EXPECT_EQ(chip_.writePublicKey(slot<11>(), key_), Status::ok);
  for (unsigned block = 0; block < 3; ++block) {
    Payload answer(stored.begin() + 32 * block, stored.begin() + 32 * (block + 1));
    if (block == 0) answer[0] = 0x50;
    expect(packet(0x02, 0x82, static_cast<std::uint16_t>(block << 8 | 0x58)), answer);
  }
  EXPECT_EQ(*chip_.readPublicKey(slot<11>()), key_);
}

// ---- The configuration zone as a whole ------------------------------------------------------------------

class WholeConfigTest : public DeviceTest {
 protected:
  WholeConfigTest() {
    present_ = ramp<std::array<std::uint8_t, kConfigSize>>();
    present_[86] = present_[87] = 0x55;
    wanted_ = present_;
  }
  void expectRead(const std::array<std::uint8_t, kConfigSize>& config) {
    for (unsigned block = 0; block < 4; ++block) {
      expect(packet(0x02, 0x80, static_cast<std::uint16_t>(block * 8)),
             Payload(config.begin() + 32 * block, config.begin() + 32 * (block + 1)));
    }
  }
  std::array<std::uint8_t, kConfigSize> present_{};
  std::array<std::uint8_t, kConfigSize> wanted_{};
};

TEST_F(WholeConfigTest, ReadsFourBlocks) {
  expectRead(present_);
  EXPECT_EQ(*chip_.readConfig(), present_);
}

TEST_F(WholeConfigTest, WritesWhatDiffersAndTheAddressLast) {
  wanted_[0] = wanted_[15] = wanted_[84] = 0xAA;  // not writable, so not looked at
  wanted_[16] = wanted_[21] = wanted_[40] = wanted_[64] = wanted_[95] = wanted_[127] = 0xAA;
  expectRead(present_);
  const auto part = [&](std::size_t from, std::size_t size) {
    return Payload(wanted_.begin() + static_cast<long>(from),
                   wanted_.begin() + static_cast<long>(from + size));
  };
  expect(packet(0x12, 0x80, 0x18, part(96, 32)));
  expect(packet(0x12, 0x00, 0x17, part(92, 4)));
  expect(packet(0x12, 0x00, 0x10, part(64, 4)));
  expect(packet(0x12, 0x80, 0x08, part(32, 32)));
  expect(packet(0x12, 0x00, 0x05, part(20, 4)));
  expect(packet(0x12, 0x00, 0x04, part(16, 4)));
  expectRead(wanted_);
  EXPECT_EQ(chip_.writeConfig(wanted_), Status::ok);
}

TEST_F(WholeConfigTest, RefusesALockedZone) {
  present_[87] = 0;
  expectRead(present_);
  EXPECT_EQ(chip_.writeConfig(wanted_), Status::locked);
}

TEST_F(WholeConfigTest, NoticesWhatWasNotStored) {
  wanted_[20] = 0xAA;
  expectRead(present_);
  expect(packet(0x12, 0x00, 0x05, {0xAA, 21, 22, 23}));
  expectRead(present_);
  EXPECT_EQ(chip_.writeConfig(wanted_), Status::notVerified);
}

// ---- Lock -----------------------------------------------------------------------------------------------

TEST_F(DeviceTest, LockConfig) {
  expectLockBytes(0x55, 0x55);
  expect("0717800000398D");
  expectLockBytes(0x55, 0);
  EXPECT_EQ(chip_.lockConfig({}), Status::ok);
  expectLockBytes(0x55, 0x55);
  expect(packet(0x17, 0x00, 0xABCD), {0x0F});
  EXPECT_EQ(chip_.lockConfig(std::uint16_t{0xABCD}), Status::executionError);
  expectLockBytes(0x55, 0);
  EXPECT_EQ(chip_.lockConfig({}), Status::locked);
}

TEST_F(DeviceTest, LockData) {
  expectLockBytes(0x55, 0x55);
  EXPECT_EQ(chip_.lockData({}), Status::notLocked);
  expectLockBytes(0x55, 0);
  expect("07178100003A07");
  expectLockBytes(0, 0);
  EXPECT_EQ(chip_.lockData({}), Status::ok);
  expectLockBytes(0x55, 0);
  expect(packet(0x17, 0x01, 0x1234));
  expectLockBytes(0, 0);
  EXPECT_EQ(chip_.lockData(std::uint16_t{0x1234}), Status::ok);
  expectLockBytes(0, 0);
  EXPECT_EQ(chip_.lockData({}), Status::locked);
}

TEST_F(DeviceTest, LockSlot) {
  const char* const slotLocked = "0702001600185D";
  expectLockBytes(0x55, 0x55);
  EXPECT_EQ(chip_.lockSlot(slot<0>()), Status::notLocked);
  expectLockBytes(0x55, 0);
  expect(slotLocked, {0xFF, 0xFF, 0, 0});
  expect("07170200002D88");
  expect(slotLocked, {0xFE, 0xFF, 0, 0});
  EXPECT_EQ(chip_.lockSlot(slot<0>()), Status::ok);
  expectLockBytes(0, 0);
  expect(slotLocked, {0xFE, 0xFF, 0, 0});
  expect("07172200007E08");
  expect(slotLocked, {0xFE, 0xFE, 0, 0});
  EXPECT_EQ(chip_.lockSlot(slot<8>()), Status::ok);
  expectLockBytes(0, 0);
  expect(slotLocked, {0xFE, 0xFE, 0, 0});
  EXPECT_EQ(chip_.lockSlot(slot<8>()), Status::locked);
}

TEST_F(DeviceTest, LockDecidesByReadingWhetherALostLockRan) {
  expectLockBytes(0x55, 0x55);
  bus_.command("0717800000398D").silence().restarts();
  expectLockBytes(0x55, 0);
  expectLockBytes(0x55, 0);
  EXPECT_EQ(chip_.lockConfig({}), Status::ok);
  expectLockBytes(0x55, 0x55);
  bus_.command("0717800000398D", Status::nack).read({}).read({}).restarts();
  expectLockBytes(0x55, 0x55);
  expect("0717800000398D");
  expectLockBytes(0x55, 0);
  EXPECT_EQ(chip_.lockConfig({}), Status::ok);
}

TEST_F(DeviceTest, LockNeverBelievesASuccessThatDoesNotShow) {
  expectLockBytes(0x55, 0x55);
  expect("0717800000398D");
  expectLockBytes(0x55, 0x55);
  EXPECT_EQ(chip_.lockConfig({}), Status::notVerified);
  expectLockBytes(0x55, 0x55);
  bus_.command("0717800000398D").silence().restarts();
  expect("0702001500175D", {0x0F});
  EXPECT_EQ(chip_.lockConfig({}), Status::outcomeUnknown);
}

}  // namespace
}  // namespace signet::atecc
