#include "host/emulator/server/bus_protocol.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

namespace signet::emulator {
namespace {

using namespace std::chrono_literals;
using Bytes = std::vector<std::uint8_t>;
using Op = BusRequest::Op;

std::optional<BusRequest> parse(const Bytes& bytes) {
  BusRequestParser parser;
  parser.feed(bytes);
  return parser.next();
}

std::string serverErrorOf(const Bytes& bytes) {
  BusRequestParser parser;
  parser.feed(bytes);
  EXPECT_FALSE(parser.next());
  return parser.error();
}

TEST(BusProtocol, ReadsEveryOperation) {
  EXPECT_EQ(parse({'W', 0x60, 2, 0, 0x03, 0x07}), (BusRequest{Op::write, 0x60, {0x03, 0x07}, 0, 0us}));
  EXPECT_EQ(parse({'W', 0x00, 0, 0}), (BusRequest{Op::write, 0x00, {}, 0, 0us}));
  EXPECT_EQ(parse({'R', 0x7F, 0x01, 0x02}), (BusRequest{Op::read, 0x7F, {}, 0x201, 0us}));
  EXPECT_EQ(parse({'K', 0, 0, 0}), (BusRequest{Op::wake, 0, {}, 0, 80us}));
  EXPECT_EQ(parse({'K', 0, 4, 0, 0x2C, 0x01, 0, 0}), (BusRequest{Op::wake, 0, {}, 0, 300us}));
  EXPECT_EQ(parse({'T', 0, 4, 0, 0x40, 0x42, 0x0F, 0}), (BusRequest{Op::advance, 0, {}, 0, 1s}));
  EXPECT_EQ(parse({'T', 0, 4, 0, 0xFF, 0xFF, 0xFF, 0xFF}), (BusRequest{Op::advance, 0, {}, 0, 4294967295us}));
}

TEST(BusProtocol, TakesTheLongestTransfersAndNothingLonger) {
  Bytes longest{'W', 0x60, 0x00, 0x20};
  longest.resize(4 + BusRequest::kMaxLength);
  EXPECT_TRUE(parse(longest));
  EXPECT_TRUE(parse({'R', 0x60, 0x00, 0x20}));
  EXPECT_EQ(serverErrorOf({'W', 0x60, 0x01, 0x20}), "asks for 8193 bytes at once, the limit is 8192");
  EXPECT_EQ(serverErrorOf({'R', 0x60, 0xFF, 0xFF}), "asks for 65535 bytes at once, the limit is 8192");
}

TEST(BusProtocol, RejectsUnknownOperations) {
  EXPECT_EQ(serverErrorOf({'Q', 0, 0, 0}), "asks for the unknown operation 51h ('Q')");
  EXPECT_EQ(serverErrorOf({0x16, 0x03, 0x01, 0x02}), "asks for the unknown operation 16h");
  EXPECT_EQ(serverErrorOf({'w', 0x60, 0, 0}), "asks for the unknown operation 77h ('w')");
}

TEST(BusProtocol, RejectsWrongLengthsAndAddresses) {
  EXPECT_EQ(serverErrorOf({'K', 0, 1, 0}), "sends 1 bytes with 'K', which takes none or 4");
  EXPECT_EQ(serverErrorOf({'T', 0, 0, 0}), "sends 0 bytes with 'T', which takes 4");
  EXPECT_EQ(serverErrorOf({'T', 0, 5, 0}), "sends 5 bytes with 'T', which takes 4");
  EXPECT_EQ(serverErrorOf({'W', 0xC0, 0, 0}), "uses the address C0h, which is not one of seven bits");
  EXPECT_EQ(serverErrorOf({'R', 0x80, 1, 0}), "uses the address 80h, which is not one of seven bits");
}

TEST(BusProtocol, StaysFailedAfterAnError) {
  BusRequestParser parser;
  parser.feed(Bytes{'Q', 0, 0, 0});
  EXPECT_FALSE(parser.next());
  parser.feed(Bytes{'R', 0x60, 4, 0});
  EXPECT_FALSE(parser.next());
  EXPECT_TRUE(parser.failed());
}

TEST(BusProtocol, WaitsForTheRestOfARequest) {
  const Bytes whole{'W', 0x60, 3, 0, 1, 2, 3};
  BusRequestParser parser;
  for (std::size_t i = 0; i + 1 < whole.size(); ++i) {
    parser.feed(std::span(whole).subspan(i, 1));
    EXPECT_FALSE(parser.next()) << i;
    EXPECT_TRUE(parser.partial());
    EXPECT_FALSE(parser.failed());
  }
  parser.feed(std::span(whole).last(1));
  EXPECT_EQ(parser.next(), (BusRequest{Op::write, 0x60, {1, 2, 3}, 0, 0us}));
  EXPECT_FALSE(parser.partial());
}

TEST(BusProtocol, EncodesAnswers) {
  EXPECT_EQ(encodeAnswer({true, {}}), (Bytes{0x00, 0, 0}));
  EXPECT_EQ(encodeAnswer({false, {}}), (Bytes{0x01, 0, 0}));
  EXPECT_EQ(encodeAnswer({true, {0x04, 0x11, 0x33, 0x43}}), (Bytes{0x00, 4, 0, 0x04, 0x11, 0x33, 0x43}));
  EXPECT_EQ(encodeAnswer({true, Bytes(0x1234)})[2], 0x12);
  EXPECT_THROW(encodeAnswer({true, Bytes(0x10000)}), std::length_error);
}

RC_GTEST_PROP(BusProtocol, FindsTheSameRequestsHoweverTheBytesAreCut, ()) {
  const auto payloads = *rc::gen::container<std::vector<Bytes>>(rc::gen::arbitrary<Bytes>());
  Bytes stream;
  for (const Bytes& payload : payloads) {
    stream.insert(stream.end(), {'W', 0x60, static_cast<std::uint8_t>(payload.size()),
                                 static_cast<std::uint8_t>(payload.size() >> 8)});
    stream.insert(stream.end(), payload.begin(), payload.end());
  }
  BusRequestParser parser;
  std::vector<Bytes> found;
  for (std::size_t at = 0; at < stream.size();) {
    const auto size = *rc::gen::inRange<std::size_t>(1, 20);
    const std::size_t piece = std::min(size, stream.size() - at);
    parser.feed(std::span(stream).subspan(at, piece));
    at += piece;
    while (const auto request = parser.next()) found.push_back(request->bytes);
  }
  RC_ASSERT(found == payloads);
}

}  // namespace
}  // namespace signet::emulator
