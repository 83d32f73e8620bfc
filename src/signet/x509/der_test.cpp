#include "signet/x509/der.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <vector>

namespace signet::x509 {
namespace {

using Buffer = std::vector<std::uint8_t>;

Buffer written(Bytes bytes) {
  return Buffer(bytes.begin(), bytes.end());
}

TEST(DerWriter, PicksTheShortestLength) {
  struct Case {
    std::size_t content;
    Buffer header;
  };
  const Case cases[] = {{0, {0x30, 0x00}},
                        {127, {0x30, 0x7F}},
                        {128, {0x30, 0x81, 0x80}},
                        {255, {0x30, 0x81, 0xFF}},
                        {256, {0x30, 0x82, 0x01, 0x00}},
                        {65535, {0x30, 0x82, 0xFF, 0xFF}}};
  for (const Case& c : cases) {
    Buffer buffer(70000);
    DerWriter writer(buffer);
    writer.element(der::kSequence, Buffer(c.content, 0xAA));
    const Bytes out = *writer.finish();
    ASSERT_EQ(out.size(), c.header.size() + c.content);
    EXPECT_EQ(written(out.first(c.header.size())), c.header);
    for (const std::uint8_t byte : out.from(c.header.size())) ASSERT_EQ(byte, 0xAA);
  }
}

TEST(DerWriter, RefusesWhatDoesNotFitInAnyBuffer) {
  const auto write = [](DerWriter& writer) {
    const auto outer = writer.begin(der::kSequence);
    writer.element(der::kOctetString, Buffer(200, 1));
    writer.unsignedInteger(Buffer{0x80});
    writer.end(outer);
  };
  Buffer large(300);
  DerWriter whole(large);
  write(whole);
  const std::size_t needed = whole.finish()->size();
  for (std::size_t size = 0; size < needed; ++size) {
    Buffer small(size);
    DerWriter writer(small);
    write(writer);
    EXPECT_EQ(writer.finish().status(), Status::bufferTooSmall) << size;
  }
  Buffer huge(70000);
  DerWriter writer(huge);
  writer.element(der::kOctetString, Buffer(65536, 1));
  EXPECT_EQ(writer.finish().status(), Status::bufferTooSmall);
}

TEST(DerWriter, KeepsIntegersPositiveAndShort) {
  const std::pair<Buffer, Buffer> cases[] = {{{}, {0x02, 0x01, 0x00}},
                                             {{0x00, 0x00}, {0x02, 0x01, 0x00}},
                                             {{0x00, 0x7F}, {0x02, 0x01, 0x7F}},
                                             {{0x80}, {0x02, 0x02, 0x00, 0x80}},
                                             {{0x01, 0x00}, {0x02, 0x02, 0x01, 0x00}}};
  for (const auto& [value, expected] : cases) {
    Buffer buffer(16);
    DerWriter writer(buffer);
    writer.unsignedInteger(value);
    EXPECT_EQ(written(*writer.finish()), expected);
  }
}

TEST(DerReader, RefusesWhatIsNotDer) {
  const Buffer bad[] = {{},
                        {0x30},
                        {0x30, 0x01},                    // reaches beyond the end
                        {0x30, 0x80, 0x00, 0x00},        // indefinite length
                        {0x30, 0x81, 0x7F},              // not the shortest form
                        {0x30, 0x82, 0x00, 0xFF},        // likewise
                        {0x30, 0x83, 0x01, 0x00, 0x00},  // longer than signet handles
                        {0x1F, 0x20, 0x00},              // high tag number
                        {0x30, 0x82, 0x01}};
  for (const Buffer& input : bad) EXPECT_EQ(DerReader(input).next().status(), Status::badEncoding);
  EXPECT_EQ(DerReader(Buffer{0x30, 0x00}).next(der::kSet).status(), Status::badEncoding);
}

RC_GTEST_PROP(Der, ReadsWhatItWrote, (const Buffer& content, std::uint8_t tag)) {
  RC_PRE((tag & 0x1F) != 0x1F);
  Buffer buffer(content.size() + 4);
  DerWriter writer(buffer);
  writer.element(tag, content);
  const Result<Bytes> out = writer.finish();
  RC_ASSERT(out.ok());
  DerReader reader(*out);
  const Result<DerElement> element = reader.next(tag);
  RC_ASSERT(element.ok());
  RC_ASSERT(written(element->content) == content);
  RC_ASSERT(reader.atEnd());
}

}  // namespace
}  // namespace signet::x509
