// The published figures of the firmware hold to their limits.
#include <gtest/gtest.h>

#include "host/base/errors.h"
#include "host/base/sanitized.h"
#include "host/bench/board/image_size.h"
#include "host/bench/board/measure.h"
#include "host/bench/size/link_map.h"

namespace signet::test {
namespace {

using namespace bench;

std::string builtFirmware() {
  return std::string(SIGNET_SOURCE) + "/build/nodemcu";
}

double valueOf(const std::vector<Figure>& figures, const std::string& name) {
  for (const Figure& figure : figures) {
    if (figure.name == name) return figure.value;
  }
  ADD_FAILURE() << "no figure " << name;
  return 0;
}

TEST(BenchBoard, TheFiguresAreWithinTheirLimits) {
  const std::vector<Figure> figures = measureBoard(builtFirmware(), SIGNET_SANITIZED != 0 ? 1 : 2);
  for (const Figure& figure : figures) {
    EXPECT_GT(figure.value, 0) << figure.name;
    EXPECT_LE(figure.ratio().value_or(0), 1) << figure.name;
  }
  const double inChip = valueOf(figures, "board/handshake/all in the chip");
  const double signedByChip = valueOf(figures, "board/handshake/sign in the chip");
  const double inSoftware = valueOf(figures, "board/handshake/all in software");
  EXPECT_GT(inChip, 500'000);
  EXPECT_GT(signedByChip, 10 * inChip) << "was there software at all?";
  EXPECT_GT(inSoftware, signedByChip + 0.8 * valueOf(figures, "board/software: sign"));
  EXPECT_GT(valueOf(figures, "board/publish 100 bytes"), 5'000);
  EXPECT_LT(valueOf(figures, "board/ecdh"), 100'000) << "the chip's time was counted as the processor's";
  EXPECT_GT(valueOf(figures, "board/sdk share of ram/lwIP"), 4096);
}

TEST(BenchBoard, EstimatesFollowFromTheInstructions) {
  EXPECT_DOUBLE_EQ(estimatedMs(62.5e6, 80), 1000);
  EXPECT_DOUBLE_EQ(estimatedMs(62.5e6, 160), 500);
  const auto all = withEstimates({{"a", 62.5e6, "instructions", {}}, {"b", 7, "bytes", {}}});
  ASSERT_EQ(all.size(), 4U);
  EXPECT_EQ(all[1].name, "a/80MHz");
  EXPECT_EQ(all[2].unit, "ms");
  EXPECT_EQ(all[3].name, "b");
}

TEST(BenchBoard, SizesAreToldByComponent) {
  const auto sizes = componentSizes(
      "Linker script and memory map\n"
      " .text.a  0x40201010  0x100 liblwip.a(tcp.c.obj)\n"
      " .bss.b   0x3ffe8000  0x80 liblwip.a(tcp.c.obj)\n"
      " .rodata  0x3ffef800  0x20 src/signet/tls/libsignet_tls.a(client.cpp.obj)\n"
      " .machine 0x40000000  0x400 firmware/CMakeFiles/nodemcu_board.dir/trap.S.obj\n"
      " .vectors 0x40100000  0x10 firmware/CMakeFiles/nodemcu_board.dir/start.S.obj\n");
  ASSERT_EQ(sizes.size(), 3U);
  EXPECT_EQ(sizes[0].name, "lwIP");
  EXPECT_EQ(sizes[0].flash(), 0x100U);
  EXPECT_EQ(sizes[0].ram(), 0x80U);
  EXPECT_EQ(sizes[1].name, "tls");
  EXPECT_EQ(sizes[1].flash(), 0x20U);
  EXPECT_EQ(sizes[1].ram(), 0x20U);
  EXPECT_EQ(sizes[2].name, "program");
  EXPECT_EQ(sizes[2].flash(), 0x10U);
  const auto figures = sizeFigures(sizes);
  EXPECT_EQ(valueOf(figures, "board/flash"), 0x130);
  EXPECT_EQ(valueOf(figures, "board/ram"), 0x20) << "lwIP is in the vendor's share";
  EXPECT_THROW(componentSizes("no map"), LinkMapError);
}

TEST(BenchBoard, SaysWhatIsMissing) {
  EXPECT_THROW(measureBoard("/nowhere", 1), UserError);
}

}  // namespace
}  // namespace signet::test
