#include "signet/mqtt/wire.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <vector>

#include "signet/mqtt/topic.h"
#include "signet/mqtt/types.h"

namespace signet::mqtt {
namespace {

using Buffer = std::vector<std::uint8_t>;

TEST(Varint, MatchesTheTableOfTheSpecification) {
  const std::pair<std::uint32_t, Buffer> cases[] = {{0, {0x00}},
                                                    {127, {0x7F}},
                                                    {128, {0x80, 0x01}},
                                                    {16383, {0xFF, 0x7F}},
                                                    {16384, {0x80, 0x80, 0x01}},
                                                    {2097151, {0xFF, 0xFF, 0x7F}},
                                                    {2097152, {0x80, 0x80, 0x80, 0x01}},
                                                    {268435455, {0xFF, 0xFF, 0xFF, 0x7F}}};
  for (const auto& [value, encoded] : cases) {
    Buffer buffer(8);
    WireWriter writer(buffer);
    writer.varint(value);
    EXPECT_TRUE(equal(writer.written(), encoded)) << value;
    EXPECT_EQ(varintSize(value), encoded.size());
    WireReader reader(encoded);
    EXPECT_EQ(reader.varint(), value);
    EXPECT_TRUE(reader.ok() && reader.atEnd());
  }
}

TEST(Varint, RefusesOverlongTruncatedAndTooLarge) {
  for (const Buffer& bad :
       {Buffer{0x80, 0x00}, Buffer{0x80}, Buffer{0xFF, 0xFF, 0xFF, 0xFF, 0x01}, Buffer{}}) {
    WireReader reader(bad);
    (void)reader.varint();
    EXPECT_FALSE(reader.ok());
  }
  Buffer buffer(8);
  WireWriter writer(buffer);
  writer.varint(268435456);
  EXPECT_FALSE(writer.ok());
}

TEST(Strings, RefuseNulAndBadUtf8) {
  for (const Buffer& bad : {Buffer{0, 1, 0}, Buffer{0, 1, 0xFF}, Buffer{0, 2, 'a'}, Buffer{0}}) {
    WireReader reader(bad);
    (void)reader.string();
    EXPECT_FALSE(reader.ok());
  }
}

TEST(Topics, NamesAndFilters) {
  for (const char* good : {"a", "/", "a/b", "$SYS/x", "a b"}) EXPECT_TRUE(isTopicName(good)) << good;
  for (const char* bad : {"", "a/+", "#", "a#", "\xFF"}) EXPECT_FALSE(isTopicName(bad)) << bad;
  for (const char* good : {"#", "+", "a/#", "+/b/+", "/", "$share/g/a/#", "a//b"})
    EXPECT_TRUE(isTopicFilter(good)) << good;
  for (const char* bad :
       {"", "a#", "a/#/b", "a+", "+a", "$share/g", "$share//a", "$share/g/", "$share/+/a"}) {
    EXPECT_FALSE(isTopicFilter(bad)) << bad;
  }
}

TEST(Topics, MatchAsTheSpecificationSays) {
  struct Case {
    const char* filter;
    const char* name;
    bool expected;
  };
  const Case cases[] = {{"sport/tennis/player1/#", "sport/tennis/player1", true},
                        {"sport/tennis/player1/#", "sport/tennis/player1/ranking", true},
                        {"sport/#", "sport", true},
                        {"#", "a/b", true},
                        {"#", "$SYS/x", false},
                        {"+/x", "$SYS/x", false},
                        {"$SYS/#", "$SYS/x", true},
                        {"sport/+", "sport", false},
                        {"sport/+", "sport/", true},
                        {"+/+", "/finance", true},
                        {"/+", "/finance", true},
                        {"+", "/finance", false},
                        {"a/b", "a/b", true},
                        {"a/b", "a/b/c", false},
                        {"a/b/c", "a/b", false},
                        {"a/+/c", "a/b/c", true}};
  for (const Case& c : cases) EXPECT_EQ(matches(c.filter, c.name), c.expected) << c.filter << " " << c.name;
}

RC_GTEST_PROP(Topics, EveryNameMatchesItself, ()) {
  const auto name =
      *rc::gen::nonEmpty(rc::gen::container<std::string>(rc::gen::element('a', 'b', '/', '$', ' ')));
  RC_ASSERT(isTopicName(name));
  RC_ASSERT(matches(name, name));
  RC_ASSERT(matches("#", name) == (name[0] != '$'));
}

}  // namespace
}  // namespace signet::mqtt
