#include "host/base/errors.h"

#include <gtest/gtest.h>

#include <set>

namespace signet {
namespace {

constexpr Status kAll[] = {
    Status::invalidArgument,  Status::bufferTooSmall, Status::notSupported,      Status::nack,
    Status::busFault,         Status::noDevice,       Status::timeout,           Status::badCrc,
    Status::badResponse,      Status::notAnAtecc,     Status::mismatch,          Status::parseError,
    Status::eccFault,         Status::selfTestFailed, Status::healthTestFailed,  Status::executionError,
    Status::watchdogExpiring, Status::communication,  Status::outcomeUnknown,    Status::volatileStateLost,
    Status::refused,          Status::locked,         Status::notLocked,         Status::notVerified,
    Status::nameNotFound,     Status::badEncoding,    Status::noSuchCertificate, Status::keyMismatch,
    Status::untrustedIssuer,  Status::chipFailed,     Status::protocolError,     Status::notConnected,
};

TEST(Errors, EveryStatusHasASentenceAndANextStep) {
  for (const Status status : kAll) {
    const UserError error = statusError(status, "Reading slot 8");
    EXPECT_EQ(std::string(error.what()).rfind("Reading slot 8: ", 0), 0u);
    EXPECT_EQ(std::string(error.what()).back(), '.');
    EXPECT_FALSE(error.next().empty());
    EXPECT_EQ(error.status(), status);
    EXPECT_NE(error.code(), Exit::ok);
  }
}

TEST(Errors, StatusesFallIntoTheDocumentedExitCodes) {
  EXPECT_EQ(statusError(Status::noDevice, "x").code(), Exit::noChip);
  EXPECT_EQ(statusError(Status::busFault, "x").code(), Exit::bus);
  EXPECT_EQ(statusError(Status::executionError, "x").code(), Exit::refused);
  EXPECT_EQ(statusError(Status::badCrc, "x").code(), Exit::badAnswer);
  EXPECT_EQ(statusError(Status::outcomeUnknown, "x").code(), Exit::unknown);
  EXPECT_EQ(statusError(Status::mismatch, "x").code(), Exit::no);
  EXPECT_EQ(statusError(Status::connectionRefused, "x").code(), Exit::network);
  EXPECT_EQ(statusError(Status::keyMismatch, "x").code(), Exit::refused);
  EXPECT_EQ(statusError(Status::badEncoding, "x").code(), Exit::badFile);
  EXPECT_EQ(statusError(Status::untrustedIssuer, "x").code(), Exit::tls);
  EXPECT_EQ(statusError(Status::refusedByBroker, "x").code(), Exit::broker);
}

TEST(Errors, ExitCodesAreUniqueAndNamed) {
  std::set<int> codes;
  std::set<std::string> names;
  for (const ExitInfo& info : exitCodes()) {
    codes.insert(static_cast<int>(info.code));
    names.insert(info.name);
    EXPECT_STREQ(exitName(info.code), info.name);
  }
  EXPECT_EQ(codes.size(), exitCodes().size());
  EXPECT_EQ(names.size(), exitCodes().size());
}

}  // namespace
}  // namespace signet
