#include "signet/mqtt/packet_reader.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace signet::mqtt {
namespace {

using Step = PacketReader::Step;
using Buffer = std::vector<std::uint8_t>;
using Lines = std::vector<std::string>;

std::string textIn(Bytes bytes) {
  return {bytes.begin(), bytes.end()};
}

/// Reads a stream and writes down what it is told, the pieces of one payload joined.
class PacketReaderTest : public ::testing::Test {
 protected:
  Lines read(const Buffer& stream, std::size_t piece = 1000, Version version = Version::v5) {
    lines.clear();
    reader.begin(version);
    for (std::size_t at = 0; at < stream.size() && !over; at += piece) {
      readPiece(Bytes(stream).subspan(at, std::min(piece, stream.size() - at)));
    }
    over = false;
    return lines;
  }

  void readPiece(Bytes bytes) {
    for (;;) {
      const Step step = reader.next(bytes);
      if (step == Step::moreBytes) {
        EXPECT_TRUE(bytes.empty());
        return;
      }
      note(step, bytes);
      over = step == Step::malformed || step == Step::tooLarge;
      if (over) return;
    }
  }

  void note(Step step, Bytes& bytes) {
    switch (step) {
      case Step::header:
        lines.push_back("header " + std::to_string(static_cast<int>(reader.type())) + " " +
                        std::to_string(reader.flags()));
        break;
      case Step::packet: lines.push_back("packet " + textIn(reader.body())); break;
      case Step::message:
        // Its text stands behind two bytes of length.
        lines.push_back("message " + std::to_string(reader.body().size()) + "+" +
                        std::to_string(reader.payloadLeft()) + " ");
        break;
      case Step::payload: lines.back() += textIn(reader.takePayload(bytes)); break;
      case Step::messageEnd: lines.emplace_back("end"); break;
      case Step::malformed: lines.emplace_back("malformed"); break;
      case Step::tooLarge: lines.emplace_back("too large"); break;
      case Step::moreBytes: break;
    }
  }

