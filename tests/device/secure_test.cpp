// The whole device: chip, TLS, MQTT and reconnecting in one object, against a mosquitto that accepts no
// client without a certificate.
#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <functional>
#include <stdexcept>
#include <utility>

#include "signet/device/secure_connection.h"
#include "signet/port/linux/system_date.h"
#include "tests/mqtt/broker.h"
#include "tests/tls/tls_rig.h"

namespace signet::test {
namespace {

using device::Phase;
using mqtt::Qos;

struct Record final : device::Events {
  void onConnected(const device::Agreed& agreed) override { tls = *agreed.tls, ++connects; }
  void onReady() override { ready = true; }
  void onDisconnected(const device::Disconnection& why) override {
    std::uint8_t text[320];
    lastWords = device::describe(why, text);
    status = why.status;
    ready = false;
  }
  void onPayload(Bytes piece) override { payload.append(piece.begin(), piece.end()); }
  void onPublished(std::uint16_t, mqtt::ReasonCode reason) override {
    if (!mqtt::isError(reason)) ++published;
  }
  void onMessageEnd() override { messages.push_back(std::exchange(payload, {})); }

  tls::ConnectionInfo tls;
  unsigned connects = 0, published = 0;
  bool ready = false;
  Status status = Status::ok;
  std::string lastWords, payload;
  std::vector<std::string> messages;
};

struct LateDate final : time::DateSource {
  std::int64_t doPosixTime() override { return posix; }
  std::int64_t posix = 0;
};

class Secure : public ::testing::Test {
 protected:
  std::string listenerFor(const Credential& clientAuthority) {
    const Credential server =
        issue({.commonName = "broker", .dnsName = "localhost"}, newEcKey(), rig_.authority);
    return "cafile " + folder_.writeCertificates("clients.pem", {clientAuthority}) + "\ncertfile " +
           folder_.writeCertificates("broker.pem", {server}) + "\nkeyfile " +
           folder_.writeKey("broker.key", server.key) +
           "\nrequire_certificate true\nuse_identity_as_username true\n";
  }
  static device::ConnectionOptions quick() {
    device::ConnectionOptions options;
    options.backoff = {std::chrono::milliseconds(1), std::chrono::milliseconds(20)};
    return options;
  }
  device::Settings settings(const Broker& broker) { return settings(broker.port()); }
  device::Settings settings(std::uint16_t port) {
    device::Settings settings;
    settings.host = "127.0.0.1";
    settings.serverName = "localhost";
    settings.port = port;
    settings.identity = rig_.identity.get();
    settings.session.clientId = "device-1";
    settings.session.keepAliveSeconds = 30;
    settings.subscriptions = kSubscriptions;
    return settings;
  }
  template <typename Done>
  bool runUntil(device::Connection& connection, Done done) {
    const Instant end = rig_.clock.now() + std::chrono::seconds(20);
    for (;; rig_.transport.waitFor(connection.nextPoll() - rig_.clock.now(), connection.wantsWrite())) {
      connection.poll(rig_.clock.now());
      if (done()) return true;
      if (rig_.clock.now() > end) return false;
    }
  }
  unsigned keysMade() const { return rig_.slots[0].generated + rig_.slots[1].generated; }

