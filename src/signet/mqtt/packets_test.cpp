#include "signet/mqtt/packets.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <vector>

namespace signet::mqtt {
namespace {

using Buffer = std::vector<std::uint8_t>;

struct Encoder {
  Buffer buffer = Buffer(512);
  WireWriter writer{buffer};
  Buffer bytes() const { return Buffer(writer.written().begin(), writer.written().end()); }
};

TEST(Connect, ByteForByte) {
  Encoder v311;
  ASSERT_EQ(encodeConnect(v311.writer, {.version = Version::v311, .clientId = "a", .keepAliveSeconds = 10}),
            Status::ok);
  EXPECT_EQ(v311.bytes(), (Buffer{0x10, 13, 0, 4, 'M', 'Q', 'T', 'T', 4, 2, 0, 10, 0, 1, 'a'}));

  const Property properties[] = {Property::integer(PropertyId::sessionExpiryInterval, 10)};
  const Will will{"w", bytesOf("x"), Qos::atLeastOnce, true, {}};
  const std::string_view user = "u";
  const Bytes password = bytesOf("p");
  Encoder v5;
  ASSERT_EQ(encodeConnect(v5.writer, {Version::v5, "a", false, 60, &will, &user, &password, properties}),
            Status::ok);
  EXPECT_EQ(v5.bytes(), (Buffer{0x10, 32, 0, 4,   'M', 'Q', 'T', 'T', 5, 0xEC, 0,   60, 5, 0x11, 0, 0, 0,
                                10,   0,  1, 'a', 0,   0,   1,   'w', 0, 1,    'x', 0,  1, 'u',  0, 1, 'p'}));
}

TEST(Connect, RefusesWhatTheSpecificationForbids) {
  const Bytes password = bytesOf("p");
  const Property wrong[] = {Property::integer(PropertyId::topicAlias, 1)};
  const Property twice[] = {Property::integer(PropertyId::receiveMaximum, 1),
                            Property::integer(PropertyId::receiveMaximum, 2)};
  const Property zero[] = {Property::integer(PropertyId::receiveMaximum, 0)};
  const Will badWill{"a/+", {}, Qos::atMostOnce, false, {}};
  Encoder e;
  const ConnectPacket bad[] = {{.version = Version::v311, .clientId = "", .cleanStart = false},
                               {.version = Version::v311, .clientId = "a", .password = &password},
                               {.version = Version::v5, .clientId = "\xFF"},
                               {.version = Version::v5, .will = &badWill},
                               {.version = Version::v5, .properties = wrong},
                               {.version = Version::v5, .properties = twice},
                               {.version = Version::v5, .properties = zero},
                               {.version = Version::v311, .clientId = "a", .properties = twice}};
  for (const ConnectPacket& packet : bad) EXPECT_EQ(encodeConnect(e.writer, packet), Status::invalidArgument);
  EXPECT_EQ(e.writer.size(), 0U);
}

TEST(Subscribe, ByteForByteAndRefusals) {
  const Subscription both[] = {{.filter = "a/b", .qos = Qos::atLeastOnce},
                               {.filter = "c/#", .qos = Qos::exactlyOnce}};
  Encoder v311;
  ASSERT_EQ(encodeSubscribe(v311.writer, Version::v311, 10, both, {}), Status::ok);
  EXPECT_EQ(v311.bytes(), (Buffer{0x82, 14, 0, 10, 0, 3, 'a', '/', 'b', 1, 0, 3, 'c', '/', '#', 2}));
  const Subscription fancy[] = {{"a", Qos::atMostOnce, true, true, 2}};
  Encoder v5;
  ASSERT_EQ(encodeSubscribe(v5.writer, Version::v5, 1, fancy, {}), Status::ok);
  EXPECT_EQ(v5.bytes(), (Buffer{0x82, 7, 0, 1, 0, 0, 1, 'a', 0x2C}));

  Encoder e;
  const Subscription shared[] = {{.filter = "$share/g/a", .noLocal = true}};
  const Subscription bad[] = {{.filter = "a#"}};
  EXPECT_EQ(encodeSubscribe(e.writer, Version::v311, 1, fancy, {}), Status::invalidArgument);
  EXPECT_EQ(encodeSubscribe(e.writer, Version::v5, 1, shared, {}), Status::invalidArgument);
  EXPECT_EQ(encodeSubscribe(e.writer, Version::v5, 1, bad, {}), Status::invalidArgument);
  EXPECT_EQ(encodeSubscribe(e.writer, Version::v5, 1, {}, {}), Status::invalidArgument);
}

TEST(SmallPackets, ByteForByte) {
  Encoder e;
  encodeAck(e.writer, Version::v5, PacketType::puback, 0x1234, ReasonCode::success);
  encodeAck(e.writer, Version::v5, PacketType::pubrel, 1, ReasonCode::packetIdentifierNotFound);
  encodeAck(e.writer, Version::v311, PacketType::pubrec, 1, ReasonCode::packetIdentifierNotFound);
  encodePingreq(e.writer);
  ASSERT_EQ(encodeDisconnect(e.writer, Version::v311, ReasonCode::success, {}), Status::ok);
  ASSERT_EQ(encodeDisconnect(e.writer, Version::v5, ReasonCode::disconnectWithWill, {}), Status::ok);
  EXPECT_EQ(e.bytes(), (Buffer{0x40, 2, 0x12, 0x34, 0x62, 3, 0,    1, 0x92, 0x50, 2,
                               0,    1, 0xC0, 0,    0xE0, 0, 0xE0, 2, 4,    0}));
}

TEST(Connack, BothVersions) {
  const auto v311 = decodeConnack(Buffer{1, 0}, Version::v311);
  ASSERT_TRUE(v311.ok());
  EXPECT_TRUE(v311->sessionPresent);
  EXPECT_EQ(decodeConnack(Buffer{0, 5}, Version::v311)->reason, ReasonCode::notAuthorized);
  const Buffer v5 = {0, 0x87, 6, 0x21, 0, 20, 0x25, 0, 0x00};
  EXPECT_FALSE(decodeConnack(v5, Version::v5).ok());  // an unknown property
  const Buffer good = {0, 0x00, 5, 0x21, 0, 20, 0x25, 0};
  EXPECT_EQ(decodeConnack(good, Version::v5)->properties.numberOr(PropertyId::receiveMaximum, 0), 20U);
  EXPECT_EQ(decodeConnack(good, Version::v5)->properties.numberOr(PropertyId::maximumPacketSize, 7), 7U);
  // By a server of 3.1.1 to a client of version 5.
  EXPECT_EQ(decodeConnack(Buffer{0, 1}, Version::v5)->reason, ReasonCode::unsupportedProtocolVersion);
  EXPECT_EQ(decodeConnack(Buffer{0, 0x84, 0}, Version::v5)->reason, ReasonCode::unsupportedProtocolVersion);
  for (const Buffer& bad : {Buffer{}, Buffer{0}, Buffer{2, 0}, Buffer{0, 6}, Buffer{1, 5}, Buffer{0, 0, 0}}) {
    EXPECT_EQ(decodeConnack(bad, Version::v311).status(), Status::protocolError);
  }
}

TEST(Publish, RefusesWhatIsNone) {
  EXPECT_TRUE(decodePublish(0, Buffer{0, 1, 'a'}, Version::v311).ok());
  EXPECT_TRUE(decodePublish(2, Buffer{0, 1, 'a', 0, 9}, Version::v311).ok());
  EXPECT_FALSE(decodePublish(6, Buffer{0, 1, 'a', 0, 9}, Version::v311).ok());  // QoS 3
  EXPECT_FALSE(decodePublish(8, Buffer{0, 1, 'a'}, Version::v311).ok());        // DUP with QoS 0
  EXPECT_FALSE(decodePublish(2, Buffer{0, 1, 'a', 0, 0}, Version::v311).ok());  // identifier 0
  EXPECT_FALSE(decodePublish(0, Buffer{0, 1, '+'}, Version::v311).ok());
  EXPECT_FALSE(decodePublish(0, Buffer{0, 0}, Version::v311).ok());
  EXPECT_TRUE(decodePublish(0, Buffer{0, 0, 3, 0x23, 0, 1}, Version::v5).ok());   // by alias
  EXPECT_FALSE(decodePublish(0, Buffer{0, 0, 3, 0x23, 0, 0}, Version::v5).ok());  // alias 0
}

RC_GTEST_PROP(Publish, ComesBack, ()) {
  const auto letters = rc::gen::container<std::string>(rc::gen::element('a', 'b', '/', '$', ' '));
  const std::string topic = *rc::gen::nonEmpty(letters);
  const std::string name = *letters;
  const auto id = *rc::gen::inRange<std::uint16_t>(1, 0xFFFF);
  Buffer buffer(2048);
  const Property properties[] = {Property::user(name, topic),
                                 Property::integer(PropertyId::messageExpiryInterval, id)};
  RC_ASSERT(checkProperties(properties, PacketType::publish) == Status::ok);
  Buffer encoded(2048);
  WireWriter list(encoded);
  writeProperties(list, properties);
  WireWriter writer(buffer);
  const PublishHeader header{topic, id, Qos::atLeastOnce, true, false};
  const Bytes raw = list.written().last(encodedSize(properties));
  encodePublishHeader(writer, Version::v5, header, raw, 5);
  RC_ASSERT(writer.ok());
  RC_ASSERT(publishSize(Version::v5, header, raw.size(), 5) == writer.size() + 5);
  WireReader reader(writer.written());
  const std::uint8_t first = reader.u8();
  (void)reader.varint();
  const auto back = decodePublish(first & 0x0F, reader.rest(), Version::v5);
  RC_ASSERT(back.ok());
  RC_ASSERT(back->header.topic == topic);
  RC_ASSERT(back->header.packetId == id);
  Property user;
  RC_ASSERT(back->properties.find(PropertyId::userProperty, user));
  RC_ASSERT(textOf(user.name) == name);
}

}  // namespace
}  // namespace signet::mqtt
