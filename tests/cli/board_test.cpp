// `signet board run`: a chip set up as a user does it, on virtual boards, against `signet broker`.
#include "tests/cli/signet_command.h"
#include "tests/mqtt/broker.h"
#include "tests/support/child.h"

namespace signet::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;

class BoardRun : public SignetCommand {
 protected:
  BoardRun() {
    ok("chip new my.chip");
    ok("setup local --home home --chip sim:my.chip --name kitchen --irreversible yes --port " + port_);
  }
  std::unique_ptr<Child> background(const std::string& arguments) const {
    return std::make_unique<Child>(std::vector<std::string>{
        "sh", "-c", "cd " + folder_.string() + " && exec " SIGNET_BIN "/signet " + arguments});
  }

  std::unique_ptr<Child> startBroker() const {
    auto broker = background("broker --home home --port " + port_);
    broker->waitFor("accepts");
    return broker;
  }

  std::string port_ = std::to_string(freePort());
};

TEST_F(BoardRun, IsTheDeviceThatWasSetUp) {
  const auto broker = startBroker();
  const auto board = background("board run --home home --chip sim:my.chip --interval 1 --trace bus.txt");
  board->waitFor("handshake");
  board->waitFor(" connected");
  board->send("press\n");
  board->waitFor("button pressed");
  board->send("chip out\nfly\n");
  board->waitFor("The board does not know \"fly\"");
  board->send("chip in\npower off\npower on\n");
  board->waitFor(" connected");
  board->send("quit\n");
  EXPECT_EQ(board->wait(), 0) << board->output();
  EXPECT_THAT(board->output(), HasSubstr("edges of SDA and SCL"));
  for (const char* word : {"wake pulse", "GenKey", "Verify", "ECDH", "Sign"}) {
    EXPECT_THAT(readFile("bus.txt"), HasSubstr(word));
  }
}

TEST_F(BoardRun, FollowsAScript) {
  const auto broker = startBroker();
  const Outcome outcome =
      sh("printf 'wait handshake\nchip out\nwait noDevice\nchip in\nwait  connected\npress\n"
         "wait pressed\nquit\n' | timeout 60 signet board run --home home --chip "
         "sim:my.chip --strict-memory");
  EXPECT_EQ(outcome.code, 0) << outcome.out << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("button pressed"));
}

TEST_F(BoardRun, AnotherChipIsAnotherIdentity) {
  ok("chip new other.chip");
  ok("apply --home other --chip sim:other.chip --irreversible yes");
  const auto broker = startBroker();
  const auto board = background("board run --home home --chip sim:my.chip");
  board->waitFor(" connected");
  board->send("chip in none.chip\n");
  board->waitFor("The chip on the board stays.");
  board->send("chip in other.chip\npower off\npower on\n");
  board->waitFor("alert");
  board->send("chip in my.chip\n");
  board->waitFor(" connected");
  board->send("quit\n");
  EXPECT_EQ(board->wait(), 0) << board->output();
}

TEST_F(BoardRun, IsAnotherBoardIfAsked) {
  const auto broker = startBroker();
  const auto board = background("board run --board mps2 --home home --chip sim:my.chip");
  board->waitFor("signet on an MPS2 board");
  board->waitFor(" connected");
  board->send("quit\n");
  EXPECT_EQ(board->wait(), 0) << board->output();
}

TEST_F(BoardRun, ItsBusCanBeFaulty) {
  writeFile("bad.faults", "at command 1 of Verify: wrong-crc\n");
  const auto broker = startBroker();
  const Outcome outcome =
      sh("printf 'wait  connected\nquit\n' | timeout 60 signet board run --home home --chip "
         "sim:my.chip --faults bad.faults --trace bus.txt");
  EXPECT_EQ(outcome.code, 0) << outcome.out << outcome.err;
  EXPECT_THAT(readFile("bus.txt"), HasSubstr("wrong-crc"));
  writeFile("wrong.faults", "at noon: nack\n");
  refused("board run --home home --chip sim:my.chip --faults wrong.faults", 6, "wrong.faults:1");
}

TEST_F(BoardRun, SaysWhatIsMissing) {
  refused("board run --home home", 2, "Which chip");
  refused("board run --home home --chip i2c:1", 2, "virtual chip in a file");
  refused("board run --home home --chip sim:none.chip", 6, "none.chip");
  refused("board run --home home --chip sim:my.chip --mhz 100", 2, "does not run at 100 MHz");
  refused("board run --home home --chip sim:my.chip --board mps2 --mhz 80", 2, "does not run at 80 MHz");
  refused("board run --home home --chip sim:my.chip --board mps2 --strict-memory", 2, "no strict mode");
  refused("board run --home home --chip sim:my.chip --board uno", 2, "no board \"uno\"");
  refused("board run --home home --chip sim:my.chip no.elf", 6, "no.elf cannot be read");
  refused("board run --home home --chip sim:my.chip --time-port 123", 2, "no time server");
  refused("board run --home home --chip sim:my.chip --time-server a --time-port 0", 2, "time server");
  ok("chip new other.chip");
  refused("board run --home home --chip sim:other.chip", 6, "never set up");
  refused("board build --source .", 6, "no checkout of signet");
  const Outcome noQemu = sh("PATH=" SIGNET_BIN " signet board run --home home --chip sim:my.chip");
  EXPECT_EQ(noQemu.code, 127);
  EXPECT_THAT(noQemu.err, AllOf(HasSubstr("qemu-system-xtensa"), HasSubstr("apt install qemu-system-misc")));
  refused("board build --board uno", 2, "no board \"uno\"");
}

}  // namespace
}  // namespace signet::test
