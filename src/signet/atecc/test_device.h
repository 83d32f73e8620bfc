// What the tests of Device share: a chip that is awake, and a script of what it is sent.
#pragma once

#include <gtest/gtest.h>

#include <string_view>
#include <vector>

#include "signet/atecc/device.h"
#include "signet/atecc/test_scripted_bus.h"

namespace signet::atecc {

using Payload = std::vector<std::uint8_t>;

inline Payload filled(std::size_t size, std::uint8_t value) {
  return Payload(size, value);
}

template <typename... Parts>
Payload joined(const Parts&... parts) {
  Payload out;
  (out.insert(out.end(), parts.begin(), parts.end()), ...);
  return out;
}

/// Opcode, Param1, Param2 and data as a group.
inline Payload packet(std::uint8_t opcode, std::uint8_t p1, std::uint16_t p2, const Payload& data = {}) {
  return group(
      joined(Payload{opcode, p1, static_cast<std::uint8_t>(p2), static_cast<std::uint8_t>(p2 >> 8)}, data));
}

class DeviceTest : public testing::Test {
 protected:
  DeviceTest() { bus_.restarts(); }

  /// The chip is sent `commandGroup` and answers with `payload`.
  void expect(const Payload& commandGroup, const Payload& payload = {0}) {
    bus_.command(commandGroup).read(group(payload));
  }
  void expect(std::string_view commandGroup, const Payload& payload = {0}) {
    expect(hex(commandGroup), payload);
  }
  /// TempKey is loaded, so that commands which need it are sent.
  void loaded() {
    expect(packet(0x16, 3, 0, Payload(digest_.begin(), digest_.end())));
    ASSERT_EQ(chip_.loadTempKey(digest_), Status::ok);
  }
  void expectLockBytes(std::uint8_t lockValue, std::uint8_t lockConfig) {
    expect("0702001500175D", {0, 0, lockValue, lockConfig});
  }

  template <unsigned Number>
  static constexpr Slot slot() {
    return Slot::number<Number>();
  }

  FakeClock clock_;
  ScriptedBus bus_{clock_};
  Session session_{bus_, clock_};
  Device chip_{session_};
  const Digest digest_ = ramp<Digest>();
  const Signature signature_{ramp<std::array<std::uint8_t, 64>>(0x40)};
  const PublicKey key_{ramp<std::array<std::uint8_t, 64>>(0x80)};
  const Payload r_s_{signature_.bytes.begin(), signature_.bytes.end()};
  const Payload x_y_{key_.bytes.begin(), key_.bytes.end()};
  const Payload bytes32_{digest_.begin(), digest_.end()};
};

}  // namespace signet::atecc
