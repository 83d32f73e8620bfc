#include "host/bench/size/link_map.h"

#include <gtest/gtest.h>

namespace signet::bench {
namespace {

constexpr const char* kMap = R"(Archive member included to satisfy reference by file (symbol)

Discarded input sections

 .text.gone     0x0000000000000000       0x99 lib/libsignet_core.a(gone.cpp.o)

Memory Configuration

Linker script and memory map

LOAD app.o
.text           0x0000000040100000      0x2b4
 *(.text .text.*)
 .text.app      0x0000000040100000       0x40 app.o
 .text._ZN6signet5crc16ENS_4SpanIKhEEt
                0x0000000040100040       0x4c lib/libsignet_core.a(crc16.cpp.o)
                                         0x54 (size before relaxing)
                0x0000000040100040                signet::crc16(signet::Span<unsigned char const>, unsigned short)
 .literal       0x000000004010008c        0x0 app.o
 *fill*         0x000000004010008c        0x4 
 .rodata.table  0x0000000040100090       0x10 lib/libsignet_atecc.a(timing.cpp.o)
 .text._ZNK6signet6ResultIbE2okEv
                0x00000000401000a0        0x8 app.o
.bss            0x000000003ffe8000       0x20
 .bss.state     0x000000003ffe8000       0x20 app.o
)";

TEST(LinkMap, ListsWhatWasLinked) {
  const std::vector<LinkedSection> sections = parseLinkMap(kMap);
  ASSERT_EQ(sections.size(), 5u);
  EXPECT_EQ(sections[0].name, ".text.app");
  EXPECT_EQ(sections[0].file, "app.o");
  EXPECT_EQ(sections[0].size, 0x40u);
  EXPECT_EQ(sections[1].name, ".text._ZN6signet5crc16ENS_4SpanIKhEEt");
  EXPECT_EQ(sections[1].size, 0x4Cu);
  EXPECT_EQ(sections[2].name, ".rodata.table");
  EXPECT_EQ(sections[4].name, ".bss.state");
}

TEST(LinkMap, TellsTheLibraryFromTheProgram) {
  const std::vector<LinkedSection> sections = parseLinkMap(kMap);
  ASSERT_EQ(sections.size(), 5u);
  EXPECT_FALSE(sections[0].isSignet());
  EXPECT_TRUE(sections[1].isSignet() && sections[1].isCode());
  EXPECT_TRUE(sections[2].isSignet() && sections[2].isConstant());
  EXPECT_TRUE(sections[3].isSignet());
  EXPECT_TRUE(!sections[4].isSignet() && sections[4].isRam());
}

TEST(LinkMap, RefusesWhatIsNone) {
  EXPECT_THROW(parseLinkMap(""), LinkMapError);
  EXPECT_THROW(parseLinkMap("Memory Configuration\n"), LinkMapError);
}

}  // namespace
}  // namespace signet::bench