  static constexpr mqtt::Subscription kSubscriptions[] = {{.filter = "echo", .qos = Qos::atLeastOnce}};
  PemFolder folder_;
  TlsRig rig_;
  port::SystemDate date_;
  Record record_;
  device::SecureConnection<> secure_{{rig_.crypto, rig_.anchors, rig_.transport, date_}, record_, quick()};
};

TEST_F(Secure, PublishesAndHearsItself) {
  Broker broker({.persistent = false, .verbose = false, .listener = listenerFor(rig_.authority)});
  ASSERT_EQ(secure_.start(settings(broker)), Status::ok);
  ASSERT_EQ(secure_->publish({"echo", mqtt::bytesOf("hello"), Qos::atLeastOnce, false, {}}), Status::ok);
  ASSERT_TRUE(runUntil(*secure_, [&] { return record_.ready; })) << record_.lastWords;
  ASSERT_EQ(secure_->publish({"echo", mqtt::bytesOf("again"), Qos::exactlyOnce, false, {}}), Status::ok);
  ASSERT_TRUE(runUntil(*secure_, [&] { return !record_.messages.empty() && secure_->idle(); }));
  EXPECT_EQ(record_.messages.back(), "again");
  EXPECT_TRUE(record_.tls.clientAuthenticated);
  EXPECT_FALSE(record_.tls.resumed);
  EXPECT_EQ(keysMade(), 1U);
  secure_->stop(rig_.clock.now());
  ASSERT_TRUE(runUntil(*secure_, [&] { return secure_->phase() == Phase::stopped; }));
}

TEST_F(Secure, ResumesTheTlsSession) {
  Broker broker({.persistent = false, .verbose = false, .listener = listenerFor(rig_.authority)});
  for (unsigned connects = 1; connects < 5; ++connects) {
    ASSERT_EQ(secure_.start(settings(broker)), Status::ok);
    ASSERT_TRUE(runUntil(*secure_, [&] { return record_.ready; })) << record_.lastWords;
    EXPECT_EQ(record_.connects, connects);
    EXPECT_EQ(record_.tls.resumed, connects > 1);
    secure_->stop(rig_.clock.now());
    ASSERT_TRUE(runUntil(*secure_, [&] { return secure_->phase() == Phase::stopped; }));
    record_.ready = false;
  }
  EXPECT_EQ(keysMade(), 2U);  // the second was made ahead for a handshake that did not need it
}

TEST_F(Secure, ComesBackAfterABreak) {
  Broker broker({.persistent = false, .verbose = false, .listener = listenerFor(rig_.authority)});
  ASSERT_EQ(secure_.start(settings(broker)), Status::ok);
  ASSERT_TRUE(runUntil(*secure_, [&] { return record_.ready; })) << record_.lastWords;
  for (unsigned connects = 2; connects < 5; ++connects) {
    rig_.transport.close();
    ASSERT_TRUE(runUntil(*secure_, [&] { return record_.connects == connects && record_.ready; }))
        << record_.lastWords;
    // OpenSSL forgets a session whose connection did not end with close_notify, so this was
    // a whole handshake.
    EXPECT_TRUE(record_.tls.clientAuthenticated);
  }
}

TEST_F(Secure, ComesBackWhenTheBrokerDoes) {
  Broker broker({.persistent = false, .verbose = false, .listener = listenerFor(rig_.authority)});
  ASSERT_EQ(secure_.start(settings(broker)), Status::ok);
  ASSERT_TRUE(runUntil(*secure_, [&] { return record_.ready; })) << record_.lastWords;
  broker.kill();
  ASSERT_TRUE(runUntil(*secure_, [&] { return record_.status == Status::connectionRefused; }));
  EXPECT_EQ(record_.lastWords, "The broker's host refused: no server listens at that port.");
  broker.start();
  ASSERT_TRUE(runUntil(*secure_, [&] { return record_.ready; })) << record_.lastWords;
  // The new broker does not know the old session: the handshake was a full one.
  EXPECT_FALSE(record_.tls.resumed);
}

TEST_F(Secure, SaysWhyTheBrokerIsNotTrusted) {
  Broker broker({.persistent = false, .verbose = false, .listener = listenerFor(rig_.authority)});
  rig_.trust(selfSigned({.commonName = "Somebody else", .authority = true}, newEcKey()));
  device::SecureConnection<> secure({rig_.crypto, rig_.anchors, rig_.transport, date_}, record_, quick());
  ASSERT_EQ(secure.start(settings(broker)), Status::ok);
  ASSERT_TRUE(
      runUntil(*secure, [&] { return secure->phase() == Phase::waiting && !record_.lastWords.empty(); }));
  EXPECT_EQ(record_.status, Status::untrustedIssuer);
  EXPECT_EQ(record_.lastWords,
            "The server's certificate chain does not end at a trusted certificate: give this device the "
            "right CA.");
}

TEST_F(Secure, SaysThatTheBrokerDoesNotKnowTheDevice) {
  const Credential other = selfSigned({.commonName = "Somebody else", .authority = true}, newEcKey());
  Broker broker({.persistent = false, .verbose = false, .listener = listenerFor(other)});
  ASSERT_EQ(secure_.start(settings(broker)), Status::ok);
  ASSERT_TRUE(runUntil(*secure_, [&] { return record_.status != Status::ok; }));
  EXPECT_EQ(record_.status, Status::tlsAlert);
  EXPECT_NE(record_.lastWords.find("unknown_ca"), std::string::npos) << record_.lastWords;
  EXPECT_EQ(record_.connects, 0U);
}

/// Does something at the beginning and the end of each step of a handshake.
class Meddler final : public tls::Observer {
 public:
  explicit Meddler(std::function<void(tls::Step)> meddle) : meddle_(std::move(meddle)) {}