  Buffer memory = Buffer(12);
  PacketReader reader{memory};
  Lines lines;
  bool over = false;
};

TEST_F(PacketReaderTest, GivesPacketsWholeInPiecesOfAnySize) {
  const Buffer stream = {0x40, 2, '1', '2', 0xD0, 0, 0x62, 3, 'a', 'b', 'c'};
  for (std::size_t piece = 1; piece <= stream.size(); ++piece) {
    EXPECT_EQ(read(stream, piece),
              (Lines{"header 4 0", "packet 12", "header 13 0", "packet ", "header 6 2", "packet abc"}));
  }
}

TEST_F(PacketReaderTest, WaitsForTheRestOfAPacket) {
  EXPECT_EQ(read({0x40}), Lines{});
  EXPECT_TRUE(reader.atHeader());
  EXPECT_EQ(read({0x40, 0x82}), Lines{});
  EXPECT_TRUE(reader.atHeader());
  EXPECT_EQ(read({0x40, 2, '1'}), Lines{"header 4 0"});
  EXPECT_FALSE(reader.atHeader());
  // Nothing of it is left in the next connection.
  EXPECT_EQ(read({0x50, 1, 'x'}), (Lines{"header 5 0", "packet x"}));
  EXPECT_TRUE(reader.atHeader());
}

TEST_F(PacketReaderTest, ReadsTheLengthOfTheSpecification) {
  Buffer large(300);
  PacketReader roomy(large);
  Buffer stream = {0x90, 0xAC, 0x02};  // 300, section 1.5.5
  stream.resize(3 + 300, 'x');
  Bytes bytes(stream);
  EXPECT_EQ(roomy.next(bytes), Step::header);
  EXPECT_EQ(roomy.next(bytes), Step::packet);
  EXPECT_EQ(roomy.body().size(), 300U);
  EXPECT_TRUE(bytes.empty());
  // The largest there is, as a payload that passes through.
  EXPECT_EQ(read({0x30, 0xFF, 0xFF, 0xFF, 0x7F, 0, 1, 't'}, 1, Version::v311),
            (Lines{"header 3 0", "message 3+268435452 "}));
}

TEST_F(PacketReaderTest, RefusesALengthThatIsTooLongOrPadded) {
  for (std::size_t piece : {1U, 9U}) {
    EXPECT_EQ(read({0x40, 0xFF, 0xFF, 0xFF, 0xFF}, piece), Lines{"malformed"});
    EXPECT_EQ(read({0x40, 0x82, 0}, piece), Lines{"malformed"});
    EXPECT_EQ(read({0x30, 0x80, 0x80, 0}, piece), Lines{"malformed"});
  }
}

TEST_F(PacketReaderTest, HoldsAPacketAsLargeAsItsMemoryAndNoneLarger) {
  Buffer stream = {0x40, 12};
  stream.resize(2 + 12, 'x');
  EXPECT_EQ(read(stream), (Lines{"header 4 0", "packet xxxxxxxxxxxx"}));
  // Reported with the header, before any of it is consumed.
  EXPECT_EQ(read({0x40, 13}), (Lines{"header 4 0", "too large"}));
  stream[1] = 13;
  stream.push_back('x');
  EXPECT_EQ(read(stream), (Lines{"header 4 0", "too large"}));
}

TEST_F(PacketReaderTest, PassesOnAPayloadLargerThanItsMemory) {
  Buffer stream = {0x30, 53, 0, 1, 't'};
  stream.resize(5 + 50, 'p');
  for (std::size_t piece = 1; piece <= stream.size(); ++piece) {
    EXPECT_EQ(read(stream, piece, Version::v311),
              (Lines{"header 3 0", "message 3+50 " + std::string(50, 'p'), "end"}));
  }
  stream.pop_back();
  EXPECT_EQ(read(stream, 7, Version::v311), (Lines{"header 3 0", "message 3+50 " + std::string(49, 'p')}));
}

TEST_F(PacketReaderTest, EndsAMessageWithoutPayload) {
  EXPECT_EQ(read({0x30, 3, 0, 1, 't'}, 1, Version::v311), (Lines{"header 3 0", "message 3+0 ", "end"}));
  EXPECT_TRUE(reader.atHeader());
}

TEST_F(PacketReaderTest, KnowsWhatIsBeforeThePayload) {
  // An identifier from QoS 1 on, properties in version 5.
  EXPECT_EQ(read({0x32, 6, 0, 1, 't', 0, 7, 'p'}, 1, Version::v311),
            (Lines{"header 3 2", "message 5+1 p", "end"}));
  EXPECT_EQ(read({0x30, 7, 0, 1, 't', 2, 1, 1, 'p'}), (Lines{"header 3 0", "message 6+1 p", "end"}));
  EXPECT_EQ(read({0x34, 7, 0, 1, 't', 0, 7, 0, 'p'}), (Lines{"header 3 4", "message 6+1 p", "end"}));
  // Five bytes of a property length: the decoder refuses it, with all that it needs for that.
  EXPECT_EQ(read({0x30, 8, 0, 1, 't', 0x80, 0x80, 0x80, 0x80, 0}),
            (Lines{"header 3 0", std::string("message 7+1 ") + '\0', "end"}));
}

TEST_F(PacketReaderTest, RefusesWhatPointsBeyondThePublish) {
  for (std::size_t piece : {1U, 99U}) {
    EXPECT_EQ(read({0x30, 0}, piece), (Lines{"header 3 0", "malformed"}));
    EXPECT_EQ(read({0x30, 1, 0}, piece), (Lines{"header 3 0", "malformed"}));
    EXPECT_EQ(read({0x30, 3, 0, 2, 't'}, piece), (Lines{"header 3 0", "malformed"}));           // topic
    EXPECT_EQ(read({0x32, 4, 0, 1, 't', 0}, piece), (Lines{"header 3 2", "malformed"}));        // identifier
    EXPECT_EQ(read({0x30, 3, 0, 1, 't'}, piece), (Lines{"header 3 0", "malformed"}));           // no length
    EXPECT_EQ(read({0x30, 5, 0, 1, 't', 2, 1}, piece), (Lines{"header 3 0", "malformed"}));     // properties
    EXPECT_EQ(read({0x30, 5, 0, 1, 't', 0xFF, 1}, piece), (Lines{"header 3 0", "malformed"}));  // the same
  }
}

TEST_F(PacketReaderTest, RefusesATopicLargerThanItsMemory) {
  EXPECT_EQ(read({0x30, 12, 0, 10, 0}, 1, Version::v311), Lines{"header 3 0"});
  EXPECT_EQ(read({0x30, 13, 0, 11, 0}, 1, Version::v311), (Lines{"header 3 0", "too large"}));
  EXPECT_EQ(read({0x30, 100, 0, 2, 't', 't', 9}), (Lines{"header 3 0", "too large"}));
}

}  // namespace
}  // namespace signet::mqtt
