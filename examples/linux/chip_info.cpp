// Prints the serial number of the chip on an I2C bus:
//
//     chip_info /dev/i2c-1
#include <cstdio>

#include "signet/atecc/device.h"
#include "signet/port/linux/i2c_dev.h"
#include "signet/port/linux/system_clock.h"

using namespace signet;

int main(int argc, char** argv) {
  port::I2cDev bus;
  port::SystemClock clock;
  if (argc != 2 || bus.open(argv[1]) != Status::ok) {
    std::fprintf(stderr, "chip_info: %s\n",
                 argc != 2 ? "give it a bus, /dev/i2c-1" : problemText(bus.problem()));
    return 1;
  }
  atecc::Session session(bus, clock);
  atecc::Device chip(session);
  const auto serial = chip.serialNumber();
  if (serial.status() != Status::ok) {
    std::fprintf(stderr, "chip_info: no answer from the chip: %s\n", statusName(serial.status()));
    return 1;
  }
  for (const unsigned byte : serial.value()) std::printf("%02x", byte);
  std::printf("\n");
  return session.sleep() == Status::ok ? 0 : 1;
}
