// I2cCharDevice: what the kernel's i2c-dev driver does with read, write and ioctl on an open /dev/i2c-N, over
// any wire. The preloaded library (preload.cpp) puts it behind the real names.
//
// No heap, no exceptions: it runs inside other people's programs.
#pragma once

#include <linux/i2c-dev.h>
#include <linux/i2c.h>
#include <sys/types.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace signet::emulator {

/// One I2C transaction, with any 7-bit address. Returns 0 or an errno: ENXIO for a NACK.
class I2cWire {
 public:
  virtual int write(std::uint8_t address, std::span<const std::uint8_t> bytes) = 0;
  virtual int read(std::uint8_t address, std::span<std::uint8_t> bytes) = 0;

 protected:
  ~I2cWire() = default;
};

/// What the kernel remembers of an open file: shared by all its duplicates, also across fork and exec.
struct I2cFileState {
  std::uint16_t address = 0;  ///< set by I2C_SLAVE; the kernel too begins with 0
  std::uint8_t tenBit = 0;
  std::uint8_t pec = 0;
};

/// All methods return what the system call does, or the negative errno.
class I2cCharDevice {
 public:
  static constexpr std::size_t kMaxTransfer = 8192;
  /// As a Raspberry Pi's adapter answers, and block reads too.
  static constexpr unsigned long kFunctions =
      I2C_FUNC_I2C | I2C_FUNC_SMBUS_EMUL | I2C_FUNC_SMBUS_READ_BLOCK_DATA;

  I2cCharDevice(I2cFileState& state, I2cWire& wire) : state_(state), wire_(wire) {}

  /// S addr+R A bytes... N P. More than kMaxTransfer bytes are cut to that, as the kernel does.
  ssize_t read(void* buffer, std::size_t count);
  /// S addr+W A bytes... A P
  ssize_t write(const void* buffer, std::size_t count);
  /// I2C_SLAVE, I2C_SLAVE_FORCE, I2C_TENBIT, I2C_PEC, I2C_FUNCS, I2C_RDWR, I2C_SMBUS. I2C_TIMEOUT and
  /// I2C_RETRIES are accepted and change nothing. Others: -ENOTTY.
  int ioctl(unsigned long request, void* argument);

  /// The packet error code of SMBus 3.2, section 6.4.1: CRC-8, polynomial 07h. `crc` of what came before.
  static std::uint8_t crc8(std::uint8_t crc, std::span<const std::uint8_t> bytes);

 private:
  struct SmbusPlan;

  int setAddress(unsigned long address);
  int readWrite(const i2c_rdwr_ioctl_data* request);
  int transferMessage(i2c_msg& message);
  int readBlock(std::uint8_t address, std::span<std::uint8_t> buffer, std::size_t extra);
  int smbus(const i2c_smbus_ioctl_data* request);
  int planSmbus(const i2c_smbus_ioctl_data& request, SmbusPlan& plan) const;
  static int planBlock(const i2c_smbus_ioctl_data& request, SmbusPlan& plan);
  int runSmbus(SmbusPlan& plan);
  int checkPec(const SmbusPlan& plan, std::size_t received) const;

  I2cFileState& state_;
  I2cWire& wire_;
};

}  // namespace signet::emulator
