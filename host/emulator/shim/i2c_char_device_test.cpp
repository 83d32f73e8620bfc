#include "host/emulator/shim/i2c_char_device.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <climits>
#include <cstring>
#include <string>
#include <vector>

namespace signet::emulator {
namespace {

using Bytes = std::vector<std::uint8_t>;

/// Writes down every transaction; reads answer from `answers`; everything at 0x11 is not acknowledged.
class FakeWire final : public I2cWire {
 public:
  int write(std::uint8_t address, std::span<const std::uint8_t> bytes) override {
    note('W', address);
    for (const std::uint8_t byte : bytes) log += " " + std::to_string(byte);
    return address == 0x11 ? ENXIO : 0;
  }
  int read(std::uint8_t address, std::span<std::uint8_t> bytes) override {
    note('R', address);
    log += " " + std::to_string(bytes.size());
    if (address == 0x11) return ENXIO;
    for (std::uint8_t& byte : bytes) {
      byte = answers.empty() ? 0xFF : answers.front();
      if (!answers.empty()) answers.erase(answers.begin());
    }
    return 0;
  }

  std::string log;
  Bytes answers;

 private:
  void note(char op, std::uint8_t address) {
    if (!log.empty()) log += ", ";
    log += op + std::to_string(address);
  }
};

class I2cCharDeviceTest : public testing::Test {
 protected:
  int slave(unsigned long address) { return ioctlValue(I2C_SLAVE, address); }
  int ioctlValue(unsigned long request, unsigned long value) {
    return device_.ioctl(request,
                         reinterpret_cast<void*>(value));  // NOLINT(performance-no-int-to-ptr): as ioctl
  }
  int smbus(std::uint8_t readWrite, std::uint8_t command, std::uint32_t size) {
    i2c_smbus_ioctl_data request{readWrite, command, size, &data_};
    return device_.ioctl(I2C_SMBUS, &request);
  }
  int transfer(std::vector<i2c_msg> messages) {
    i2c_rdwr_ioctl_data request{messages.data(), static_cast<__u32>(messages.size())};
    return device_.ioctl(I2C_RDWR, &request);
  }
  std::string log() { return std::exchange(wire_.log, ""); }

