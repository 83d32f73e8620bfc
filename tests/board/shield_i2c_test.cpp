// The MPS2 board's serial bus controller: the driver by its registers against the model of them.
#include <gtest/gtest.h>

#include "signet/atecc/device.h"
#include "tests/board/edge_rig.h"

namespace signet::test {
namespace {

struct ShieldI2c : testing::Test {
  ShieldRig rig{lockedPart()};
  atecc::Session session{rig.i2c, rig.clock};
  atecc::Device device{session};
};

TEST_F(ShieldI2c, TheWholeDriverWorksOverIt) {
  const atecc::Digest digest = secretOf(kTlsKey);
  const auto key = device.publicKey(kTlsKey);
  const auto signature = device.signDigest(kTlsKey, digest);
  ASSERT_TRUE(key.ok() && signature.ok());
  EXPECT_EQ(device.verifyDigest(*key, digest, *signature), Status::ok);
}

TEST_F(ShieldI2c, AMissingChipIsReported) {
  rig.bus.detach(rig.chip);
  EXPECT_EQ(device.revision().status(), Status::noDevice);
}

TEST_F(ShieldI2c, ALineThatIsHeldLowIsReported) {
  rig.wire.drive(rig.time.now(), {true, false});
  std::uint8_t bytes[4];
  EXPECT_EQ(rig.i2c.read({}, bytes), Status::busFault);
}

}  // namespace
}  // namespace signet::test
