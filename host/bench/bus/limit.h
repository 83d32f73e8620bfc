// Limit: the time below which no driver can get, because the chip computes and the wire carries bits.
//
// One command on an I2C bus costs
//
//     S addr+W 03 count ... crc P   (2 + sent) bytes, nine bits each
//     typical execution time        datasheet DS20005927A, table 9-4
//     S addr+R count ... crc P      (1 + received) bytes, nine bits each
//
// and waking the chip first costs a pulse (tWLO, 60 us), tWHI (1500 us) and the read of its wake group. Start
// and Stop conditions and the gaps between transactions are left out: they are the driver's to keep small.
#pragma once

#include <cstdint>
#include <vector>

namespace signet::bench {

/// One command: bytes of its group and of the answer's, count and CRC included.
struct Exchange {
  double typicalMs;
  unsigned sent;
  unsigned received;
  unsigned times = 1;
};

struct Work {
  bool wake = false;
  std::vector<Exchange> exchanges = {};
};

/// In milliseconds, on a bus of that clock rate.
double limitMs(const Work& work, unsigned clockHz);

/// Operation by operation as in table 9-4; the sizes are those of the group on the bus.
namespace exchange {
constexpr Exchange info() {
  return {0.1, 7, 7};
}
constexpr Exchange random() {
  return {1, 7, 35};
}
constexpr Exchange nonceRandom() {
  return {0.1, 27, 35};
}
constexpr Exchange nonceLoad() {
  return {0.1, 39, 4};
}
constexpr Exchange readWord() {
  return {0.1, 7, 7};
}
constexpr Exchange readBlocks(unsigned times) {
  return {0.1, 7, 35, times};
}
constexpr Exchange writeBlock() {
  return {7, 39, 4};
}
constexpr Exchange counter() {
  return {5, 7, 7};
}
constexpr Exchange genKey() {
  return {11, 7, 67};
}
constexpr Exchange sign() {
  return {42, 7, 67};
}
constexpr Exchange ecdh() {
  return {38, 71, 35};
}
constexpr Exchange verifyExternal() {
  return {38, 135, 4};
}
constexpr Exchange mac() {
  return {5, 39, 35};
}
constexpr Exchange genDig() {
  return {5, 7, 4};
}
constexpr Exchange shaStart() {
  return {7, 7, 4};
}
constexpr Exchange shaUpdate() {
  return {7, 71, 4};
}
constexpr Exchange shaEnd(unsigned bytes) {
  return {7, 7 + bytes, 35};
}
}  // namespace exchange

}  // namespace signet::bench
