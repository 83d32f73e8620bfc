// A broker with a revocation list: the device that is on it is rejected with that reason, the
// other one accepted.
#include <gtest/gtest.h>

#include <fstream>

#include "tests/mqtt/broker.h"
#include "tests/tls/device_run.h"

namespace signet::test {
namespace {

class Revocation : public testing::Test {
 protected:
  /// mosquitto for devices of rig_.authority, except for the revoked ones.
  void startBroker(const std::vector<Credential>& revoked) {
    const Credential server =
        issue({.commonName = "server", .dnsName = "localhost"}, newEcKey(), rig_.authority);
    port_ = freePort();
    std::ofstream(folder_.path("mosquitto.conf"))
        << "listener " << port_ << " 127.0.0.1\nallow_anonymous true\nuser root\nrequire_certificate true\n"
        << "cafile " << folder_.writeCertificates("ca.pem", {rig_.authority}) << "\n"
        << "certfile " << folder_.writeCertificates("server.pem", {server}) << "\n"
        << "keyfile " << folder_.writeKey("server.key", server.key) << "\n"
        << "crlfile " << folder_.writeRevocations("crl.pem", rig_.authority, revoked) << "\n";
    broker_ = std::make_unique<Child>(
        std::vector<std::string>{"/usr/sbin/mosquitto", "-v", "-c", folder_.path("mosquitto.conf")});
    broker_->waitFor(" running");
  }

  PemFolder folder_;
  TlsRig rig_;
  std::uint16_t port_ = 0;
  std::unique_ptr<Child> broker_;
};

TEST_F(Revocation, DeviceOnTheListIsToldSo) {
  startBroker({rig_.deviceCertificate});
  const RunEnd ended = runOnce(rig_, port_);
  EXPECT_EQ(ended.status, Status::tlsAlert);
  EXPECT_EQ(ended.side, tls::Side::server);
  EXPECT_EQ(ended.alert, 44);
  EXPECT_NE(ended.sentence.find("certificate has been revoked"), std::string::npos) << ended.sentence;
}

TEST_F(Revocation, DeviceThatIsNotOnTheListGetsIn) {
  startBroker({issue({.commonName = "device-2"}, newEcKey(), rig_.authority)});
  const RunEnd ended = runOnce(rig_, port_);
  EXPECT_EQ(ended.status, Status::ok) << ended.sentence;
}

}  // namespace
}  // namespace signet::test