 private:
  void doBegin(tls::Step step) override { meddle_(step); }
  void doEnd(tls::Step step) override { meddle_(step); }

  std::function<void(tls::Step)> meddle_;
};

// Certificates are judged in memory that is MQTT's as soon as the handshake is over.
TEST_F(Secure, TakesMessagesWhileCertificatesAreJudged) {
  Broker broker({.persistent = false, .verbose = false, .listener = listenerFor(rig_.authority)});
  unsigned taken = 0, inChain = 0;
  // So long that publish() has most of its scratch memory to write to.
  const std::string type(220, 't');
  const mqtt::Property property = mqtt::Property::text(mqtt::PropertyId::contentType, type);
  Meddler meddler([&](tls::Step step) {
    if (secure_->phase() != Phase::handshake) return;
    inChain += step == tls::Step::chain || step == tls::Step::verify ? 1U : 0U;
    EXPECT_EQ(secure_->subscribe(kSubscriptions), Status::notConnected);
    const Status status =
        secure_->publish({"echo", mqtt::bytesOf("early"), Qos::atLeastOnce, false, {&property, 1}});
    EXPECT_TRUE(status == Status::ok || status == Status::queueFull);
    taken += status == Status::ok ? 1U : 0U;
  });
  secure_.tls().setObserver(&meddler);
  for (unsigned connects = 1; connects < 4; ++connects) {
    ASSERT_EQ(secure_.start(settings(broker)), Status::ok);
    ASSERT_TRUE(runUntil(*secure_, [&] { return record_.ready && secure_->idle(); })) << record_.lastWords;
    EXPECT_EQ(record_.connects, connects);
    EXPECT_EQ(record_.published, taken);
    secure_->stop(rig_.clock.now());
    ASSERT_TRUE(runUntil(*secure_, [&] { return secure_->phase() == Phase::stopped; }));
    record_.ready = false;
  }
  EXPECT_GE(taken, 4U);
  EXPECT_GE(inChain, 4U);  // begin and end of the chain and of each signature, in the first connection
}

TEST_F(Secure, StopsInTheMiddleOfAHandshakeAndConnectsAgain) {
  Broker broker({.persistent = false, .verbose = false, .listener = listenerFor(rig_.authority)});
  for (const tls::Step step :
       {tls::Step::chain, tls::Step::verify, tls::Step::ecdh, tls::Step::sign, tls::Step::established}) {
    SCOPED_TRACE(static_cast<int>(step));
    bool stopped = false;
    Meddler meddler([&](tls::Step now) {
      if (now != step || stopped) return;
      stopped = true;
      secure_->stop(rig_.clock.now());
    });
    record_ = {};
    secure_.tls().setObserver(&meddler);
    device::Settings fresh = settings(broker);
    ASSERT_EQ(secure_.start(fresh), Status::ok);
    ASSERT_TRUE(runUntil(*secure_, [&] { return secure_->phase() == Phase::stopped; }));
    EXPECT_TRUE(stopped);
    EXPECT_EQ(record_.connects, 0U);
    secure_.tls().setObserver(nullptr);
    // start() writes CONNECT to where the certificate was, before the next handshake begins.
    ASSERT_EQ(secure_.start(fresh), Status::ok);
    ASSERT_TRUE(runUntil(*secure_, [&] { return record_.ready; })) << record_.lastWords;
    EXPECT_EQ(record_.connects, 1U);
    rig_.transport.close();  // the session cannot be resumed: the next handshake is a whole one again
    ASSERT_TRUE(runUntil(*secure_, [&] { return !record_.ready; }));
    secure_->stop(rig_.clock.now());
    ASSERT_TRUE(runUntil(*secure_, [&] { return secure_->phase() == Phase::stopped; }));
  }
}

/// Takes connections and says nothing.
class SilentServer {
 public:
  SilentServer() : socket_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (bind(socket_, reinterpret_cast<sockaddr*>(&address), size) != 0 || listen(socket_, 1) != 0)
      throw std::runtime_error("no server");
    getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
  }
  ~SilentServer() { close(socket_); }
  SilentServer(const SilentServer&) = delete;
  SilentServer& operator=(const SilentServer&) = delete;
  std::uint16_t port() const { return port_; }

