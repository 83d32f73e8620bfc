#include "host/bench/mqtt/codec_speed.h"

#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>

#include "host/base/sanitized.h"

#if !SIGNET_SANITIZED
// Every allocation of this program is counted, also those that C code makes.
namespace {
std::atomic<unsigned long> allocations{0};
}
extern "C" {
// NOLINTBEGIN(bugprone-reserved-identifier,readability-identifier-naming): the C library's own names
void* __libc_malloc(std::size_t size);
void* __libc_calloc(std::size_t count, std::size_t size);
void* __libc_realloc(void* old, std::size_t size);
// NOLINTEND(bugprone-reserved-identifier,readability-identifier-naming)
void* malloc(std::size_t size) {
  ++allocations;
  return __libc_malloc(size);
}
void* calloc(std::size_t count, std::size_t size) {
  ++allocations;
  return __libc_calloc(count, size);
}
void* realloc(void* old, std::size_t size) {
  ++allocations;
  return __libc_realloc(old, size);
}
}
#endif

namespace signet::bench {
namespace {

using mqtt::Qos;
using mqtt::Version;

TEST(CodecSpeed, TheLoopMovesWholeMessages) {
  for (const Version version : {Version::v311, Version::v5}) {
    CodecLoop loop({version, Qos::atLeastOnce, 1000});
    // Type, two bytes of length, topic with its length, identifier; version 5: no properties.
    const std::size_t size = 3 + 2 + 36 + 2 + (version == Version::v5 ? 1 : 0) + 1000;
    EXPECT_EQ(loop.sendOne(), size);
    EXPECT_EQ(loop.receiveOne(), size);
    EXPECT_EQ(loop.delivered(), 1000U);
    EXPECT_EQ(loop.receiveOne(), size);
    EXPECT_EQ(loop.delivered(), 2000U);
  }
}

#if !SIGNET_SANITIZED
TEST(CodecSpeed, NothingIsAllocated) {
  CodecLoop loop({Version::v5, Qos::atLeastOnce, 4096});
  const unsigned long before = allocations;
  for (int i = 0; i < 1000; ++i) {
    (void)loop.sendOne();
    (void)loop.receiveOne();
  }
  const unsigned long after = allocations;
  EXPECT_EQ(after, before);
  std::free(std::malloc(1));
  delete new int;
  EXPECT_GT(allocations, after) << "allocations are not counted";
}
#endif

TEST(CodecSpeed, EveryFigureIsThere) {
  const std::vector<Figure> figures = measureCodec();
  EXPECT_EQ(figures.size(), 24U);
  for (const Figure& figure : figures) EXPECT_GT(figure.value, 0) << figure.name;
  EXPECT_EQ(figures.front().name, "mqtt/v3.1.1/qos0/32/out");
}

}  // namespace
}  // namespace signet::bench
