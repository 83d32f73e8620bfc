#include "host/identity/wear_file.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>

namespace signet::identity {
namespace {

using atecc::Slot;

class WearFile : public testing::Test {
 protected:
  ~WearFile() override { std::remove(path_.c_str()); }
  void write(const std::string& text) { std::ofstream(path_) << text; }

  std::string path_ = testing::TempDir() + "signet-wear-" + std::to_string(getpid());
  tls::EphemeralSlot slots_[2] = {{Slot::number<2>()}, {Slot::number<4>()}};
};

TEST_F(WearFile, KeepsTheCountsOfAllSlots) {
  slots_[0].generated = 7;
  slots_[1].generated = 399'999;
  storeWear(path_, slots_);
  tls::EphemeralSlot other[] = {{Slot::number<3>(), 1}};
  storeWear(path_, other);
  tls::EphemeralSlot again[] = {{Slot::number<4>()}, {Slot::number<2>()}, {Slot::number<3>()}};
  loadWear(path_, again);
  EXPECT_EQ(again[0].generated, 399'999U);
  EXPECT_EQ(again[1].generated, 7U);
  EXPECT_EQ(again[2].generated, 1U);
}

TEST_F(WearFile, AMissingOrDamagedFileCountsFromZero) {
  loadWear(path_, slots_);
  EXPECT_EQ(slots_[0].generated, 0U);
  write("2 5\nnonsense 4\n4 9\n");
  loadWear(path_, slots_);
  EXPECT_EQ(slots_[0].generated, 5U);  // what stands before the damage
  EXPECT_EQ(slots_[1].generated, 0U);
  write("99 1\n");
  loadWear(path_, slots_);
  EXPECT_EQ(slots_[1].generated, 0U);
  storeWear("/no/such/folder/wear", slots_);  // is no error
}

}  // namespace
}  // namespace signet::identity