 private:
  int socket_;
  std::uint16_t port_ = 0;
};

TEST_F(Secure, GivesUpOnAServerThatSaysNothing) {
  const SilentServer server;
  device::ConnectionOptions options = quick();
  options.handshakeLimit = std::chrono::milliseconds(50);
  device::SecureConnection<> secure({rig_.crypto, rig_.anchors, rig_.transport, date_}, record_, options);
  ASSERT_EQ(secure.start(settings(server.port())), Status::ok);
  ASSERT_TRUE(runUntil(*secure, [&] { return !record_.lastWords.empty(); }));
  EXPECT_EQ(record_.status, Status::timeout);
  EXPECT_EQ(record_.lastWords, "The server fell silent during the TLS handshake.");
}

TEST_F(Secure, DoesNotConnectWithoutADate) {
  Broker broker({.persistent = false, .verbose = false, .listener = listenerFor(rig_.authority)});
  LateDate unknown;
  device::SecureConnection<> secure({rig_.crypto, rig_.anchors, rig_.transport, unknown}, record_, quick());
  ASSERT_EQ(secure.start(settings(broker)), Status::ok);
  secure->poll(rig_.clock.now());
  EXPECT_EQ(record_.status, Status::clockNotSet);
  EXPECT_EQ(record_.lastWords, "The date is not known yet, so no certificate can be judged.");
  EXPECT_EQ(keysMade(), 0U);
}

TEST_F(Secure, GoesOnAsSoonAsThereIsADate) {
  Broker broker({.persistent = false, .verbose = false, .listener = listenerFor(rig_.authority)});
  LateDate late;
  device::ConnectionOptions options;
  options.backoff = {std::chrono::hours(1'000), std::chrono::hours(1'000)};
  device::SecureConnection<> secure({rig_.crypto, rig_.anchors, rig_.transport, late}, record_, options);
  ASSERT_EQ(secure.start(settings(broker)), Status::ok);
  secure->poll(rig_.clock.now());
  EXPECT_EQ(record_.status, Status::clockNotSet);
  secure->poll(rig_.clock.now());
  EXPECT_EQ(secure->phase(), Phase::waiting);
  late.posix = date_.posixTime();
  secure->poll(rig_.clock.now());
  EXPECT_NE(secure->phase(), Phase::waiting);
  ASSERT_TRUE(runUntil(*secure, [&] { return record_.ready; })) << record_.lastWords;
}

}  // namespace
}  // namespace signet::test
