// What the command says when the chip, the bus or the file is not what it should be.
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <atomic>
#include <nlohmann/json.hpp>
#include <thread>

#include "tests/cli/signet_command.h"

namespace signet::test {
namespace {

using testing::HasSubstr;

class BusTrouble : public SignetCommand {};

/// A bus server (docs/bus-protocol.md) with a device that gives the same answer to every read.
class WrongDevice {
 public:
  WrongDevice(const std::string& path, std::string answer) : answer_(std::move(answer)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof(address.sun_path) - 1);
    socket_ = ::socket(AF_UNIX, SOCK_STREAM, 0);
    EXPECT_EQ(::bind(socket_, reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
    EXPECT_EQ(::listen(socket_, 8), 0);
    thread_ = std::thread([this] { serve(); });
  }
  ~WrongDevice() {
    stop_ = true;
    thread_.join();
    ::close(socket_);
  }
  WrongDevice(const WrongDevice&) = delete;
  WrongDevice& operator=(const WrongDevice&) = delete;

 private:
  void serve() {
    while (!stop_) {
      pollfd ready{socket_, POLLIN, 0};
      if (::poll(&ready, 1, 20) != 1) continue;
      const int client = ::accept(socket_, nullptr, nullptr);
      while (answerOne(client)) {
      }
      ::close(client);
    }
  }
  bool answerOne(int client) const {
    std::uint8_t head[4];
    if (::recv(client, head, 4, MSG_WAITALL) != 4) return false;
    const std::size_t length = head[2] | head[3] << 8;
    std::string payload(head[0] == 'R' ? 0 : length, '\0');
    if (!payload.empty() && ::recv(client, payload.data(), payload.size(), MSG_WAITALL) <= 0) return false;
    std::string reply(1, '\0');
    const std::size_t size = head[0] == 'R' ? length : 0;
    reply += static_cast<char>(size & 0xFF);
    reply += static_cast<char>(size >> 8);
    for (std::size_t i = 0; i < size; ++i) reply += i < answer_.size() ? answer_[i] : '\xFF';
    return ::send(client, reply.data(), reply.size(), MSG_NOSIGNAL) == static_cast<long>(reply.size());
  }

  std::string answer_;
  int socket_ = -1;
  std::atomic<bool> stop_ = false;
  std::thread thread_;
};

TEST_F(BusTrouble, WithoutAChipItSaysHowToMakeOne) {
  if (std::filesystem::exists("/dev/i2c-0") || std::filesystem::exists("/dev/i2c-1"))
    GTEST_SKIP() << "real buses here";
  const Outcome outcome = sh("signet info");
  EXPECT_EQ(outcome.code, 3);
  EXPECT_THAT(outcome.err, HasSubstr("signet chip new"));
  refused("detect", 3, "no I2C bus on this computer");
}

TEST_F(BusTrouble, TheEnvironmentNamesTheChip) {
  ok("chip new my.chip");
  EXPECT_EQ(sh("SIGNET_CHIP=sim:my.chip signet info").code, 0);
  EXPECT_EQ(sh("SIGNET_CHIP=sim:other.chip signet info --chip sim:my.chip").code, 0);
}

TEST_F(BusTrouble, WrongNamesOfAChip) {
  ok("chip new my.chip");
  refused("info --chip my.chip", 2, "does not say what kind of chip");
  refused("info --chip i2c:/dev/i2c-1@0xC0", 2, "8-bit form of the address");
  refused("info --chip usb:1", 2, "not understood");
  refused("info --chip tcp:localhost", 2, "lacks a host and a port");
  refused("info --chip sim:my.chip@0x35", 3, "nothing answers");
  refused("info --chip sim:my.chip@0x6A", 3, "nothing answers");
  EXPECT_THAT(sh("signet info --chip sim:my.chip@0x6A").err, HasSubstr("8-bit form of 0x35"));
}

TEST_F(BusTrouble, WrongFiles) {
  refused("info --chip sim:missing.chip", 6, "missing.chip");
  writeFile("note.txt", "hello");
  refused("info --chip sim:note.txt", 6, "note.txt");
  writeFile("empty.chip", "");
  refused("info --chip sim:empty.chip", 6, "empty");
  ok("chip new my.chip");
  std::string image = readFile("my.chip");
  image[image.size() / 2] = image[image.size() / 2] == '0' ? '1' : '0';
  writeFile("my.chip", image);
  refused("info --chip sim:my.chip", 6, "damaged");
  refused("chip inspect my.chip", 6, "damaged");
}

TEST_F(BusTrouble, BusesThatCannotBeOpened) {
  refused("info --chip i2c:/dev/i2c-250", 4, "there is no such I2C bus");
  refused("info --chip i2c:/dev/null", 4, "not an I2C bus");
  refused("info --chip unix:nobody", 4, "no bus server listens there");
  refused("info --chip tcp:127.0.0.1:1", 4, "no bus server listens there");
}

TEST_F(BusTrouble, NoPermissionForTheBus) {
  if (::geteuid() == 0 && sh("command -v setpriv").code != 0)
    GTEST_SKIP() << "root, and no setpriv to stop being it";
  writeFile("i2c-9", "");
  sh("chmod 000 i2c-9; chmod 755 .");
  const std::string asNobody =
      ::geteuid() == 0 ? "setpriv --reuid 65534 --clear-groups --inh-caps=-all " : "";
  const Outcome outcome = sh(asNobody + "signet info --chip i2c:$PWD/i2c-9");
  EXPECT_EQ(outcome.code, 4) << outcome.err;
  EXPECT_THAT(outcome.err, HasSubstr("no permission to use this I2C bus"));
  EXPECT_THAT(outcome.err, HasSubstr("usermod -aG i2c"));
}

TEST_F(BusTrouble, AnotherDeviceIsNotAnAtecc) {
  const WrongDevice device(path("bus"), "\x12\x34\x56\x78");
  refused("info --chip unix:bus@0x60", 3, "it is not an ATECC");
  refused("detect --chip unix:bus", 3, "No ATECC answers");
}

TEST_F(BusTrouble, DamagedAnswersAreNotBelieved) {
  // The wake group is right, and then comes for ever instead of an answer: its length is that of a status,
  // its value none.
  const WrongDevice device(path("bus"), std::string("\x04\x11\x33\x43", 4));
  const Outcome outcome = sh("signet info --chip unix:bus@0x60");
  EXPECT_EQ(outcome.code, 8) << outcome.err;
  EXPECT_EQ(outcome.out, "");
}

}  // namespace
}  // namespace signet::test
