// The kernel is faked here: this program's own open, fstat and ioctl stand before libc's for /dev/i2c-fake.
// tests/ runs the same class against the preloaded library and a virtual chip.
#include "signet/port/linux/i2c_dev.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <linux/i2c-dev.h>
#include <linux/i2c.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <cerrno>
#include <cstdarg>
#include <cstring>
#include <string>
#include <vector>

namespace {

struct FakeAdapter {
  int openError = 0;
  unsigned major = 89;
  int functionsError = 0;
  unsigned long functions = I2C_FUNC_I2C;
  std::vector<int> transferErrors;  // one a transfer, 0 or none left: done
  std::string clockFile;            // stands for the device tree's file
  std::vector<std::pair<i2c_msg, std::vector<std::uint8_t>>> transfers;
  int fd = -1;
};
FakeAdapter fake;

constexpr char kFakePath[] = "/dev/i2c-fake";

int fakeTransfer(const i2c_rdwr_ioctl_data& request) {
  const i2c_msg& message = request.msgs[0];
  const bool read = (message.flags & I2C_M_RD) != 0;
  std::vector<std::uint8_t> sent;
  if (!read && message.len > 0) sent.assign(message.buf, message.buf + message.len);
  fake.transfers.emplace_back(message, sent);
  if (!fake.transferErrors.empty()) {
    const int error = fake.transferErrors.front();
    fake.transferErrors.erase(fake.transferErrors.begin());
    if (error != 0) return errno = error, -1;
  }
  if (read && message.len > 0) std::memset(message.buf, 0x5A, message.len);
  return 1;
}

}  // namespace

extern "C" int open(const char* path, int flags, ...) {
  using Open = int (*)(const char*, int, ...);
  static const auto real = reinterpret_cast<Open>(dlsym(RTLD_NEXT, "open"));
  va_list arguments;
  va_start(arguments, flags);
  const unsigned mode = (flags & O_CREAT) != 0 ? va_arg(arguments, unsigned) : 0;
  va_end(arguments);
  if (std::strstr(path, "clock-frequency") != nullptr && !fake.clockFile.empty())
    return real(fake.clockFile.c_str(), flags);
  if (std::strcmp(path, kFakePath) != 0) return real(path, flags, mode);
  if (fake.openError != 0) return errno = fake.openError, -1;
  return fake.fd = real("/dev/null", flags);
}

extern "C" int fstat(int fd, struct stat* info) noexcept {
  using Fstat = int (*)(int, struct stat*);
  static const auto real = reinterpret_cast<Fstat>(dlsym(RTLD_NEXT, "fstat"));
  const int result = real(fd, info);
  if (result == 0 && fd == fake.fd) info->st_rdev = makedev(fake.major, 3);
  return result;
}

extern "C" int ioctl(int fd, unsigned long request, ...) noexcept {
  using Ioctl = int (*)(int, unsigned long, ...);
  static const auto real = reinterpret_cast<Ioctl>(dlsym(RTLD_NEXT, "ioctl"));
  va_list arguments;
  va_start(arguments, request);
  void* argument = va_arg(arguments, void*);
  va_end(arguments);
  if (fd != fake.fd) return real(fd, request, argument);
  if (request == I2C_RDWR) return fakeTransfer(*static_cast<i2c_rdwr_ioctl_data*>(argument));
  if (fake.functionsError != 0) return errno = fake.functionsError, -1;
  *static_cast<unsigned long*>(argument) = fake.functions;
  return 0;
}

namespace signet::port {
namespace {

using namespace std::chrono_literals;
const auto kDeviceChip = i2c::Address::sevenBit<0x60>();

class I2cDevTest : public testing::Test {
 protected:
  I2cDevTest() { fake = FakeAdapter{}; }
  ~I2cDevTest() override { fake = FakeAdapter{}; }

  void expectTransferError(int error, Status status, I2cDevProblem problem) {
    fake.transferErrors = {error};
    std::uint8_t byte = 0;
    EXPECT_EQ(bus_.read(kDeviceChip, MutableBytes(&byte, 1)), status) << error;
    EXPECT_EQ(bus_.problem(), problem) << error;
    EXPECT_EQ(bus_.systemError(), error);
  }

