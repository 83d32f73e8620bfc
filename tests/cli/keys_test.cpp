// Keys, signatures and verification, judged by openssl.
#include <nlohmann/json.hpp>

#include "tests/cli/signet_command.h"

namespace signet::test {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

class Keys : public SignetCommand {
 protected:
  Keys() {
    ok("chip new my.chip --locked");
    ok("key gen 0 --out device.pub" + chip());
    writeFile("message", "the message\n");
  }
  std::string chip() const { return " --chip sim:my.chip"; }
};

TEST_F(Keys, OpensslReadsEveryKeyFormat) {
  ok("key show 0 --format der --out device.der" + chip());
  EXPECT_EQ(sh("openssl pkey -pubin -in device.pub -outform der | cmp - device.der").code, 0);
  const auto shown = json("key show 0" + chip());
  EXPECT_EQ(shown["pem"], readFile("device.pub"));
  const std::string hex = ok("key show 0 --format hex" + chip());
  EXPECT_EQ(hex, shown["publicKey"].get<std::string>() + "\n");
  EXPECT_THAT(hex, StartsWith("04"));
  EXPECT_EQ(ok("key show 0 --format raw" + chip()).size(), 65u);
}

TEST_F(Keys, OpensslVerifiesTheSignature) {
  ok("sign 0 message --out message.sig" + chip());
  EXPECT_EQ(sh("openssl dgst -sha256 -verify device.pub -signature message.sig message").out,
            "Verified OK\n");
  EXPECT_EQ(sh("signet sign 0 message --chip sim:my.chip | base64 -d > b.sig && "
               "openssl dgst -sha256 -verify device.pub -signature b.sig message")
                .out,
            "Verified OK\n");
  EXPECT_EQ(
      sh("signet sign 0 --digest $(sha256sum message | cut -d' ' -f1) --out d.sig --chip sim:my.chip && "
         "openssl dgst -sha256 -verify device.pub -signature d.sig message")
          .out,
      "Verified OK\n");
  writeFile("message", "another message\n");
  EXPECT_NE(sh("openssl dgst -sha256 -verify device.pub -signature message.sig message").code, 0);
}

TEST_F(Keys, VerifyTakesWhatOpensslSigned) {
  sh("openssl ecparam -name prime256v1 -genkey -noout -out other.key && openssl pkey -in other.key -pubout "
     "-out other.pub");
  sh("openssl dgst -sha256 -sign other.key -out message.sig message");
  EXPECT_THAT(ok("verify message --signature message.sig --key other.pub" + chip()), HasSubstr("is valid"));
  EXPECT_THAT(ok("verify message --signature message.sig --key other.pub --host"), HasSubstr("is valid"));
  EXPECT_EQ(json("verify message --signature message.sig --key device.pub" + chip(), 1)["valid"], false);
  EXPECT_EQ(json("verify message --signature message.sig --key device.pub --host", 1)["valid"], false);
  refused("verify message --signature message.sig --key other.key" + chip(), 6, "holds a private key");
}

TEST_F(Keys, VerifyWithASlot) {
  for (const char* format : {"der", "base64", "raw", "hex"}) {
    ok(std::string("sign 0 message --out message.sig --format ") + format + chip());
    EXPECT_EQ(json("verify message --signature message.sig --slot 0" + chip())["valid"], true) << format;
  }
  writeFile("other", "x");
  EXPECT_EQ(sh("signet verify other --signature message.sig --slot 0 --chip sim:my.chip").code, 1);
}

TEST_F(Keys, VerifyWithAStoredPublicKey) {
  ok("chip new stored.chip");
  const std::string at = " --chip sim:stored.chip";
  ok("write config --offset 118 3000" + at);  // KeyConfig of slot 11: a public key
  ok("lock config --despite-lint --irreversible yes" + at);
  ok("key gen 0 --out stored.pub" + at);
  const std::string point = ok("key show 0 --format hex" + at).substr(2, 128);
  const std::string slot = "00000000" + point.substr(0, 64) + "00000000" + point.substr(64);
  ok("write 11 " + slot + at);
  writeFile("slot11", fromHex(slot));
  ok("lock data --content 11=slot11 --despite-lint --irreversible yes" + at);
  EXPECT_EQ(ok("key show 11" + at), readFile("stored.pub"));
  ok("sign 0 message --out message.sig" + at);
  EXPECT_EQ(json("verify message --signature message.sig --slot 11" + at)["valid"], true);
  writeFile("message", "changed");
  EXPECT_EQ(json("verify message --signature message.sig --slot 11" + at, 1)["valid"], false);
}

TEST_F(Keys, AKeyIsNotReplacedByMistake) {
  refused("key gen 0" + chip(), 7, "Nothing was changed");
  EXPECT_EQ(ok("key show 0" + chip()), readFile("device.pub"));
  EXPECT_NE(ok("key gen 0 --replace" + chip()), readFile("device.pub"));
}

TEST_F(Keys, RefusalsNameTheReason) {
  refused("key gen 3" + chip(), 5, "Slot 3 refuses GenKey: KeyConfig.Private is 0");
  refused("sign 2 message" + chip(), 5, "Slot 2 refuses Sign: no key is in it yet");
  refused("sign 8 message" + chip(), 5, "Slot 8 refuses Sign: KeyConfig.Private is 0");
  refused("key show 1" + chip(), 5, "no key is in it yet");
  refused("key show 8" + chip(), 5, "neither a private nor a public P-256 key");
  refused("verify message --signature device.pub --slot 8" + chip(), 6,
          "device.pub is not a P-256 signature");
  ok("sign 0 message --out message.sig" + chip());
  refused("verify message --signature message.sig --slot 8" + chip(), 5,
          "Slot 8 refuses Verify: it holds no public key");
  ok("chip new blank.chip");
  refused("key gen 0 --chip sim:blank.chip", 5, "the configuration zone is not locked yet");
  refused("sign 0 message --chip sim:blank.chip", 5, "no key is in it yet");
}

TEST_F(Keys, WrongValuesHaveTheirSentence) {
  refused("sign 16 message" + chip(), 2, "slots 0 to 15");
  refused("sign 0" + chip(), 2, "neither a file nor a digest");
  refused("sign 0 message --digest " + std::string(64, 'a') + chip(), 2, "Both a file and a digest");
  refused("sign 0 --digest " + std::string(40, 'a') + chip(), 2, "The digest has 20 bytes");
  refused("sign 0 --digest hello" + chip(), 2, "not hexadecimal");
  refused("sign 0 missing" + chip(), 6, "missing cannot be read: No such file");
  refused("sign 0 ." + chip(), 6, "Is a directory");
  refused("sign 0 message --format pdf" + chip(), 2, "no signature format");
  refused("key show 0 --format pdf" + chip(), 2, "no key format");
  refused("key show 0 --out no/such/folder" + chip(), 6, "no/such/folder cannot be written");
  refused("verify message --signature message --key device.pub --host", 6,
          "message is not a P-256 signature");
  refused("verify message --signature message" + chip(), 2, "Exactly one of --key and --slot");
  refused("verify message --signature message --slot 0 --host" + chip(), 2, "--host works without a chip");
}

}  // namespace
}  // namespace signet::test
