// `signet setup local`, `broker` and `ca`: from a blank chip to a broker that lets its device in, judged by
// openssl and mosquitto's own clients.
#include <nlohmann/json.hpp>

#include "tests/cli/signet_command.h"
#include "tests/mqtt/broker.h"

namespace signet::test {
namespace {

using testing::HasSubstr;

class Setup : public SignetCommand {
 protected:
  Setup() { ok("chip new my.chip --seed 11"); }
  static std::string on(const std::string& arguments, const std::string& chip = "my.chip") {
    return arguments + " --home home --chip sim:" + chip;
  }
  static std::string home(const std::string& arguments) { return arguments + " --home home"; }
  std::string setUp(const std::string& more = "") { return ok(on("setup local --irreversible yes " + more)); }
  std::string serial() { return json("info --chip sim:my.chip")["serialNumber"]; }
  std::string deviceFolder() { return "home/devices/" + serial() + "/"; }
  /// What every file of the home holds.
  std::string digestOfHome() { return sh("find home -type f | sort | xargs sha256sum").out; }
};

TEST_F(Setup, ABlankChipNeedsAYes) {
  const std::string before = readFile("my.chip");
  refused(on("setup local"), 7, "Nothing was changed");
  EXPECT_THAT(sh("signet " + on("setup local")).out, HasSubstr("Lock the configuration zone: for ever"));
  EXPECT_EQ(json(on("setup local"), 7)["done"], false);
  refused(on("setup local --irreversible ja"), 2, "is not a confirmation");
  EXPECT_EQ(readFile("my.chip"), before);
  EXPECT_FALSE(std::filesystem::exists(folder_ / "home"));
}

TEST_F(Setup, SecretsThatOthersCanReadAreNotUsed) {
  setUp();
  for (const std::string& file :
       {std::string("home/operator/operator.key"), deviceFolder() + "pairing.secret"}) {
    const std::string connect = file.ends_with("key") ? "connect --operator" : "connect";
    sh("chmod 644 " + file);
    refused(on(connect), 6, "Others than its owner can reach");
    sh("chmod 600 " + file);
    EXPECT_THAT(sh("signet " + on(connect)).err, testing::Not(HasSubstr("Others than its owner")));
  }
}

TEST_F(Setup, ANameThatIsEmptyIsNone) {
  refused(on("setup local --irreversible yes --name ''"), 2, "name");
}

/// A production line has one home and several chips at once: each waits for the one before.
TEST_F(Setup, SeveralAtOnceTakeTurns) {
  const Outcome outcome =
      sh("for i in 1 2 3; do signet chip new $i.chip >/dev/null; signet setup local --home home --chip "
         "sim:$i.chip "
         "--irreversible yes >$i.out 2>&1 & jobs=\"$jobs $!\"; done; for j in $jobs; do wait $j || exit 1; "
         "done");
  EXPECT_EQ(outcome.code, 0) << sh("cat *.out").out;
  EXPECT_EQ(json(home("ca show"))["certificates"].size(), 6U) << "root, signer, operator, three devices";
}

TEST_F(Setup, OpensslAcceptsWhatItMakes) {
  EXPECT_THAT(setUp("--name kitchen"), HasSubstr("kitchen is ready."));
  const std::string at = deviceFolder();
  EXPECT_THAT(sh("openssl req -in " + at + "device.csr -verify -noout -subject").out,
              HasSubstr("CN = kitchen"));
  EXPECT_EQ(sh("openssl req -in " + at + "device.csr -verify -noout").code, 0);
  const std::string verify =
      "openssl verify -x509_strict -CAfile home/ca/root.crt -untrusted home/ca/signer.crt ";
  EXPECT_EQ(sh(verify + "-purpose sslclient " + at + "device.crt").code, 0);
  EXPECT_EQ(sh(verify + "-purpose sslclient " + at + "chain.pem").code, 0);
  EXPECT_NE(sh(verify + "-purpose sslserver " + at + "device.crt").code, 0);
  EXPECT_EQ(sh(verify + "-purpose sslclient home/operator/operator.crt").code, 0);
  // The certificate is for the key in the chip.
  EXPECT_EQ(sh("openssl x509 -in " + at + "device.crt -noout -pubkey").out,
            ok("key show 0 --chip sim:my.chip"));
  for (const char* const secret : {"home/ca/root.key", "home/ca/signer.key", "home/operator/operator.key"})
    EXPECT_EQ(sh(std::string("stat -c %a ") + secret).out, "600\n") << secret;
}

TEST_F(Setup, TwiceChangesNothing) {
  const auto first =
      json(on("setup local --irreversible yes --name kitchen --broker example.com --port 1234"));
  EXPECT_EQ(first["changed"], true);
  EXPECT_EQ(first["made"]["locks"], true);
  EXPECT_EQ(first["made"]["storedInChip"], true);
  const std::string before = digestOfHome();
  const auto second = json(on("setup local"));
  EXPECT_EQ(second["changed"], false);
  EXPECT_EQ(second["name"], "kitchen");
  EXPECT_EQ(second["broker"]["host"], "example.com");
  EXPECT_EQ(second["broker"]["port"], 1234);
  EXPECT_EQ(second["certificate"]["serialNumber"], first["certificate"]["serialNumber"]);
  EXPECT_THAT(ok(on("setup local")), HasSubstr("nothing was changed"));
  EXPECT_EQ(digestOfHome(), before);
}

TEST_F(Setup, TheKeyOfAChipThatOthersLockedIsUsed) {
  ok("chip new ready.chip --locked");
  ok("key gen 0 --out before.pub --chip sim:ready.chip");
  const auto done = json(on("setup local", "ready.chip"));  // nothing to lock: no yes is needed
  EXPECT_EQ(done["made"]["key"], false);
  EXPECT_EQ(done["made"]["locks"], false);
  EXPECT_EQ(ok("key show 0 --chip sim:ready.chip"), readFile("before.pub"));
  EXPECT_EQ(json(on("setup local", "ready.chip"))["changed"], false);
  EXPECT_EQ(json(on("setup local --key-slot 2", "ready.chip"))["keySlot"], 2);
  refused(on("setup local --key-slot 8", "ready.chip"), 5, "Slot 8 is not for a private key");
  refused(on("setup local --profile aws-iot", "ready.chip"), 5, "aws-iot");
}

TEST_F(Setup, AProfileOfOnesOwnIsRemembered) {
  std::string mine = ok("profile show aws-iot --toml");
  mine.replace(mine.find("aws-iot"), 7, "mine");
  mine.replace(mine.find("\n2 "), 3, "\n7 ");  // an unused slot more, an ephemeral one less
  mine.replace(mine.find("\"ephemeral\""), 11, "\"unused\"");
  mine.replace(mine.find("\n3 "), 3, "\n9 ");
  mine.replace(mine.find("\"ecdh-result\""), 13, "\"unused\"");
  writeFile("mine.toml", mine);
  const auto first = json(on("setup local --irreversible yes --profile mine.toml"));
  EXPECT_EQ(first["profile"], "mine");
  EXPECT_EQ(first["certificate"]["inChip"], true);
  const auto second = json(on("setup local"));  // it is locked, and none of the shipped ones
  EXPECT_EQ(second["changed"], false);
  EXPECT_EQ(second["profile"], "mine");
  EXPECT_EQ(second["certificate"]["inChip"], true);
}

TEST_F(Setup, WrongValuesAreFoundBeforeAnythingIsChanged) {
  const std::string before = readFile("my.chip");
  const auto wrong = [&](const std::string& what, const std::string& sentence) {
    refused(on("setup local --irreversible yes " + what), 2, sentence);
  };
  wrong("--name a/b", "cannot be the name of a device");
  wrong("--name signet-operator", "cannot be the name of a device");
  wrong("--port 0", "The port");
  wrong("--key-slot 16", "slots 0 to 15");
  wrong("--profile nonsense", "no profile");
  EXPECT_EQ(readFile("my.chip"), before);
  EXPECT_FALSE(std::filesystem::exists(folder_ / "home"));
  setUp("--name kitchen");
  ok("chip new second.chip --seed 12");
  refused(on("setup local --irreversible yes --name kitchen", "second.chip"), 2, "named kitchen already");
  EXPECT_EQ(json("info --chip sim:second.chip")["configLocked"], false);
  ok(on("setup local --irreversible yes --name attic", "second.chip"));
}

TEST_F(Setup, AuthorityIsShownAndRevokes) {
  refused(home("ca show"), 6, "root.crt is missing");
  setUp("--name kitchen");
  const auto state = [this] {
    const nlohmann::json shown = json(home("ca show"));
    for (const auto& entry : shown["certificates"]) {
      if (entry["name"] == "kitchen") return entry["state"].get<std::string>();
    }
    return std::string("missing");
  };
  EXPECT_EQ(state(), "good");
  refused(home("ca revoke attic"), 2, "the name attic");
  EXPECT_THAT(ok(home("ca revoke kitchen")), HasSubstr("is revoked"));
  EXPECT_EQ(json(home("ca revoke kitchen"))["changed"], false);
  EXPECT_EQ(state(), "revoked");
  EXPECT_THAT(ok(home("ca show")), HasSubstr("Revoked certificates: 1"));
  const std::string verify =
      "cat home/ca/root.crt home/ca/crl.pem > both.pem; openssl verify -crl_check -CAfile both.pem "
      "-untrusted "
      "home/ca/signer.crt " +
      deviceFolder() + "device.crt";
  EXPECT_THAT(sh(verify).err, HasSubstr("certificate revoked"));
  refused(on("setup local"), 5, "was revoked");
  EXPECT_EQ(json(on("setup local --renew"))["made"]["certificate"], true);
  EXPECT_EQ(state(), "good");
  EXPECT_EQ(sh(verify).code, 0);
}

class BrokerCommand : public Setup {
 protected:
  BrokerCommand() : port_(std::to_string(freePort())) { setUp("--name kitchen --port " + port_); }

