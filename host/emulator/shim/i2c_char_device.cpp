#include "host/emulator/shim/i2c_char_device.h"

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstring>

namespace signet::emulator {
namespace {

constexpr unsigned long kLastSevenBit = 0x7F;
constexpr unsigned long kLastTenBit = 0x3FF;
constexpr std::size_t kPecSize = 1;

unsigned long asNumber(void* argument) {
  return reinterpret_cast<unsigned long>(argument);
}

}  // namespace

// An SMBus transfer is a write, a read, or a write followed by a read.
struct I2cCharDevice::SmbusPlan {
  bool writes = false;
  bool reads = false;
  bool block = false;  // the first byte read is the number of those that follow
  bool pec = false;    // a checksum follows the last byte
  std::array<std::uint8_t, 2 + I2C_SMBUS_BLOCK_MAX + kPecSize> out{};
  std::size_t outSize = 0;
  std::array<std::uint8_t, 1 + I2C_SMBUS_BLOCK_MAX + kPecSize> in{};
  std::size_t inSize = 0;

  void send(std::uint8_t byte) { out[outSize++] = byte; }
  void sendWord(std::uint16_t word) {
    send(static_cast<std::uint8_t>(word));
    send(static_cast<std::uint8_t>(word >> 8));
  }
  void send(std::span<const std::uint8_t> bytes) {
    for (const std::uint8_t byte : bytes) send(byte);
  }
};

ssize_t I2cCharDevice::read(void* buffer, std::size_t count) {
  if (state_.tenBit != 0) return -EOPNOTSUPP;
  count = std::min(count, kMaxTransfer);
  const int error =
      wire_.read(static_cast<std::uint8_t>(state_.address), {static_cast<std::uint8_t*>(buffer), count});
  return error != 0 ? -error : static_cast<ssize_t>(count);
}

ssize_t I2cCharDevice::write(const void* buffer, std::size_t count) {
  if (state_.tenBit != 0) return -EOPNOTSUPP;
  count = std::min(count, kMaxTransfer);
  const int error = wire_.write(static_cast<std::uint8_t>(state_.address),
                                {static_cast<const std::uint8_t*>(buffer), count});
  return error != 0 ? -error : static_cast<ssize_t>(count);
}

int I2cCharDevice::ioctl(unsigned long request, void* argument) {
  switch (request) {
    case I2C_SLAVE:
    case I2C_SLAVE_FORCE: return setAddress(asNumber(argument));
    case I2C_TENBIT: state_.tenBit = argument != nullptr; return 0;
    case I2C_PEC: state_.pec = argument != nullptr; return 0;
    case I2C_TIMEOUT:
    case I2C_RETRIES: return asNumber(argument) > INT_MAX ? -EINVAL : 0;
    case I2C_FUNCS: *static_cast<unsigned long*>(argument) = kFunctions; return 0;
    case I2C_RDWR: return readWrite(static_cast<const i2c_rdwr_ioctl_data*>(argument));
    case I2C_SMBUS: return smbus(static_cast<const i2c_smbus_ioctl_data*>(argument));
    default: return -ENOTTY;
  }
}

int I2cCharDevice::setAddress(unsigned long address) {
  if (address > (state_.tenBit != 0 ? kLastTenBit : kLastSevenBit)) return -EINVAL;
  state_.address = static_cast<std::uint16_t>(address);
  return 0;
}

int I2cCharDevice::readWrite(const i2c_rdwr_ioctl_data* request) {
  if (request->msgs == nullptr || request->nmsgs == 0 || request->nmsgs > I2C_RDWR_IOCTL_MAX_MSGS)
    return -EINVAL;
  const std::span messages(request->msgs, request->nmsgs);
  // All are looked at before the first is sent, as the kernel does.
  for (const i2c_msg& message : messages) {
    if (message.len > kMaxTransfer) return -EINVAL;
    if ((message.flags & I2C_M_TEN) != 0) return -EOPNOTSUPP;
    if (message.addr > kLastSevenBit) return -EINVAL;
    if ((message.flags & I2C_M_RECV_LEN) == 0) continue;
    const bool roomForBlock = (message.flags & I2C_M_RD) != 0 && message.len >= 1 && message.buf[0] >= 1 &&
                              message.len >= message.buf[0] + I2C_SMBUS_BLOCK_MAX;
    if (!roomForBlock) return -EINVAL;
  }
  for (i2c_msg& message : messages) {
    if (const int error = transferMessage(message)) return -error;
  }
  return static_cast<int>(request->nmsgs);
}

int I2cCharDevice::transferMessage(i2c_msg& message) {
  const auto address = static_cast<std::uint8_t>(message.addr);
  const std::span bytes(message.buf, message.len);
  int error = 0;
  if ((message.flags & I2C_M_RECV_LEN) != 0) {
    error = readBlock(address, bytes, message.buf[0] - 1U);
  } else if ((message.flags & I2C_M_RD) != 0) {
    error = wire_.read(address, bytes);
  } else {
    error = wire_.write(address, bytes);
  }
  return error == ENXIO && (message.flags & I2C_M_IGNORE_NAK) != 0 ? 0 : error;
}

/// A byte that tells how many follow, those, and `extra` more. In two transactions, because a server must be
/// told the length beforehand; the chip keeps its place in its answer between them.
int I2cCharDevice::readBlock(std::uint8_t address, std::span<std::uint8_t> buffer, std::size_t extra) {
  if (const int error = wire_.read(address, buffer.first(1))) return error;
  if (buffer[0] < 1 || buffer[0] > I2C_SMBUS_BLOCK_MAX) return EPROTO;
  return wire_.read(address, buffer.subspan(1, buffer[0] + extra));
}

int I2cCharDevice::smbus(const i2c_smbus_ioctl_data* request) {
  const bool reading = request->read_write == I2C_SMBUS_READ;
  if (!reading && request->read_write != I2C_SMBUS_WRITE) return -EINVAL;
  if (state_.tenBit != 0) return -EOPNOTSUPP;
  SmbusPlan plan;
  if (const int error = planSmbus(*request, plan)) return -error;
  if (const int error = runSmbus(plan)) return -error;
  if (!plan.reads || request->data == nullptr) return 0;

  i2c_smbus_data& data = *request->data;
  switch (request->size) {
    case I2C_SMBUS_BYTE:
    case I2C_SMBUS_BYTE_DATA: data.byte = plan.in[0]; break;
    case I2C_SMBUS_WORD_DATA:
    case I2C_SMBUS_PROC_CALL: data.word = static_cast<__u16>(plan.in[0] | plan.in[1] << 8); break;
    case I2C_SMBUS_BLOCK_DATA: std::memcpy(data.block, plan.in.data(), 1U + plan.in[0]); break;
    case I2C_SMBUS_I2C_BLOCK_BROKEN:
    case I2C_SMBUS_I2C_BLOCK_DATA:
      data.block[0] = static_cast<__u8>(plan.inSize);
      std::memcpy(&data.block[1], plan.in.data(), plan.inSize);
      break;
    default: break;
  }
  return 0;
}

/// What each kind of transfer sends and expects: SMBus 3.2, section 6.5.
int I2cCharDevice::planSmbus(const i2c_smbus_ioctl_data& request, SmbusPlan& plan) const {
  const bool reading = request.read_write == I2C_SMBUS_READ;
  plan.pec = state_.pec != 0 && request.size != I2C_SMBUS_QUICK && request.size != I2C_SMBUS_I2C_BLOCK_DATA &&
             request.size != I2C_SMBUS_I2C_BLOCK_BROKEN;
  plan.reads = reading;
  plan.writes = !reading;
  if (request.size == I2C_SMBUS_QUICK) return 0;
  if (request.size == I2C_SMBUS_BYTE) {
    plan.inSize = 1;
    if (!reading) plan.send(request.command);
    return 0;
  }
  if (request.data == nullptr) return EINVAL;

  plan.writes = true;
  plan.send(request.command);
  switch (request.size) {
    case I2C_SMBUS_BYTE_DATA:
      plan.inSize = 1;
      if (!reading) plan.send(request.data->byte);
      return 0;
    case I2C_SMBUS_PROC_CALL:
      plan.reads = true;
      plan.inSize = 2;
      plan.sendWord(request.data->word);
      return 0;
    case I2C_SMBUS_WORD_DATA:
      plan.inSize = 2;
      if (!reading) plan.sendWord(request.data->word);
      return 0;
    case I2C_SMBUS_BLOCK_DATA:
    case I2C_SMBUS_I2C_BLOCK_BROKEN:
    case I2C_SMBUS_I2C_BLOCK_DATA: return planBlock(request, plan);
    default: return EOPNOTSUPP;
  }
}

int I2cCharDevice::planBlock(const i2c_smbus_ioctl_data& request, SmbusPlan& plan) {
  const bool reading = request.read_write == I2C_SMBUS_READ;
  const __u8* block = request.data->block;
  plan.block = reading && request.size == I2C_SMBUS_BLOCK_DATA;
  if (plan.block) return 0;  // the device will send the length
  // The older form of the I2C block has no length when it reads: it takes all that fits.
  const bool all = reading && request.size == I2C_SMBUS_I2C_BLOCK_BROKEN;
  const std::size_t size = all ? I2C_SMBUS_BLOCK_MAX : block[0];
  if (size < 1 || size > I2C_SMBUS_BLOCK_MAX) return EINVAL;
  plan.inSize = size;
  if (reading) return 0;
  if (request.size == I2C_SMBUS_BLOCK_DATA) plan.send(block[0]);
  plan.send(std::span(block + 1, size));
  return 0;
}

int I2cCharDevice::runSmbus(SmbusPlan& plan) {
  const auto address = static_cast<std::uint8_t>(state_.address);
  const std::size_t pecSize = plan.pec ? kPecSize : 0;
  if (plan.writes) {
    if (plan.pec && !plan.reads) {
      const std::uint8_t addressByte[] = {static_cast<std::uint8_t>(address << 1)};
      plan.send(crc8(crc8(0, addressByte), std::span(plan.out).first(plan.outSize)));
    }
    if (const int error = wire_.write(address, std::span(plan.out).first(plan.outSize))) return error;
  }
  if (!plan.reads) return 0;
  const int error = plan.block ? readBlock(address, plan.in, pecSize)
                               : wire_.read(address, std::span(plan.in).first(plan.inSize + pecSize));
  if (error != 0) return error;
  return plan.pec ? checkPec(plan, plan.block ? 1U + plan.in[0] : plan.inSize) : 0;
}

int I2cCharDevice::checkPec(const SmbusPlan& plan, std::size_t received) const {
  const std::uint8_t addressByte[] = {static_cast<std::uint8_t>(state_.address << 1),
                                      static_cast<std::uint8_t>(state_.address << 1 | 1)};
  std::uint8_t crc = 0;
  if (plan.writes) {
    crc = crc8(crc, std::span(addressByte).first(1));
    crc = crc8(crc, std::span(plan.out).first(plan.outSize));
  }
  crc = crc8(crc, std::span(addressByte).last(1));
  crc = crc8(crc, std::span(plan.in).first(received));
  return crc == plan.in[received] ? 0 : EBADMSG;
}

std::uint8_t I2cCharDevice::crc8(std::uint8_t crc, std::span<const std::uint8_t> bytes) {
  for (const std::uint8_t byte : bytes) {
    crc ^= byte;
    for (int bit = 0; bit < 8; ++bit) crc = static_cast<std::uint8_t>(crc << 1 ^ ((crc & 0x80) != 0 ? 7 : 0));
  }
  return crc;
}

}  // namespace signet::emulator