  I2cFileState state_;
  FakeWire wire_;
  I2cCharDevice device_{state_, wire_};
  i2c_smbus_data data_{};
};

TEST_F(I2cCharDeviceTest, ReadsAndWritesAtTheChosenAddress) {
  EXPECT_EQ(slave(0x60), 0);
  const Bytes out{3, 7};
  EXPECT_EQ(device_.write(out.data(), out.size()), 2);
  wire_.answers = {4, 17};
  Bytes in(2);
  EXPECT_EQ(device_.read(in.data(), in.size()), 2);
  EXPECT_EQ(in, (Bytes{4, 17}));
  EXPECT_EQ(log(), "W96 3 7, R96 2");
}

TEST_F(I2cCharDeviceTest, AnswersANackWithNoSuchDevice) {
  EXPECT_EQ(slave(0x11), 0);
  std::uint8_t byte = 0;
  EXPECT_EQ(device_.write(&byte, 1), -ENXIO);
  EXPECT_EQ(device_.read(&byte, 1), -ENXIO);
}

TEST_F(I2cCharDeviceTest, CutsTransfersAtTheKernelsLimit) {
  Bytes big(10000);
  EXPECT_EQ(device_.write(big.data(), big.size()), 8192);
  EXPECT_EQ(device_.read(big.data(), big.size()), 8192);
}

TEST_F(I2cCharDeviceTest, ChecksAddresses) {
  EXPECT_EQ(slave(0x7F), 0);
  EXPECT_EQ(slave(0x80), -EINVAL);
  EXPECT_EQ(ioctlValue(I2C_SLAVE_FORCE, 0x00), 0);
  EXPECT_EQ(ioctlValue(I2C_TENBIT, 1), 0);
  EXPECT_EQ(slave(0x3FF), 0);
  EXPECT_EQ(slave(0x400), -EINVAL);
  std::uint8_t byte = 0;
  EXPECT_EQ(device_.read(&byte, 1), -EOPNOTSUPP);
  EXPECT_EQ(device_.write(&byte, 1), -EOPNOTSUPP);
  EXPECT_EQ(smbus(I2C_SMBUS_READ, 0, I2C_SMBUS_BYTE), -EOPNOTSUPP);
  EXPECT_EQ(log(), "");
}

TEST_F(I2cCharDeviceTest, TellsItsFunctionsAndTakesSettings) {
  unsigned long functions = 0;
  EXPECT_EQ(device_.ioctl(I2C_FUNCS, &functions), 0);
  EXPECT_EQ(functions, 0x0FFF0009UL);
  EXPECT_EQ(ioctlValue(I2C_TIMEOUT, 10), 0);
  EXPECT_EQ(ioctlValue(I2C_RETRIES, 3), 0);
  EXPECT_EQ(ioctlValue(I2C_TIMEOUT, 1UL + INT_MAX), -EINVAL);
  EXPECT_EQ(ioctlValue(0x0799, 0), -ENOTTY);
}

TEST_F(I2cCharDeviceTest, TransfersSeveralMessages) {
  Bytes out{3, 7};
  Bytes in(4);
  wire_.answers = {4, 17, 51, 67};
  EXPECT_EQ(transfer({{0x60, 0, 2, out.data()}, {0x60, I2C_M_RD, 4, in.data()}, {0x60, 0, 0, nullptr}}), 3);
  EXPECT_EQ(in, (Bytes{4, 17, 51, 67}));
  EXPECT_EQ(log(), "W96 3 7, R96 4, W96");
}

TEST_F(I2cCharDeviceTest, StopsAtTheFirstNackUnlessItIsToBeIgnored) {
  EXPECT_EQ(transfer({{0x11, 0, 0, nullptr}, {0x60, 0, 0, nullptr}}), -ENXIO);
  EXPECT_EQ(log(), "W17");
  EXPECT_EQ(transfer({{0x11, I2C_M_IGNORE_NAK, 0, nullptr}, {0x60, 0, 0, nullptr}}), 2);
  EXPECT_EQ(log(), "W17, W96");
}

TEST_F(I2cCharDeviceTest, ReadsABlockWhoseLengthTheDeviceTells) {
  Bytes block(1 + 33);
  block[0] = 2;  // one byte more than the block: room for a checksum
  wire_.answers = {3, 10, 11, 12, 99};
  EXPECT_EQ(transfer({{0x60, I2C_M_RD | I2C_M_RECV_LEN, 34, block.data()}}), 1);
  EXPECT_EQ(Bytes(block.begin(), block.begin() + 5), (Bytes{3, 10, 11, 12, 99}));
  EXPECT_EQ(log(), "R96 1, R96 4");
  block[0] = 1;
  wire_.answers = {33};
  EXPECT_EQ(transfer({{0x60, I2C_M_RD | I2C_M_RECV_LEN, 34, block.data()}}), -EPROTO);
}

TEST_F(I2cCharDeviceTest, RefusesMalformedTransfersBeforeAnyIsSent) {
  Bytes small(4, 1);
  EXPECT_EQ(transfer({{0x60, 0, 0, nullptr}, {0x60, I2C_M_TEN, 0, nullptr}}), -EOPNOTSUPP);
  EXPECT_EQ(transfer({{0x60, 0, 0, nullptr}, {0x60, 0, 8193, nullptr}}), -EINVAL);
  EXPECT_EQ(transfer({{0x60, 0, 0, nullptr}, {0x80, 0, 0, nullptr}}), -EINVAL);
  EXPECT_EQ(transfer({{0x60, I2C_M_RD | I2C_M_RECV_LEN, 4, small.data()}}), -EINVAL);
  EXPECT_EQ(transfer({{0x60, I2C_M_RECV_LEN, 34, small.data()}}), -EINVAL);
  EXPECT_EQ(transfer({}), -EINVAL);
  EXPECT_EQ(transfer(std::vector<i2c_msg>(43)), -EINVAL);
  EXPECT_EQ(log(), "");
  EXPECT_EQ(transfer(std::vector<i2c_msg>(42)), 42);
}

TEST_F(I2cCharDeviceTest, SmbusTransfersWithoutData) {
  EXPECT_EQ(slave(0x60), 0);
  EXPECT_EQ(smbus(I2C_SMBUS_WRITE, 0, I2C_SMBUS_QUICK), 0);
  EXPECT_EQ(smbus(I2C_SMBUS_READ, 0, I2C_SMBUS_QUICK), 0);
  EXPECT_EQ(smbus(I2C_SMBUS_WRITE, 9, I2C_SMBUS_BYTE), 0);
  EXPECT_EQ(log(), "W96, R96 0, W96 9");
  i2c_smbus_ioctl_data noData{I2C_SMBUS_WRITE, 9, I2C_SMBUS_BYTE, nullptr};
  EXPECT_EQ(device_.ioctl(I2C_SMBUS, &noData), 0);
  noData.size = I2C_SMBUS_BYTE_DATA;
  EXPECT_EQ(device_.ioctl(I2C_SMBUS, &noData), -EINVAL);
}

TEST_F(I2cCharDeviceTest, SmbusBytesAndWords) {
  EXPECT_EQ(slave(0x60), 0);
  wire_.answers = {7, 8, 0x34, 0x12, 0x78, 0x56};
  EXPECT_EQ(smbus(I2C_SMBUS_READ, 0, I2C_SMBUS_BYTE), 0);
  EXPECT_EQ(data_.byte, 7);
  EXPECT_EQ(smbus(I2C_SMBUS_READ, 5, I2C_SMBUS_BYTE_DATA), 0);
  EXPECT_EQ(data_.byte, 8);
  EXPECT_EQ(smbus(I2C_SMBUS_READ, 5, I2C_SMBUS_WORD_DATA), 0);
  EXPECT_EQ(data_.word, 0x1234);
  EXPECT_EQ(log(), "R96 1, W96 5, R96 1, W96 5, R96 2");
  data_.word = 0x0201;
  EXPECT_EQ(smbus(I2C_SMBUS_WRITE, 5, I2C_SMBUS_WORD_DATA), 0);
  EXPECT_EQ(smbus(I2C_SMBUS_WRITE, 5, I2C_SMBUS_BYTE_DATA), 0);
  EXPECT_EQ(smbus(I2C_SMBUS_READ, 5, I2C_SMBUS_PROC_CALL), 0);
  EXPECT_EQ(data_.word, 0x5678);
  EXPECT_EQ(log(), "W96 5 1 2, W96 5 1, W96 5 1 2, R96 2");
}

TEST_F(I2cCharDeviceTest, SmbusBlocks) {
  EXPECT_EQ(slave(0x60), 0);
  data_.block[0] = 3;
  std::memcpy(&data_.block[1], "\x0A\x0B\x0C", 3);
  EXPECT_EQ(smbus(I2C_SMBUS_WRITE, 5, I2C_SMBUS_BLOCK_DATA), 0);
  EXPECT_EQ(smbus(I2C_SMBUS_WRITE, 5, I2C_SMBUS_I2C_BLOCK_DATA), 0);
  EXPECT_EQ(log(), "W96 5 3 10 11 12, W96 5 10 11 12");
  wire_.answers = {2, 20, 21};
  EXPECT_EQ(smbus(I2C_SMBUS_READ, 5, I2C_SMBUS_BLOCK_DATA), 0);
  EXPECT_EQ(Bytes(data_.block, data_.block + 3), (Bytes{2, 20, 21}));
  data_.block[0] = 4;
  wire_.answers = {30, 31, 32, 33};
  EXPECT_EQ(smbus(I2C_SMBUS_READ, 5, I2C_SMBUS_I2C_BLOCK_DATA), 0);
  EXPECT_EQ(Bytes(data_.block, data_.block + 5), (Bytes{4, 30, 31, 32, 33}));
  EXPECT_EQ(smbus(I2C_SMBUS_READ, 5, I2C_SMBUS_I2C_BLOCK_BROKEN), 0);
  EXPECT_EQ(data_.block[0], 32);
  EXPECT_EQ(log(), "W96 5, R96 1, R96 2, W96 5, R96 4, W96 5, R96 32");
}

TEST_F(I2cCharDeviceTest, SmbusRefusesWrongBlocksAndKinds) {
  EXPECT_EQ(slave(0x60), 0);
  for (const std::uint8_t size : {0, 33}) {
    data_.block[0] = size;
    EXPECT_EQ(smbus(I2C_SMBUS_WRITE, 5, I2C_SMBUS_BLOCK_DATA), -EINVAL);
    EXPECT_EQ(smbus(I2C_SMBUS_WRITE, 5, I2C_SMBUS_I2C_BLOCK_DATA), -EINVAL);
    EXPECT_EQ(smbus(I2C_SMBUS_READ, 5, I2C_SMBUS_I2C_BLOCK_DATA), -EINVAL);
  }
  EXPECT_EQ(smbus(I2C_SMBUS_READ, 5, I2C_SMBUS_BLOCK_PROC_CALL), -EOPNOTSUPP);
  EXPECT_EQ(smbus(2, 5, I2C_SMBUS_BYTE), -EINVAL);
  EXPECT_EQ(log(), "");
  wire_.answers = {0};
  EXPECT_EQ(smbus(I2C_SMBUS_READ, 5, I2C_SMBUS_BLOCK_DATA), -EPROTO);
}

TEST_F(I2cCharDeviceTest, SmbusPacketErrorCode) {
  // "123456789" is the usual check string of CRC-8 with polynomial 07h: F4h.
  const std::string check = "123456789";
  EXPECT_EQ(I2cCharDevice::crc8(0, {reinterpret_cast<const std::uint8_t*>(check.data()), check.size()}),
            0xF4);
  EXPECT_EQ(slave(0x60), 0);
  EXPECT_EQ(ioctlValue(I2C_PEC, 1), 0);
  EXPECT_EQ(smbus(I2C_SMBUS_WRITE, 5, I2C_SMBUS_BYTE), 0);
  const Bytes sent{0xC0, 5};
  EXPECT_EQ(log(), "W96 5 " + std::to_string(I2cCharDevice::crc8(0, sent)));
  const Bytes exchanged{0xC0, 5, 0xC1, 42};
  wire_.answers = {42, I2cCharDevice::crc8(0, exchanged)};
  EXPECT_EQ(smbus(I2C_SMBUS_READ, 5, I2C_SMBUS_BYTE_DATA), 0);
  EXPECT_EQ(data_.byte, 42);
  wire_.answers = {42, static_cast<std::uint8_t>(I2cCharDevice::crc8(0, exchanged) ^ 1)};
  EXPECT_EQ(smbus(I2C_SMBUS_READ, 5, I2C_SMBUS_BYTE_DATA), -EBADMSG);
  EXPECT_EQ(smbus(I2C_SMBUS_WRITE, 0, I2C_SMBUS_QUICK), 0);
}

}  // namespace
}  // namespace signet::emulator
