#include "host/emulator/shim/socket_wire.h"

#include <atomic>
#include <cerrno>
#include <cstdio>

namespace signet::emulator {
namespace {

/// Once a process: without it, "No such device" would send the user looking for a kernel module.
void explainOnce(port::BusSocketProblem problem, const port::Endpoint& endpoint) {
  static std::atomic<bool> explained{false};
  if (!explained.exchange(true))
    std::fprintf(stderr, "signet-i2c: %s: %s\n", endpoint.name.data(), problemText(problem));
}

}  // namespace

int SocketWire::connect() {
  if (socket_.connected() || socket_.connect(endpoint_) == Status::ok) return 0;
  explainOnce(socket_.problem(), endpoint_);
  return ENODEV;
}

int SocketWire::write(std::uint8_t address, std::span<const std::uint8_t> bytes) {
  if (const int error = connect()) return error;
  return errorOf(socket_.writeTo(address, {bytes.data(), bytes.size()}));
}

int SocketWire::read(std::uint8_t address, std::span<std::uint8_t> bytes) {
  if (const int error = connect()) return error;
  return errorOf(socket_.readFrom(address, {bytes.data(), bytes.size()}));
}

int SocketWire::errorOf(Status status) const {
  if (status == Status::ok) return 0;
  if (status == Status::nack) return ENXIO;  // what the kernel's fault-codes document asks of adapters
  if (status == Status::invalidArgument) return EINVAL;
  explainOnce(socket_.problem(), endpoint_);
  return EIO;
}

}  // namespace signet::emulator
