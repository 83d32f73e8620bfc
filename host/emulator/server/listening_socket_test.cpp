#include "host/emulator/server/listening_socket.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <optional>

#include "signet/port/linux/bus_socket.h"

namespace signet::emulator {
namespace {

namespace fs = std::filesystem;

port::Endpoint endpointAt(const std::string& text) {
  port::Endpoint endpoint;
  EXPECT_EQ(endpoint.parse(text), nullptr) << text;
  return endpoint;
}

class ListeningSocketTest : public testing::Test {
 protected:
  ListeningSocketTest()
      : path_(testing::TempDir() + "listening_" + std::to_string(::getpid()) + ".sock"),
        endpoint_(endpointAt("unix:" + path_)) {
    fs::remove(path_);
  }
  ~ListeningSocketTest() override { fs::remove(path_); }

  std::string errorOf(const port::Endpoint& endpoint, Reach reach = Reach::thisComputer) {
    try {
      const ListeningSocket socket(endpoint, reach);
    } catch (const ListenError& error) {
      EXPECT_FALSE(error.next().empty());
      return error.what();
    }
    return "";
  }

  std::string path_;
  port::Endpoint endpoint_;
};

TEST_F(ListeningSocketTest, IsOnlyForItsOwnerAndGoneAtTheEnd) {
  {
    const ListeningSocket socket(endpoint_);
    struct stat info {};
    ASSERT_EQ(::stat(path_.c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 07777, 0600U);
    port::BusSocket client;
    EXPECT_EQ(client.connect(endpoint_), Status::ok);
  }
  EXPECT_FALSE(fs::exists(path_));
}

TEST_F(ListeningSocketTest, ReplacesWhatACrashedServerLeft) {
  const std::string kept = path_ + ".kept";
  {
    const ListeningSocket crashed(endpoint_);
    fs::rename(path_, kept);
  }
  fs::rename(kept, path_);
  const ListeningSocket socket(endpoint_);
  port::BusSocket client;
  EXPECT_EQ(client.connect(endpoint_), Status::ok);
}

TEST_F(ListeningSocketTest, LeavesARunningServerAlone) {
  const ListeningSocket first(endpoint_);
  EXPECT_EQ(errorOf(endpoint_), "Cannot listen on unix:" + path_ + ": another server does already.");
  port::BusSocket client;
  EXPECT_EQ(client.connect(endpoint_), Status::ok);
}

TEST_F(ListeningSocketTest, LeavesOtherFilesAlone) {
  std::ofstream(path_) << "precious";
  EXPECT_EQ(errorOf(endpoint_),
            "Cannot listen on unix:" + path_ + ": a file of this name exists and is not a socket.");
  EXPECT_EQ(fs::file_size(path_), 8U);
}

TEST_F(ListeningSocketTest, DoesNotRemoveTheSocketOfItsSuccessor) {
  auto first = std::make_optional<ListeningSocket>(endpoint_);
  fs::remove(path_);
  const ListeningSocket successor(endpoint_);
  first.reset();
  EXPECT_TRUE(fs::exists(path_));
}

TEST_F(ListeningSocketTest, SaysWhenTheFolderIsMissing) {
  EXPECT_EQ(errorOf(endpointAt("unix:/nonexistent/x.sock")),
            "Cannot listen on unix:/nonexistent/x.sock: No such file or directory.");
}

TEST_F(ListeningSocketTest, TakesAFreePort) {
  const ListeningSocket first(endpointAt("tcp:127.0.0.1:0"));
  const ListeningSocket second(endpointAt("tcp:localhost:0"));
  EXPECT_NE(first.endpoint().port, 0);
  EXPECT_NE(first.endpoint().port, second.endpoint().port);
  EXPECT_EQ(endpointText(first.endpoint()), "tcp:127.0.0.1:" + std::to_string(first.endpoint().port));
  EXPECT_NE(errorOf(first.endpoint()).find("Address already in use"), std::string::npos);
}

TEST_F(ListeningSocketTest, StaysOnThisComputerUnlessToldOtherwise) {
  EXPECT_NE(errorOf(endpointAt("tcp:0.0.0.0:0")).find("can be reached by other computers"),
            std::string::npos);
  EXPECT_NE(errorOf(endpointAt("tcp:[::]:0")).find("can be reached by other computers"), std::string::npos);
  EXPECT_EQ(errorOf(endpointAt("tcp:0.0.0.0:0"), Reach::network), "");
}

TEST_F(ListeningSocketTest, SaysWhenTheHostIsUnknown) {
  EXPECT_NE(errorOf(endpointAt("tcp:host.invalid:0")).find("Cannot listen on tcp:host.invalid:0: "),
            std::string::npos);
}

}  // namespace
}  // namespace signet::emulator