  I2cDev bus_;
};

TEST_F(I2cDevTest, WritesAndReadsOneMessageEach) {
  ASSERT_EQ(bus_.open(kFakePath), Status::ok);
  std::uint8_t answer[2] = {};
  EXPECT_EQ(bus_.write(kDeviceChip, std::vector<std::uint8_t>{3, 7}), Status::ok);
  EXPECT_EQ(bus_.read(kDeviceChip, answer), Status::ok);
  ASSERT_EQ(fake.transfers.size(), 2U);
  EXPECT_EQ(fake.transfers[0].first.addr, 0x60);
  EXPECT_EQ(fake.transfers[0].first.flags, 0);
  EXPECT_EQ(fake.transfers[0].second, (std::vector<std::uint8_t>{3, 7}));
  EXPECT_EQ(fake.transfers[1].first.flags, I2C_M_RD);
  EXPECT_EQ(answer[1], 0x5A);
}

TEST_F(I2cDevTest, WakesByAddressZeroAndExpectsTheNack) {
  ASSERT_EQ(bus_.open(kFakePath), Status::ok);
  fake.transferErrors = {ENXIO};
  EXPECT_EQ(bus_.wake(80us), Status::ok);
  EXPECT_EQ(bus_.problem(), I2cDevProblem::none);
  ASSERT_EQ(fake.transfers.size(), 1U);
  EXPECT_EQ(fake.transfers[0].first.addr, 0);
  EXPECT_EQ(fake.transfers[0].first.len, 0);
}

TEST_F(I2cDevTest, WakesWithAByteWhereAnAddressAloneCannotBeSent) {
  ASSERT_EQ(bus_.open(kFakePath), Status::ok);
  fake.transferErrors = {EOPNOTSUPP, EREMOTEIO};
  EXPECT_EQ(bus_.wake(80us), Status::ok);
  ASSERT_EQ(fake.transfers.size(), 2U);
  EXPECT_EQ(fake.transfers[1].second, std::vector<std::uint8_t>{0});
}

TEST_F(I2cDevTest, ReportsAStuckBusAtTheWakePulse) {
  ASSERT_EQ(bus_.open(kFakePath), Status::ok);
  fake.transferErrors = {ETIMEDOUT};
  EXPECT_EQ(bus_.wake(80us), Status::busFault);
  EXPECT_EQ(bus_.problem(), I2cDevProblem::transferTimedOut);
}

TEST_F(I2cDevTest, ExplainsTheClockLimitWhenNothingAnswersAWake) {
  ASSERT_EQ(bus_.open(kFakePath), Status::ok);
  fake.transferErrors = {ENXIO};
  EXPECT_EQ(bus_.wake(80us), Status::ok);
  expectTransferError(EREMOTEIO, Status::nack, I2cDevProblem::wakeUnanswered);
  EXPECT_NE(std::strstr(problemText(bus_.problem()), "100 kHz"), nullptr);
  std::uint8_t byte = 0;
  EXPECT_EQ(bus_.read(kDeviceChip, MutableBytes(&byte, 1)), Status::ok);
  expectTransferError(EREMOTEIO, Status::nack, I2cDevProblem::notAcknowledged);
}

TEST_F(I2cDevTest, RefusesToWakeOnABusKnownToBeTooFast) {
  fake.clockFile = testing::TempDir() + "clock-frequency-" + std::to_string(::getpid());
  const auto wakeAt = [this](const std::vector<std::uint8_t>& cell) {
    FILE* file = std::fopen(fake.clockFile.c_str(), "w");
    std::fwrite(cell.data(), 1, cell.size(), file);
    std::fclose(file);
    EXPECT_EQ(bus_.open(kFakePath), Status::ok);
    fake.transferErrors = {ENXIO};
    return bus_.wake(80us);
  };
  EXPECT_EQ(wakeAt({0x00, 0x06, 0x1A, 0x80}), Status::notSupported);
  EXPECT_EQ(bus_.problem(), I2cDevProblem::wakeTooFast);
  EXPECT_EQ(bus_.clockHz(), 400000U);
  EXPECT_EQ(wakeAt({0x00, 0x01, 0x86, 0xA0}), Status::ok);
  EXPECT_EQ(bus_.clockHz(), 100000U);
  EXPECT_EQ(wakeAt({0x00, 0x06}), Status::ok) << "a damaged file says nothing";
  ::unlink(fake.clockFile.c_str());
}

TEST_F(I2cDevTest, TellsTransferErrorsApart) {
  ASSERT_EQ(bus_.open(kFakePath), Status::ok);
  expectTransferError(ENXIO, Status::nack, I2cDevProblem::notAcknowledged);
  expectTransferError(EREMOTEIO, Status::nack, I2cDevProblem::notAcknowledged);
  expectTransferError(EIO, Status::nack, I2cDevProblem::notAcknowledged);
  expectTransferError(ETIMEDOUT, Status::busFault, I2cDevProblem::transferTimedOut);
  expectTransferError(EAGAIN, Status::busFault, I2cDevProblem::arbitrationLost);
  expectTransferError(ENODEV, Status::busFault, I2cDevProblem::noSuchDevice);
  expectTransferError(EPROTO, Status::busFault, I2cDevProblem::adapterFailed);
}

TEST_F(I2cDevTest, TriesAgainWhenASignalInterrupts) {
  ASSERT_EQ(bus_.open(kFakePath), Status::ok);
  fake.transferErrors = {EINTR, 0};
  EXPECT_EQ(bus_.write(kDeviceChip, {}), Status::ok);
  EXPECT_EQ(fake.transfers.size(), 2U);
}

TEST_F(I2cDevTest, TellsApartWhyABusCannotBeOpened) {
  const auto open = [this](int error, unsigned major, int functionsError, unsigned long functions) {
    fake = FakeAdapter{};
    fake.openError = error;
    fake.major = major;
    fake.functionsError = functionsError;
    fake.functions = functions;
    EXPECT_NE(bus_.open(kFakePath), Status::ok);
    EXPECT_FALSE(bus_.isOpen());
    return bus_.problem();
  };
  EXPECT_EQ(open(ENOENT, 89, 0, I2C_FUNC_I2C), I2cDevProblem::noSuchDevice);
  EXPECT_EQ(bus_.systemError(), ENOENT);
  EXPECT_EQ(open(EACCES, 89, 0, I2C_FUNC_I2C), I2cDevProblem::noPermission);
  EXPECT_EQ(bus_.systemError(), EACCES);
  EXPECT_EQ(open(EMFILE, 89, 0, I2C_FUNC_I2C), I2cDevProblem::adapterFailed);
  EXPECT_EQ(open(0, 1, 0, I2C_FUNC_I2C), I2cDevProblem::notAnAdapter);
  EXPECT_EQ(open(0, 89, ENOTTY, I2C_FUNC_I2C), I2cDevProblem::notAnAdapter);
  EXPECT_EQ(bus_.systemError(), ENOTTY);
  EXPECT_EQ(open(0, 89, 0, I2C_FUNC_SMBUS_BYTE), I2cDevProblem::noPlainI2c);
}

TEST_F(I2cDevTest, RealFilesThatAreNoAdapters) {
  EXPECT_EQ(bus_.open("/dev/null"), Status::notSupported);
  EXPECT_EQ(bus_.problem(), I2cDevProblem::notAnAdapter);
  EXPECT_EQ(bus_.open("/nonexistent"), Status::noDevice);
  EXPECT_EQ(bus_.open("/tmp"), Status::notSupported);
}

TEST_F(I2cDevTest, RefusesTransfersTheKernelWouldRefuse) {
  ASSERT_EQ(bus_.open(kFakePath), Status::ok);
  std::vector<std::uint8_t> bytes(I2cDev::kMaxTransfer + 1);
  EXPECT_EQ(bus_.write(kDeviceChip, bytes), Status::invalidArgument);
  EXPECT_EQ(bus_.problem(), I2cDevProblem::transferTooLong);
  bytes.pop_back();
  EXPECT_EQ(bus_.write(kDeviceChip, bytes), Status::ok);
}

TEST_F(I2cDevTest, NeedsToBeOpen) {
  EXPECT_EQ(bus_.write(kDeviceChip, {}), Status::busFault);
  EXPECT_EQ(bus_.problem(), I2cDevProblem::notOpen);
}

TEST_F(I2cDevTest, EveryProblemHasItsOwnSentence) {
  for (int i = 0; i <= static_cast<int>(I2cDevProblem::adapterFailed); ++i) {
    EXPECT_STRNE(problemText(static_cast<I2cDevProblem>(i)), "unknown problem") << i;
  }
}

}  // namespace
}  // namespace signet::port
