// SocketWire: an I2cWire to a bus server, connected during its lifetime.
//
// The preloaded library makes one for each call of the program it is in: a connection kept open would be
// shared by accident with children after fork, and closed by programs that close all they do not know.
#pragma once

#include "host/emulator/shim/i2c_char_device.h"
#include "signet/port/linux/bus_socket.h"

namespace signet::emulator {

class SocketWire final : public I2cWire {
 public:
  explicit SocketWire(const port::Endpoint& endpoint) : endpoint_(endpoint) {}

  /// 0, or ENODEV when there is no server.
  int connect();
  /// ENXIO for a NACK, ENODEV without a server, EIO when it went away meanwhile.
  int write(std::uint8_t address, std::span<const std::uint8_t> bytes) override;
  int read(std::uint8_t address, std::span<std::uint8_t> bytes) override;

 private:
  int errorOf(Status status) const;

  const port::Endpoint& endpoint_;
  port::BusSocket socket_;
};

}  // namespace signet::emulator
