#include "signet/port/linux/i2c_dev.h"

#include <fcntl.h>
#include <linux/i2c-dev.h>
#include <linux/i2c.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

namespace signet::port {
namespace {

constexpr unsigned kI2cMajor = 89;  // every i2c-dev adapter; nothing else has it
constexpr std::uint8_t kWakeAddress = 0x00;

/// The device tree's `clock-frequency` of adapter `minor`, a big-endian cell; 0 when there is none.
std::uint32_t deviceTreeClock(unsigned minor) {
  char path[96];
  std::snprintf(path, sizeof path, "/sys/class/i2c-dev/i2c-%u/device/of_node/clock-frequency", minor);
  const int fd = ::open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return 0;
  std::uint8_t cell[4] = {};
  const bool whole = ::read(fd, cell, sizeof cell) == sizeof cell;
  ::close(fd);
  if (!whole) return 0;
  return std::uint32_t{cell[0]} << 24 | std::uint32_t{cell[1]} << 16 | std::uint32_t{cell[2]} << 8 | cell[3];
}

}  // namespace

const char* problemText(I2cDevProblem problem) {
  switch (problem) {
    case I2cDevProblem::none: return "no problem";
    case I2cDevProblem::notOpen: return "the I2C bus is not open: open it first";
    case I2cDevProblem::noSuchDevice:
      return "there is no such I2C bus: `i2cdetect -l` lists those there are, "
             "`sudo modprobe i2c-dev` makes them appear";
    case I2cDevProblem::noPermission:
      return "no permission to use this I2C bus: join the group that owns it (`sudo usermod -aG i2c $USER`, "
             "then log in again) or run as root";
    case I2cDevProblem::notAnAdapter:
      return "this file is not an I2C bus: buses are called /dev/i2c-N, `i2cdetect -l` lists them";
    case I2cDevProblem::noPlainI2c:
      return "this adapter can do SMBus transfers only, the chip needs plain I2C: use another adapter";
    case I2cDevProblem::wakeTooFast:
      return "this bus is too fast to wake the chip: the wake pulse is the address byte 00h, "
             "whose eight zero bits must last 60 us, so the clock may be 133 kHz at most: "
             "set it to 100 kHz (Raspberry Pi: dtparam=i2c_arm_baudrate=100000 in config.txt, then reboot)";
    case I2cDevProblem::wakeUnanswered:
      return "no answer after a wake pulse: "
             "the chip is not at this address or has no power, or the bus is faster than 100 kHz, "
             "where the address byte 00h is too short a pulse to wake it (60 us): "
             "see `i2cdetect -y N`, check supply and pull-ups, set the clock to 100 kHz";
    case I2cDevProblem::notAcknowledged:
      return "the device does not acknowledge: it is asleep, busy or not at this address";
    case I2cDevProblem::transferTooLong: return "the kernel takes at most 8192 bytes in one I2C transfer";
    case I2cDevProblem::transferTimedOut:
      return "the transfer timed out: a line is held low; "
             "check pull-ups and wiring, or cut the power of the device that holds it";
    case I2cDevProblem::arbitrationLost:
      return "arbitration was lost: another master uses the bus, or a line is held low";
    case I2cDevProblem::adapterFailed: return "the adapter's driver failed: see `dmesg`";
  }
  return "unknown problem";
}

I2cDev::~I2cDev() {
  close();
}

void I2cDev::close() {
  if (fd_ >= 0) ::close(fd_);
  fd_ = -1;
  problem_ = I2cDevProblem::notOpen;
  clockHz_ = 0;
  wakeUnanswered_ = false;
}

Status I2cDev::fail(Status status, I2cDevProblem problem, int error) {
  problem_ = problem;
  systemError_ = error;
  return status;
}

Status I2cDev::open(const char* path) {
  close();
  fd_ = ::open(path, O_RDWR | O_CLOEXEC);
  if (fd_ < 0) {
    switch (errno) {
      case ENOENT:
      case ENODEV:
      case ENXIO:
      case ENOTDIR: return fail(Status::noDevice, I2cDevProblem::noSuchDevice, errno);
      case EACCES:
      case EPERM: return fail(Status::busFault, I2cDevProblem::noPermission, errno);
      case EISDIR:
      case EROFS:
      case ETXTBSY: return fail(Status::notSupported, I2cDevProblem::notAnAdapter, errno);
      default: return fail(Status::busFault, I2cDevProblem::adapterFailed, errno);
    }
  }
  const Status status = checkAdapter();
  if (status != Status::ok) {
    const I2cDevProblem problem = problem_;
    close();
    problem_ = problem;
  }
  return status;
}

Status I2cDev::checkAdapter() {
  // The number is looked at before any ioctl, which another kind of device might take for something else.
  struct stat info {};
  if (::fstat(fd_, &info) != 0) return fail(Status::busFault, I2cDevProblem::adapterFailed, errno);
  unsigned long functions = 0;
  if (!S_ISCHR(info.st_mode) || major(info.st_rdev) != kI2cMajor)
    return fail(Status::notSupported, I2cDevProblem::notAnAdapter);
  if (::ioctl(fd_, I2C_FUNCS, &functions) != 0)
    return fail(Status::notSupported, I2cDevProblem::notAnAdapter, errno);
  if ((functions & I2C_FUNC_I2C) == 0) return fail(Status::notSupported, I2cDevProblem::noPlainI2c);
  clockHz_ = deviceTreeClock(minor(info.st_rdev));
  return fail(Status::ok, I2cDevProblem::none);
}

Status I2cDev::doWrite(i2c::Address address, Bytes bytes) {
  // The kernel only reads from the buffer of a write; its interface just does not say so.
  return transfer(address.sevenBit(), 0, const_cast<std::uint8_t*>(bytes.data()), bytes.size());
}

Status I2cDev::doRead(i2c::Address address, MutableBytes bytes) {
  return transfer(address.sevenBit(), I2C_M_RD, bytes.data(), bytes.size());
}

Status I2cDev::doWake(Duration low) {
  (void)low;  // i2c-dev knows one length only: eight bits
  if (clockHz_ > kMaxWakeClockHz) return fail(Status::notSupported, I2cDevProblem::wakeTooFast);
  std::uint8_t zero = 0;
  Status status = transfer(kWakeAddress, 0, nullptr, 0);
  // Adapters that cannot send an address alone send it with a byte that no device acknowledges.
  if (systemError_ == EOPNOTSUPP || systemError_ == EINVAL) status = transfer(kWakeAddress, 0, &zero, 1);
  wakeUnanswered_ = true;
  if (status != Status::ok && status != Status::nack) return status;
  return fail(Status::ok, I2cDevProblem::none);
}

Status I2cDev::transfer(std::uint8_t address, std::uint16_t flags, std::uint8_t* bytes, std::size_t size) {
  if (fd_ < 0) return fail(Status::busFault, I2cDevProblem::notOpen);
  if (size > kMaxTransfer) return fail(Status::invalidArgument, I2cDevProblem::transferTooLong);
  i2c_msg message{address, flags, static_cast<std::uint16_t>(size), bytes};
  i2c_rdwr_ioctl_data request{&message, 1};
  int done = 0;
  do {
    done = ::ioctl(fd_, I2C_RDWR, &request);
  } while (done < 0 && errno == EINTR);
  if (done < 0) return transferFailed(errno);
  if (address != kWakeAddress) wakeUnanswered_ = false;
  return fail(Status::ok, I2cDevProblem::none);
}

/// See Documentation/i2c/fault-codes.rst of the kernel. It names ENXIO for an address that is not
/// acknowledged; many drivers answer EREMOTEIO, some just EIO.
Status I2cDev::transferFailed(int error) {
  switch (error) {
    case ENXIO:
    case EREMOTEIO:
    case EIO:
      return fail(Status::nack,
                  wakeUnanswered_ ? I2cDevProblem::wakeUnanswered : I2cDevProblem::notAcknowledged, error);
    case ETIMEDOUT: return fail(Status::busFault, I2cDevProblem::transferTimedOut, error);
    case EAGAIN: return fail(Status::busFault, I2cDevProblem::arbitrationLost, error);
    case ENODEV: return fail(Status::busFault, I2cDevProblem::noSuchDevice, error);
    default: return fail(Status::busFault, I2cDevProblem::adapterFailed, error);
  }
}

}  // namespace signet::port
