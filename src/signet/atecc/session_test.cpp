#include "signet/atecc/session.h"

#include <gtest/gtest.h>

#include <chrono>

#include "signet/atecc/test_scripted_bus.h"

namespace signet::atecc {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;

class SessionTest : public testing::Test {
 protected:
  static constexpr const char* kInfo = "0730000000035D";
  static constexpr const char* kInfoAnswer = "07000050000391";

  Status info() {
    const Result<Bytes> answer = session_.execute(infoCommand_);
    EXPECT_TRUE(!answer.ok() || equal(*answer, hex("00005000")));
    return answer.status();
  }
  Status run(const Command& command) { return session_.execute(command).status(); }

  /// Awake, with TempKey loaded.
  void begin() {
    bus_.wakesFromSleep().command(loadGroup()).read(group({0}));
    ASSERT_EQ(run(loadCommand_), Status::ok);
  }
  std::vector<std::uint8_t> loadGroup() const {
    std::vector<std::uint8_t> bytes(kMaxCommandSize);
    bytes.resize(encode(loadCommand_, bytes));
    return bytes;
  }

  FakeClock clock_;
  ScriptedBus bus_{clock_};
  Session session_{bus_, clock_};
  const std::vector<std::uint8_t> digest_ = std::vector<std::uint8_t>(32, 0x55);
  const Command infoCommand_{Opcode::info, 0, 0, {}, 4};
  const Command loadCommand_{Opcode::nonce, 3, 0, {digest_}, 0, Effect::none, Volatile::loads};
  const Command signCommand_{Opcode::sign, 0x80, 0, {}, 64, Effect::consumes, Volatile::needs};
  const Command lockCommand_{Opcode::lock, 0x02, 0, {}, 0, Effect::lasting};
  const Command pauseCommand_{Opcode::pause, 0, 0, {}, 0, Effect::idles};
  static constexpr const char* kSign = "07418000002805";
  static constexpr const char* kLock = "07170200002D88";
};

// ---- Waking ---------------------------------------------------------------------------------------------

TEST_F(SessionTest, WakesOnceAndStaysAwake) {
  bus_.wakesFromSleep();
  for (int n = 0; n < 3; ++n) bus_.command(kInfo).read(hex(kInfoAnswer));
  for (int n = 0; n < 3; ++n) EXPECT_EQ(info(), Status::ok);
}

TEST_F(SessionTest, WaitsLongEnoughAfterTheWakePulse) {
  bus_.wakesFromSleep();
  EXPECT_EQ(session_.wake(), Status::ok);
  EXPECT_GE(clock_.sinceStart(), microseconds(60 + 1500));
  EXPECT_LE(clock_.sinceStart(), microseconds(60 + 1500 + 300));
}

TEST_F(SessionTest, TakesOverAChipThatIsAwake) {
  bus_.restarts();
  EXPECT_EQ(session_.wake(), Status::ok);
}

TEST_F(SessionTest, WakesAgainAfterADamagedWakeGroup) {
  bus_.write({0x02}, Status::nack).write({0x02}, Status::nack).wakePulse().read(hex("04113341")).restarts();
  EXPECT_EQ(session_.wake(), Status::ok);
}

TEST_F(SessionTest, SaysThatNothingIsThere) {
  for (int n = 0; n < 4; ++n) {
    bus_.write({0x02}, Status::nack).write({0x02}, Status::nack).wakePulse().readFails();
  }
  EXPECT_EQ(info(), Status::noDevice);
  EXPECT_LT(clock_.sinceStart(), milliseconds(250));
}

TEST_F(SessionTest, WaitsForAChipThatIsBusyFromBefore) {
  for (int n = 0; n < 3; ++n) {
    bus_.write({0x02}, Status::nack).write({0x02}, Status::nack).wakePulse().readFails();
  }
  bus_.restarts();
  EXPECT_EQ(session_.wake(), Status::ok);
  EXPECT_GE(clock_.sinceStart(), kLongestExecution);
}

TEST_F(SessionTest, SaysThatSomethingElseIsThere) {
  for (int n = 0; n < 4; ++n) bus_.write({0x02}).wakePulse().read({0x12, 0x34, 0x56, 0x78});
  EXPECT_EQ(info(), Status::notAnAtecc);
}

TEST_F(SessionTest, ReportsAFailedSelfTest) {
  bus_.write({0x02}).wakePulse().read(hex("040740C2"));
  EXPECT_EQ(session_.wake(), Status::selfTestFailed);
}

TEST_F(SessionTest, ReportsAPortThatCannotWake) {
  bus_.write({0x02}, Status::nack).write({0x02}, Status::nack).wakePulse(Status::notSupported);
  EXPECT_EQ(info(), Status::notSupported);
}

TEST_F(SessionTest, ReportsABrokenBusAndTriesToFreeIt) {
  for (int n = 0; n < 4; ++n) {
    bus_.write({0x02}, Status::busFault).write({0x02}, Status::busFault).wakePulse(Status::busFault);
  }
  EXPECT_EQ(info(), Status::busFault);
  EXPECT_GT(bus_.recoveries(), 0U);
}

// ---- Idle and sleep -------------------------------------------------------------------------------------

TEST_F(SessionTest, IdlesAndComesBackWithoutAsking) {
  begin();
  bus_.write({0x02});
  EXPECT_EQ(session_.idle(), Status::ok);
  EXPECT_EQ(session_.idle(), Status::ok);
  clock_.advance(std::chrono::hours(1));
  bus_.wakesUp().command(kSign).read(group(std::vector<std::uint8_t>(64, 7)));
  EXPECT_EQ(run(signCommand_), Status::ok);
}

TEST_F(SessionTest, ForgetsTempKeyWhenItSleeps) {
  begin();
  bus_.write({0x01});
  EXPECT_EQ(session_.sleep(), Status::ok);
  bus_.wakesUp();
  EXPECT_EQ(run(signCommand_), Status::volatileStateLost);
}

TEST_F(SessionTest, SleepsFromIdle) {
  begin();
  bus_.write({0x02}).wakesUp().write({0x01});
  EXPECT_EQ(session_.idle(), Status::ok);
  EXPECT_EQ(session_.sleep(), Status::ok);
  EXPECT_EQ(session_.sleep(), Status::ok);
}

TEST_F(SessionTest, RefusesNothingThatItDidNotBeginItself) {
  bus_.wakesFromSleep().command(kSign).read(group({0x0F}));
  EXPECT_EQ(run(signCommand_), Status::executionError);
}

// ---- Completion -----------------------------------------------------------------------------------------

TEST_F(SessionTest, WaitsTheTypicalTimeAndThenLooksOften) {
  begin();
  for (const Duration busy : {milliseconds(42), milliseconds(45), milliseconds(60)}) {
    bus_.command(loadGroup()).read(group({0}));
    ASSERT_EQ(run(loadCommand_), Status::ok);
    bus_.command(kSign).busyFor(busy).read(group(std::vector<std::uint8_t>(64, 7)));
    const Duration before = clock_.sinceStart();
    EXPECT_EQ(run(signCommand_), Status::ok);
    const Duration bytes = ScriptedBus::kByteTime * (9 + 68);
    EXPECT_GE(clock_.sinceStart() - before, busy + bytes);
    EXPECT_LE(clock_.sinceStart() - before, busy + bytes + busy / 20);
  }
}

TEST_F(SessionTest, FindsOutThatNoAnswerComes) {
  session_.setLongWatchdog(true);
  bus_.wakesFromSleep();
  for (int n = 0; n < 3; ++n) bus_.command(kInfo).silence().restarts();
  EXPECT_EQ(info(), Status::timeout);
}

// ---- Watchdog -------------------------------------------------------------------------------------------

TEST_F(SessionTest, RewakesBeforeTheWatchdogSoThatTempKeySurvives) {
  begin();
  clock_.advance(milliseconds(600));
  bus_.restarts().command(kSign).read(group(std::vector<std::uint8_t>(64, 7)));
  EXPECT_EQ(run(signCommand_), Status::ok);
}

TEST_F(SessionTest, LeavesAChipAloneWhoseWatchdogIsFarAway) {
  begin();
  clock_.advance(milliseconds(500));
  bus_.command(kSign).read(group(std::vector<std::uint8_t>(64, 7)));
  EXPECT_EQ(run(signCommand_), Status::ok);
}

TEST_F(SessionTest, UsesTheLongWatchdog) {
  session_.setLongWatchdog(true);
  begin();
  clock_.advance(milliseconds(4900));
  bus_.command(kSign).read(group(std::vector<std::uint8_t>(64, 7)));
  EXPECT_EQ(run(signCommand_), Status::ok);
  clock_.advance(milliseconds(400));
  bus_.restarts().command(kInfo).read(hex(kInfoAnswer));
  EXPECT_EQ(info(), Status::ok);
}

TEST_F(SessionTest, NeverGoesOnWithATempKeyThatTheWatchdogTook) {
  begin();
  clock_.advance(milliseconds(1000));
  bus_.wakesFromSleep();
  EXPECT_EQ(run(signCommand_), Status::volatileStateLost);
  EXPECT_TRUE(bus_.finished());
  // A new sequence is welcome.
  bus_.command(loadGroup()).read(group({0})).command(kSign).read(group(std::vector<std::uint8_t>(64, 7)));
  EXPECT_EQ(run(loadCommand_), Status::ok);
  EXPECT_EQ(run(signCommand_), Status::ok);
}

TEST_F(SessionTest, KeepsTempKeyWhenTheWatchdogWasLate) {
  begin();
  clock_.advance(milliseconds(1000));
  bus_.restarts().command(kSign).read(group(std::vector<std::uint8_t>(64, 7)));
  EXPECT_EQ(run(signCommand_), Status::ok);
}

TEST_F(SessionTest, DoesNotTrustAChipThatSomethingElseWoke) {
  begin();
  clock_.advance(milliseconds(1800));
  bus_.restarts();
  EXPECT_EQ(run(signCommand_), Status::volatileStateLost);
}

TEST_F(SessionTest, ToleratesOneLostAckOfTheIdle) {
  begin();
  clock_.advance(milliseconds(600));
  bus_.write({0x02}, Status::nack).restarts().command(kSign).read(group(std::vector<std::uint8_t>(64, 7)));
  EXPECT_EQ(run(signCommand_), Status::ok);
}

// ---- What is repeated -----------------------------------------------------------------------------------

TEST_F(SessionTest, ReadsADamagedAnswerAgain) {
  begin();
  std::vector<std::uint8_t> good = group(std::vector<std::uint8_t>(64, 7));
  std::vector<std::uint8_t> bad = good;
  bad[20] ^= 1;
  bus_.command(kSign).read(bad).write({0x00}).read(bad).write({0x00}).read(good);
  EXPECT_EQ(run(signCommand_), Status::ok);
}

TEST_F(SessionTest, SendsAgainWhatTheChipReceivedDamaged) {
  begin();
  for (const Command* command : {&signCommand_, &lockCommand_}) {
    const char* const text = command == &signCommand_ ? kSign : kLock;
    bus_.command(text)
        .read(group({0xFF}))
        .command(text)
        .read(group(std::vector<std::uint8_t>(command == &signCommand_ ? 64 : 1, 0)));
    EXPECT_EQ(run(*command), Status::ok);
  }
}

TEST_F(SessionTest, GivesUpAfterThreeDamagedCommands) {
  begin();
  for (int n = 0; n < 3; ++n) bus_.command(kLock).read(group({0xFF}));
  EXPECT_EQ(run(lockCommand_), Status::communication);
}

TEST_F(SessionTest, TriesAgainAfterAnEccFault) {
  begin();
  bus_.command(kSign).read(group({5})).command(kSign).read(group(std::vector<std::uint8_t>(64, 7)));
  EXPECT_EQ(run(signCommand_), Status::ok);
  for (int n = 0; n < 3; ++n) bus_.command(kSign).read(group({5}));
  EXPECT_EQ(run(signCommand_), Status::eccFault);
}

TEST_F(SessionTest, MakesTimeWhenTheWatchdogIsNear) {
  begin();
  bus_.command(kLock).read(group({0xEE})).restarts().command(kLock).read(group({0}));
  EXPECT_EQ(run(lockCommand_), Status::ok);
}

TEST_F(SessionTest, DoesNotRepeatARefusal) {
  begin();
  const std::pair<std::uint8_t, Status> kRefusals[] = {{0x01, Status::mismatch},
                                                       {0x03, Status::parseError},
                                                       {0x07, Status::selfTestFailed},
                                                       {0x08, Status::healthTestFailed},
                                                       {0x0F, Status::executionError}};
  for (const auto& [code, status] : kRefusals) {
    bus_.command(kLock).read(group({code}));
    EXPECT_EQ(run(lockCommand_), status);
  }
}

TEST_F(SessionTest, TakesTheAnswerOfACommandWhoseLastAckWasLost) {
  begin();
  bus_.command(kLock, Status::nack).read(group({0}));
  EXPECT_EQ(run(lockCommand_), Status::ok);
}

TEST_F(SessionTest, SendsAgainWhatDidNotArriveWhole) {
  begin();
  bus_.command(kSign, Status::nack).read({}).read({}).restarts();
  bus_.command(kSign).read(group(std::vector<std::uint8_t>(64, 7)));
  EXPECT_EQ(run(signCommand_), Status::ok);
  EXPECT_TRUE(bus_.finished());
  for (int n = 0; n < 3; ++n) bus_.command(kSign).read({}).read({}).restarts();
  EXPECT_EQ(run(signCommand_), Status::communication);
}

// ---- What is not repeated -------------------------------------------------------------------------------

TEST_F(SessionTest, NeverRepeatsALastingCommandWhoseAnswerIsLost) {
  begin();
  bus_.command(kLock).silence().restarts();
  EXPECT_EQ(run(lockCommand_), Status::outcomeUnknown);
  EXPECT_TRUE(bus_.finished());
  bus_.command(kLock, Status::nack).read({}).read({}).restarts();
  EXPECT_EQ(run(lockCommand_), Status::outcomeUnknown);
  EXPECT_TRUE(bus_.finished());
  const auto bad = hex("04000341");
  bus_.command(kLock).read(bad).write({0x00}).read(bad).write({0x00}).read(bad);
  EXPECT_EQ(run(lockCommand_), Status::outcomeUnknown);
}

TEST_F(SessionTest, NeverRepeatsWhatUsesTempKeyUpOnceItMayHaveRun) {
  begin();
  std::vector<std::uint8_t> bad = group(std::vector<std::uint8_t>(64, 7));
  bad[66] ^= 0x80;
  bus_.command(kSign).read(bad).write({0x00}).read(bad).write({0x00}).read(bad);
  EXPECT_EQ(run(signCommand_), Status::badCrc);
  EXPECT_TRUE(bus_.finished());
  bus_.command(kSign).silence().restarts();
  EXPECT_EQ(run(signCommand_), Status::timeout);
}

TEST_F(SessionTest, RepeatsWhatHasNoEffect) {
  begin();
  const auto bad = hex("07000050000390");
  bus_.command(kInfo).read(bad).write({0x00}).read(bad).write({0x00}).read(bad);
  bus_.command(kInfo).read(hex(kInfoAnswer));
  EXPECT_EQ(info(), Status::ok);
}

TEST_F(SessionTest, SaysThatTheChipSleptWhenItDidNotEvenTakeTheCommand) {
  begin();
  bus_.command(kSign, Status::nack).silence().wakesFromSleep();
  EXPECT_EQ(run(signCommand_), Status::volatileStateLost);
}

TEST_F(SessionTest, NeverTakesAWakeGroupForAnAnswer) {
  begin();
  bus_.command(kLock).read(hex("04113343")).restarts();
  EXPECT_EQ(run(lockCommand_), Status::outcomeUnknown);
  EXPECT_TRUE(bus_.finished());
  EXPECT_EQ(run(signCommand_), Status::volatileStateLost);
}

TEST_F(SessionTest, NeverTakesAnOldAnswerForTheNewOne) {
  // The new command did not arrive. Nothing may reset the chip's address counter now, or the answer to the
  // last command would be read as the answer to this one.
  begin();
  bus_.command(kInfo, Status::nack).read({}).read({}).restarts().command(kInfo).read(hex(kInfoAnswer));
  EXPECT_EQ(info(), Status::ok);
}

TEST_F(SessionTest, NeverResetsTheChipAfterAWriteThatFailed) {
  begin();
  const auto old = hex("07000050000390");
  bus_.command(kInfo, Status::busFault).readFails(Status::busFault).read(old);
  bus_.command(kInfo).read(hex(kInfoAnswer));
  EXPECT_EQ(info(), Status::ok);
  EXPECT_TRUE(bus_.finished());
}

TEST_F(SessionTest, ReadsOnWhenTheFirstReadMeetsAnIdleLine) {
  // The address of the read got lost on the way: the command has run nevertheless, and must not run twice.
  begin();
  bus_.command(kSign).read({}).read(group(std::vector<std::uint8_t>(64, 7)));
  EXPECT_EQ(run(signCommand_), Status::ok);
  EXPECT_TRUE(bus_.finished());
}

// ---- The bus itself -------------------------------------------------------------------------------------

TEST_F(SessionTest, SurvivesABusFaultWhileReading) {
  begin();
  // A part of the answer may be gone: the rest looks like no answer at all, until it is read from its start.
  bus_.command(kLock).readFails(Status::busFault).read({}).write({0x00}).read(group({0}));
  EXPECT_EQ(run(lockCommand_), Status::ok);
  EXPECT_EQ(bus_.recoveries(), 1U);
}

TEST_F(SessionTest, DoesNotRepeatAfterABusFaultWhileWriting) {
  begin();
  bus_.command(kSign, Status::busFault).read({}).read({}).restarts();
  EXPECT_EQ(run(signCommand_), Status::busFault);
}

TEST_F(SessionTest, ReportsAChipThatIsGone) {
  begin();
  bus_.command(kInfo, Status::nack).silence();
  for (int n = 0; n < 4; ++n) {
    bus_.write({0x02}, Status::nack).write({0x02}, Status::nack).wakePulse().readFails();
  }
  EXPECT_EQ(info(), Status::noDevice);
}

TEST_F(SessionTest, KnowsThatPauseIdlesTheChip) {
  begin();
  bus_.command("07010000003C2D").silence();
  EXPECT_EQ(run(pauseCommand_), Status::timeout);
  bus_.wakesUp().command(kSign).read(group(std::vector<std::uint8_t>(64, 7)));
  EXPECT_EQ(run(signCommand_), Status::ok);
}

TEST_F(SessionTest, KeepsNoSecretsInItsBuffer) {
  begin();
  bus_.command(kSign).read(group(std::vector<std::uint8_t>(64, 7)));
  const Result<Bytes> answer = session_.execute(signCommand_);
  ASSERT_TRUE(answer.ok());
  EXPECT_EQ((*answer)[0], 7);
  session_.wipe();
  EXPECT_TRUE(equal(*answer, std::vector<std::uint8_t>(64, 0)));
}

}  // namespace
}  // namespace signet::atecc
