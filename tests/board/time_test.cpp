// The device's time comes from a server: without it there is no connection, and nothing else sets the clock.
#include <gtest/gtest.h>

#include <ctime>
#include <string>

#include "tests/board/board_rig.h"
#include "tests/board/time_server.h"

namespace signet::test {
namespace {

using namespace std::chrono_literals;

constexpr const char* kNoDate = "The date is not known yet";
constexpr const char* kTold = "The time server has set the time.";

struct BoardTime : ::testing::Test {
  explicit BoardTime(const emulator::BoardType& type = emulator::kNodemcu)
      : rig({.timePort = server.port(), .type = &type}) {}

  /// Waits for the line that says why there is no time; there is no connection.
  void expectRefused(const std::string& line) {
    rig.board.powerOn();
    rig.board.waitForLine(kNoDate, 30s);
    rig.board.waitForLine(line, 30s);
    EXPECT_EQ(rig.board.console().find("handshake"), std::string::npos);
  }
  void expectConnected() {
    rig.board.waitForLine(kTold, 60s);
    rig.board.waitForLine(" connected", 30s);
  }

  TimeServer server;
  BoardRig rig;
};

/// What depends on a board's network and clock. What an answer is worth is judged by the
/// same code everywhere.
struct TimeOfBoard : BoardTime, testing::WithParamInterface<const emulator::BoardType*> {
  TimeOfBoard() : BoardTime(*GetParam()) {}
};
SIGNET_ON_EACH_BOARD(TimeOfBoard);

TEST_P(TimeOfBoard, ComesFromTheServer) {
  rig.board.powerOn();
  rig.board.waitForLine(kNoDate, 30s);
  expectConnected();
  rig.waitForMessage("telemetry");
  EXPECT_EQ(server.requests(), 1U);
}

TEST_P(TimeOfBoard, IsNotKnownWhileTheServerIsSilent) {
  server.setSilent(true);
  expectRefused("The time server does not answer.");
  server.setSilent(false);
  expectConnected();
}

TEST_F(BoardTime, AnAnswerToNoRequestIsPassedOver) {
  server.setForged(true);
  rig.board.powerOn();
  rig.board.waitForLine("no answer of the time server was ignored", 30s);
  expectConnected();                 // and the certificate has not expired
  EXPECT_EQ(server.requests(), 1U);  // the answer after the forgery was heard
}

TEST_F(BoardTime, OnlyForgeriesGiveNoTime) {
  server.spoil([](TimeServer::Packet& answer) { answer[31] ^= 1; });
  expectRefused("no answer of the time server was ignored");
  rig.board.waitForLine("The time server does not answer.", 30s);
  server.spoil(nullptr);
  expectConnected();
}

TEST_F(BoardTime, AServerWithoutTheTimeIsNotBelieved) {
  server.spoil([](TimeServer::Packet& answer) { answer[0] |= 0xC0; });
  expectRefused("The time server does not know the time itself.");
  server.spoil([](TimeServer::Packet& answer) { answer[1] = 16; });
  rig.board.waitForLine("The time server does not know the time itself.", 30s);
  server.spoil(nullptr);
  expectConnected();
}

TEST_F(BoardTime, DoesNotGoBackBehindTheSettings) {
  server.spoil([](TimeServer::Packet& answer) { setTransmit(answer, 946'598'400); });
  expectRefused("before this device was set up");
  server.spoil(nullptr);
  expectConnected();
}

TEST_F(BoardTime, AServerThatDeniesIsLeftAlone) {
  server.spoil([](TimeServer::Packet& answer) {
    answer[1] = 0;
    for (unsigned i = 0; i < 4; ++i) answer[12 + i] = static_cast<std::uint8_t>("DENY"[i]);
  });
  expectRefused("does not want this device");
  rig.board.waitForLine(kNoDate, 30s);
  EXPECT_EQ(server.requests(), 1U);
}

/// What the server says is what certificates are judged by.
TEST_P(TimeOfBoard, AServerInTheFutureMeetsExpiredCertificates) {
  constexpr std::int64_t kInTenYears = 315'360'000;  // beyond 2036
  server.spoil([](TimeServer::Packet& answer) { setTransmit(answer, std::time(nullptr) + kInTenYears); });
  rig.board.powerOn();
  rig.board.waitForLine(kTold, 30s);
  rig.board.waitForLine("expired", 30s);
  EXPECT_EQ(rig.board.console().find(" connected"), std::string::npos);
}

}  // namespace
}  // namespace signet::test
