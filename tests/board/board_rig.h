// A virtual board with its chip, set up for a real mosquitto that wants client certificates; and someone who
// listens in and gives commands.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <ostream>
#include <string>

#include "host/base/sanitized.h"
#include "host/emulator/board/board.h"
#include "tests/support/child.h"
#include "tests/support/pki.h"

namespace signet::emulator {

/// For GoogleTest: else it would print an address, and the names that CTest has would never be the same.
inline void PrintTo(const BoardType* type, std::ostream* out) {
  *out << type->name;
}

}  // namespace signet::emulator

namespace signet::test {

/// mosquitto on two ports of loopback: TLS with client certificates for devices, and in clear for the test.
class SecureBroker {
 public:
  /// Its certificate and those of devices come from `authority`.
  explicit SecureBroker(const Credential& authority);

  void start();
  void stop();
  std::uint16_t port() const { return port_; }
  /// Until the broker has written a line with `text`.
  void waitForLog(const std::string& text) { program_->waitFor(text, 30); }
  /// mosquitto_sub or mosquitto_pub, connected to the port in clear.
  std::unique_ptr<Child> client(const std::string& program, std::vector<std::string> more) const;
  /// Publishes and returns when the broker has it.
  void publish(const std::string& topic, const std::string& payload) const;

 private:
  PemFolder folder_;
  std::uint16_t port_;
  std::uint16_t plainPort_;
  std::unique_ptr<Child> program_;
};

/// Which of the usual settings a test wants otherwise.
struct BoardRigOptions {
  std::int64_t time = -1;                ///< of the settings; -1: now
  std::string serverName = "localhost";  ///< that the firmware expects
  std::optional<atecc::Block> pairing =
      {};                    ///< the ECDH result stays in the chip and is read with this secret
  bool exactCounts = false;  ///< QemuOptions::exactCounts; without it, strictMemory
  std::optional<std::uint16_t> timePort = {};  ///< of a time server on loopback that the device asks
  bool foreignChip = false;  ///< the chip on the board is not the one that the certificate is for
  const emulator::BoardType* type = &emulator::kNodemcu;
};

struct BoardRig {
  static constexpr const char* kName = "thing-1";

  explicit BoardRig(const BoardRigOptions& options = {});
  ~BoardRig();

  /// Power on, until the device is connected.
  void connect();
  /// Begins to listen to the broker, again after it was stopped.
  void listen();
  void unplugChip();
  void plugChip();
  /// Of SDA and SCL; nullptr for none.
  void setFaults(emulator::BusFaults* faults);
  /// Lines of mosquitto_sub: "topic payload".
  std::string waitForMessage(const std::string& text) { return listener->waitFor(text, 30); }

  Credential authority;
  SecureBroker broker;
  emulator::Chip chip;
  emulator::Board board;
  std::unique_ptr<Child> listener;
};

/// The firmware under test.
std::string firmware(const emulator::BoardType& type = emulator::kNodemcu);

/// For tests that run on several boards: a rig for the board that is the test's parameter.
struct OnEachBoard : testing::TestWithParam<const emulator::BoardType*> {
  struct Rig : BoardRig {
    explicit Rig(const BoardRigOptions& options = {}) : BoardRig(onBoard(options)) {}
    static BoardRigOptions onBoard(BoardRigOptions options) {
      options.type = GetParam();
      return options;
    }
  };
};

/// As Each/NAME.Test/nodemcu and Each/NAME.Test/mps2. The sanitizers see nothing of what differs between the
/// boards, so there it is the first alone.
#if SIGNET_SANITIZED
#define SIGNET_BOARDS &emulator::kNodemcu
#else
#define SIGNET_BOARDS &emulator::kNodemcu, &emulator::kMps2
#endif
#define SIGNET_ON_EACH_BOARD(name) \
  INSTANTIATE_TEST_SUITE_P(Each, name, testing::Values(SIGNET_BOARDS), boardName)

inline std::string boardName(const testing::TestParamInfo<const emulator::BoardType*>& info) {
  return info.param->name;
}

}  // namespace signet::test
