// I2cDev: a real I2C bus of a Linux machine, through /dev/i2c-N.
#pragma once

#include "signet/i2c/bus.h"

namespace signet::port {

/// Why the last call of an I2cDev failed, finer than its Status.
enum class I2cDevProblem : std::uint8_t {
  none,
  notOpen,           ///< open() was not called or did not succeed
  noSuchDevice,      ///< no file of this name, or no adapter behind it any more
  noPermission,      ///< the file may not be opened for reading and writing by this user
  notAnAdapter,      ///< the file is something else than an I2C adapter
  noPlainI2c,        ///< the adapter speaks SMBus only
  wakeTooFast,       ///< the adapter's clock is known, and too fast for the wake pulse
  wakeUnanswered,    ///< the device did not answer after a wake pulse
  notAcknowledged,   ///< the device did not acknowledge
  transferTooLong,   ///< more than the kernel accepts in one transfer
  transferTimedOut,  ///< the adapter timed out: a line held low, or the clock stretched for too long
  arbitrationLost,   ///< another master, or a line held low
  adapterFailed,     ///< any other error of the adapter's driver; systemError() says which
};

/// What happened and what to do next, as one sentence without a full stop. Static storage.
const char* problemText(I2cDevProblem problem);

/// An adapter of the kernel's i2c-dev driver. Owns the file descriptor. Not thread safe.
///
/// The chip wakes when SDA is low for 60 us (datasheet DS20005927A section 6.1, tWLO). i2c-dev cannot hold
/// SDA low; the longest low it makes is the address byte 00h: eight zero bits, 80 us at 100 kHz. Above 133
/// kHz they are too short, and i2c-dev cannot change an adapter's clock.
///
/// Statuses beyond those of i2c::Bus, all with problem() and systemError():
///   notSupported     wake() on an adapter whose clock the device tree gives as too fast
///   invalidArgument  a transfer of more than kMaxTransfer bytes
class I2cDev final : public i2c::Bus {
 public:
  static constexpr std::size_t kMaxTransfer = 8192;         // the kernel's limit for one message
  static constexpr std::uint32_t kMaxWakeClockHz = 133000;  // 8 bits in tWLO = 60 us

  I2cDev() = default;
  ~I2cDev();
  I2cDev(const I2cDev&) = delete;
  I2cDev& operator=(const I2cDev&) = delete;

  /// noDevice: nothing of this name. busFault: no permission, or opening failed. notSupported: not an adapter
  /// that can do plain I2C transfers. problem() says which it is.
  Status open(const char* path);
  void close();
  bool isOpen() const { return fd_ >= 0; }

  I2cDevProblem problem() const { return problem_; }
  int systemError() const { return systemError_; }  ///< errno of the last failure, 0 if it had none
  /// The bus clock as the device tree gives it, 0 when it does not say (it rarely does on a PC).
  std::uint32_t clockHz() const { return clockHz_; }

 private:
  Status doWrite(i2c::Address address, Bytes bytes) override;
  Status doRead(i2c::Address address, MutableBytes bytes) override;
  Status doWake(Duration low) override;

  Status transfer(std::uint8_t address, std::uint16_t flags, std::uint8_t* bytes, std::size_t size);
  Status checkAdapter();
  Status transferFailed(int error);
  Status fail(Status status, I2cDevProblem problem, int error = 0);

  int fd_ = -1;
  I2cDevProblem problem_ = I2cDevProblem::notOpen;
  int systemError_ = 0;
  std::uint32_t clockHz_ = 0;
  bool wakeUnanswered_ = false;  // a wake pulse was sent, and nothing acknowledged since
};

}  // namespace signet::port