  /// Lines to be run while the broker runs; it is ended afterwards, and its exit code is the last line.
  Outcome withBroker(const std::string& lines) {
    return sh("mkfifo ready; signet " + home("broker --port " + port_) +
              " > ready 2> broker.log & broker=$!; " + "read line < ready; rm ready; echo \"$line\"; " +
              lines + "; kill -TERM $broker; wait $broker; echo $?");
  }
  std::string client(const std::string& program) const {
    return program + " -q 1 -h localhost -p " + port_ + " --cafile home/ca/root.crt ";
  }
  static constexpr const char* kOperator =
      "--cert home/operator/operator.crt --key home/operator/operator.key ";
  std::string port_;
};

TEST_F(BrokerCommand, ShowsItsConfiguration) {
  const std::string printed = ok(home("broker --print --listen 0.0.0.0 --port 1234"));
  for (const char* const line :
       {"listener 1234 0.0.0.0\n", "require_certificate true\n", "use_identity_as_username true\n",
        "allow_anonymous false\n", "tls_version tlsv1.2\n", "pattern readwrite devices/%u/#\n",
        "/ca/crl.pem\n"})
    EXPECT_THAT(printed, HasSubstr(line));
  EXPECT_THAT(json(home("broker --print"))["config"].get<std::string>(),
              HasSubstr("listener 8883 127.0.0.1\n"));
  refused(home("broker --print --listen somewhere"), 2, "no IP address");
  refused(home("broker --port 70000"), 2, "The port");
  refused(home("broker --mosquitto /no/such/file --port " + port_), 127, "/no/such/file");
  refused("broker --home elsewhere --port " + port_, 6, "root.crt is missing");
}

TEST_F(BrokerCommand, LetsInWhoHasACertificate) {
  const Outcome outcome =
      withBroker(client("mosquitto_pub") + kOperator + "-r -t devices/kitchen/command -m on && echo sent; " +
                 client("mosquitto_sub") + kOperator + "-v -C 1 -W 20 -t devices/kitchen/#; " +
                 client("mosquitto_pub") + "-t devices/kitchen/command -m on || echo refused");
  EXPECT_THAT(outcome.out, HasSubstr("mosquitto accepts devices of "));
  EXPECT_THAT(outcome.out, HasSubstr("sent\ndevices/kitchen/command on\nrefused\n0\n"));
  EXPECT_THAT(readFile("broker.log"), HasSubstr(" terminating\n"));
}

TEST_F(BrokerCommand, TheDeviceItselfConnectsUntilItIsRevoked) {
  const std::string connect = "signet " + on("connect");
  const Outcome outcome = withBroker(connect + " > first && echo in; signet " + home("ca revoke kitchen") +
                                     "; for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do " +
                                     connect + " > second 2> why || break; done; cat why");
  EXPECT_THAT(outcome.out, HasSubstr("in\n")) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("certificate has been revoked"));
  EXPECT_THAT(readFile("broker.log"), HasSubstr("The revocation list has changed"));
}

TEST_F(BrokerCommand, ItsOwnRevocationIsSaidToReachNoDevice) {
  EXPECT_THAT(withBroker("signet " + home("ca revoke signet-broker")).err, HasSubstr("Devices do not ask"));
}

TEST_F(BrokerCommand, IsReachedByItsAddressToo) {
  const Outcome outcome =
      withBroker("signet " + on("connect --host 127.0.0.1 --port " + port_) + " && echo in; signet " +
                 on("connect --host 127.0.0.1 --server-name elsewhere --port " + port_) + " || echo out");
  EXPECT_THAT(outcome.out, HasSubstr("in\n")) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("out\n0\n"));
  EXPECT_THAT(outcome.err, HasSubstr("for another host name"));
}

TEST_F(BrokerCommand, SaysWhenThePortIsTaken) {
  sh("cp -r home other");
  const Outcome outcome =
      withBroker("signet broker --home other --port " + port_ + "; echo code $?; signet " +
                 home("broker --port " + std::to_string(freePort())) + "; echo code $?");
  EXPECT_THAT(outcome.out, HasSubstr("code 10\ncode 13\n"));
  EXPECT_THAT(outcome.err, HasSubstr("Another program uses port " + port_));
  EXPECT_THAT(outcome.err, HasSubstr("runs already"));
}

}  // namespace
}  // namespace signet::test
