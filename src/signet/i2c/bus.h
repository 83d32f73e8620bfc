// The I2C bus as a port implements it: four verbs, each answered by ACK or NACK.
#pragma once

#include "signet/core/bytes.h"
#include "signet/core/clock.h"
#include "signet/core/status.h"
#include "signet/i2c/address.h"

namespace signet::i2c {

/// An I2C master. Not thread safe; one transaction at a time. Every method blocks until the Stop condition.
///
/// All methods return
///   ok            every byte was acknowledged
///   nack          the address or a byte was not acknowledged (expected while an ATECC is busy or asleep)
///   busFault      the bus failed: a line held low, arbitration lost, the adapter or its connection broke
class Bus {
 public:
  /// S  addr+W  A  bytes[0] A  ...  P
  Status write(Address address, Bytes bytes) { return doWrite(address, bytes); }

  /// S  addr+R  A  bytes[0] A  ...  bytes[n-1] N  P
  Status read(Address address, MutableBytes bytes) { return doRead(address, bytes); }

  /// Holds SDA low for at least `low`, then releases it. Nothing is addressed, so nothing can answer.
  ///
  /// A port without direct control of SDA sends address 00h at <= 100 kHz: Start and eight zero bits hold
  /// SDA low for 80 us, the NACK is expected. Status::notSupported if the port knows that its clock is too
  /// fast for that.
  Status wake(Duration low) { return doWake(low); }

  /// Frees a bus that a confused device holds: Start, nine SCL pulses with SDA high, Start, Stop (ATECC508A
  /// datasheet, section 6.7). Status::notSupported where the port cannot clock the lines by hand.
  Status recover() { return doRecover(); }

 protected:
  ~Bus() = default;

 private:
  virtual Status doWrite(Address address, Bytes bytes) = 0;
  virtual Status doRead(Address address, MutableBytes bytes) = 0;
  virtual Status doWake(Duration low) = 0;
  virtual Status doRecover() { return Status::notSupported; }
};

}  // namespace signet::i2c
