#include "signet/port/linux/endpoint.h"

#include <gtest/gtest.h>

#include <string>

namespace signet::port {
namespace {

TEST(Endpoint, ReadsAUnixPath) {
  Endpoint endpoint;
  ASSERT_EQ(endpoint.parse("unix:/tmp/a:b.sock"), nullptr);
  EXPECT_EQ(endpoint.kind, Endpoint::Kind::unixSocket);
  EXPECT_STREQ(endpoint.name.data(), "/tmp/a:b.sock");
}

TEST(Endpoint, ReadsATcpHostAndPort) {
  Endpoint endpoint;
  ASSERT_EQ(endpoint.parse("tcp:127.0.0.1:65535"), nullptr);
  EXPECT_EQ(endpoint.kind, Endpoint::Kind::tcp);
  EXPECT_STREQ(endpoint.name.data(), "127.0.0.1");
  EXPECT_EQ(endpoint.port, 65535);
  ASSERT_EQ(endpoint.parse("tcp:[::1]:0"), nullptr);
  EXPECT_STREQ(endpoint.name.data(), "::1");
}

TEST(Endpoint, RejectsAndSaysWhy) {
  Endpoint endpoint;
  ASSERT_EQ(endpoint.parse("tcp:localhost:1"), nullptr);
  EXPECT_STREQ(endpoint.parse("/tmp/chip"), "it starts neither with unix: nor with tcp:");
  EXPECT_STREQ(endpoint.parse("unix:"), "the path is missing (unix:PATH)");
  EXPECT_STREQ(endpoint.parse("tcp:localhost"), "the port is missing (tcp:HOST:PORT)");
  EXPECT_STREQ(endpoint.parse("tcp::80"), "the host is missing (tcp:HOST:PORT)");
  EXPECT_STREQ(endpoint.parse("tcp:::1:80"), "an IPv6 address is written in brackets (tcp:[::1]:PORT)");
  for (const char* port : {"tcp:h:", "tcp:h:65536", "tcp:h:-1", "tcp:h:80x", "tcp:h: 80"}) {
    EXPECT_STREQ(endpoint.parse(port), "the port is not a number 0..65535") << port;
  }
  EXPECT_NE(endpoint.parse("unix:" + std::string(108, 'p')), nullptr);
  EXPECT_EQ(endpoint.parse("unix:" + std::string(107, 'p')), nullptr);
}

TEST(Endpoint, StaysAsItWasWhenTheTextIsWrong) {
  Endpoint endpoint;
  ASSERT_EQ(endpoint.parse("tcp:localhost:1"), nullptr);
  ASSERT_NE(endpoint.parse("tcp:elsewhere:99999"), nullptr);
  EXPECT_STREQ(endpoint.name.data(), "localhost");
  EXPECT_EQ(endpoint.port, 1);
}

}  // namespace
}  // namespace signet::port
