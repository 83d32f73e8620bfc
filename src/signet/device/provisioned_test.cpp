// A device from its parts and from its settings, with a chip whose every command is scripted.
#include "signet/device/provisioned.h"

#include <gtest/gtest.h>

#include "signet/atecc/test_device.h"
#include "signet/tls/sha256.h"

namespace signet::device {
namespace {

using atecc::hex;
using atecc::hexTo;
using atecc::packet;
using atecc::Payload;
using atecc::Slot;

/// Self-signed, by the key below.
const Payload kCertificate =
    hex("3082013A3081E1A003020102020101300A06082A8648CE3D040302300C310A300806035504030C01643020170D323631"
        "3133303136333234395A180F32313236313130363136333234395A300C310A300806035504030C01643059301306072A"
        "8648CE3D020106082A8648CE3D030107034200047087FBD8C32F7A92F2302345F455924A5CA4C7374129F2FE4130BDA6"
        "75B858C69F86725FC0F54C5AE0058249380DF362C5A07E09160BD362E901BF37E4304BCDA3323030300F0603551D1301"
        "01FF040530030101FF301D0603551D0E0416041457D43C7021A8339E6F57AE5B329869F89AA39BAC300A06082A8648CE"
        "3D040302034800304502205371835D2F732F6268B505CDBC1304CF2F9883BBAA00B198265AC52CA9CFE9C902210097DE"
        "3CCC472070BDDF7768D6767516EB379CCCEA6C5E46225835BAB125E45A77");
const Payload kKey =
    hex("7087FBD8C32F7A92F2302345F455924A5CA4C7374129F2FE4130BDA675B858C6"
        "9F86725FC0F54C5AE0058249380DF362C5A07E09160BD362E901BF37E4304BCD");
const Payload kNoCertificate = {0x30, 1, 2};

class NoEntropy final : public tls::Entropy {
  Status doFill(MutableBytes) override { return Status::ok; }
};

/// The key of `kCertificate`, in no chip.
class OtherSigner final : public x509::Signer {
  Result<atecc::PublicKey> doPublicKey() override {
    atecc::PublicKey key;
    copy(kKey, key.bytes);
    return key;
  }
  Result<atecc::Signature> doSign(const atecc::Digest&) override { return Status::notSupported; }
};

class ProvisionedTest : public atecc::DeviceTest {
 protected:
  /// The chip is awake, so that what follows is commands only, or nothing at all.
  ProvisionedTest() {
    expectKey(0, x_y_);
    EXPECT_TRUE(chip_.publicKey(slot<0>()).ok());
  }
  /// GenKey(public) of this slot.
  void expectKey(std::uint16_t slot, const Payload& key) { expect(packet(0x40, 0, slot), key); }

  NoEntropy entropy_;
  tls::EphemeralSlot fresh_[2] = {{slot<2>()}, {slot<3>(), 7}};
  const br_x509_certificate chain_[1] = {
      {const_cast<std::uint8_t*>(kCertificate.data()), kCertificate.size()}};
  const Provision parts_{slot<5>(), fresh_, chain_};
};

TEST_F(ProvisionedTest, ComputesInTheChip) {
  Provisioned device(chip_, entropy_, parts_);
  const tls::Crypto& crypto = device.crypto();
  EXPECT_TRUE(isComplete(crypto));
  EXPECT_EQ(crypto.chip, &chip_);
  EXPECT_EQ(crypto.entropy, &entropy_);
  EXPECT_EQ(crypto.policy.keyExchange, tls::Where::chip);
  EXPECT_EQ(crypto.policy.verify, tls::Where::chip);
  EXPECT_EQ(crypto.software.ec, nullptr);
  EXPECT_EQ(crypto.protectedEcdh, nullptr);
  EXPECT_EQ(crypto.ephemeral->slots().data(), fresh_);  // whose wear the caller counts
}

TEST_F(ProvisionedTest, TheKeyInTheChipIsTheCertificates) {
  Provisioned device(chip_, entropy_, parts_);
  expectKey(5, kKey);
  EXPECT_EQ(device.identity().check(), Status::ok);
}

TEST_F(ProvisionedTest, AnotherKeyInTheChipIsNot) {
  Provisioned device(chip_, entropy_, parts_);
  expectKey(5, x_y_);
  EXPECT_EQ(device.identity().check(), Status::keyMismatch);
}

TEST_F(ProvisionedTest, OthersMayCompute) {
  OtherSigner signer;
  const Curves curves{{tls::Where::software, tls::Where::software},
                      {nullptr, nullptr, br_rsa_pkcs1_vrfy_get_default()},
                      &signer};
  Provisioned device(chip_, entropy_, parts_, curves);
  EXPECT_EQ(device.identity().check(), Status::ok);  // without a word to the chip
  EXPECT_EQ(device.crypto().policy.keyExchange, tls::Where::software);
  EXPECT_EQ(device.crypto().policy.verify, tls::Where::software);
  EXPECT_EQ(device.crypto().software.rsaVerify, curves.software.rsaVerify);
  EXPECT_FALSE(isComplete(device.crypto()));  // there is no software for curves
}

class StoredProvisionTest : public ProvisionedTest {
 protected:
  StoredProvisionTest() {
    settings_.keySlot = 5;
    settings_.ephemeralSlots = slots_;
    settings_.chain = {Bytes(kCertificate)};
    settings_.chainSize = 1;
    settings_.anchors = {Bytes(kCertificate)};
    settings_.anchorCount = 1;
  }

  Payload slots_ = {2, 3};
  tls::BearSha256 sha_;
  StoredSettings settings_;
};

TEST_F(StoredProvisionTest, IsWhatTheSettingsSay) {
  StoredProvision device(settings_, chip_, entropy_, sha_);
  EXPECT_TRUE(isComplete(device.crypto()));
  const auto slots = device.crypto().ephemeral->slots();
  ASSERT_EQ(slots.size(), 2U);
  EXPECT_EQ(slots[0].slot.number(), 2U);
  EXPECT_EQ(slots[1].slot.number(), 3U);
  ASSERT_EQ(device.anchors().size(), 1U);
  EXPECT_EQ(device.anchors()[0].pkey.key_type, BR_KEYTYPE_EC);
  EXPECT_EQ(device.crypto().protectedEcdh, nullptr);
  expectKey(5, kKey);
  EXPECT_EQ(device.identity().check(), Status::ok);
}

TEST_F(StoredProvisionTest, AnotherChipIsAnotherIdentity) {
  StoredProvision device(settings_, chip_, entropy_, sha_);
  expectKey(5, x_y_);
  EXPECT_EQ(device.identity().check(), Status::keyMismatch);
}

TEST_F(StoredProvisionTest, TakesTheFirstOfTooManySlots) {
  slots_ = {8, 9, 10, 11, 12};
  settings_.ephemeralSlots = slots_;
  StoredProvision device(settings_, chip_, entropy_, sha_);
  const auto slots = device.crypto().ephemeral->slots();
  ASSERT_EQ(slots.size(), StoredProvision::kMaxEphemeral);
  EXPECT_EQ(slots[3].slot.number(), 11U);
}

TEST_F(StoredProvisionTest, TrustsNobodyByAnAnchorThatIsNoCertificate) {
  settings_.anchors = {Bytes(kNoCertificate), Bytes(kCertificate)};
  settings_.anchorCount = 2;
  StoredProvision one(settings_, chip_, entropy_, sha_);
  ASSERT_EQ(one.anchors().size(), 1U);
  EXPECT_EQ(one.anchors()[0].dn.len, 14U);
  settings_.anchorCount = 1;
  StoredProvision none(settings_, chip_, entropy_, sha_);
  EXPECT_EQ(none.anchors().size(), 0U);
}

TEST_F(StoredProvisionTest, TakesOthersCurves) {
  OtherSigner signer;
  StoredProvision device(settings_, chip_, entropy_, sha_,
                         {{tls::Where::chip, tls::Where::software}, {}, &signer});
  EXPECT_EQ(device.crypto().policy.verify, tls::Where::software);
  EXPECT_EQ(device.identity().check(), Status::ok);
}

/// The vectors of atecc/encrypted_test.cpp: a slot's content as it crosses the bus under the key of slot 4.
class PairedTest : public StoredProvisionTest {
 protected:
  PairedTest() { settings_.pairing = pairing_; }

  Result<atecc::Block> agreed(StoredProvision& device) {
    expect(packet(0x43, 0, 2, x_y_));
    expect(packet(0x16, 0, 0, Payload(numIn_.begin(), numIn_.end())),
           hex("FFFF0000FFFF0000FFFF0000FFFF0000FFFF0000FFFF0000FFFF0000FFFF0000"));
    expect(packet(0x15, 2, 4, {0x15, 0x02, 0x04, 0x00}));
    expect(packet(0x02, 0x82, 0x0018),
           hex("4AC82977EDB60CC6E42A734BC24CF0D344C5FD51F0404A7CD0761332B7805BC4"));
    atecc::Block secret{};
    SIGNET_TRY(device.crypto().protectedEcdh->agree(chip_, slot<2>(), key_, numIn_, secret));
    return secret;
  }

  Payload pairing_ =
      hex("04"
          "01238A6B5C4D3E2FEE"
          "3780E63D4968ADE5D822C013FCC323845D1B569FE705B60006FEEC145A0DB1E3");
  const atecc::NumIn numIn_ = atecc::ramp<atecc::NumIn>();
};

TEST_F(PairedTest, EcdhCrossesTheBusEncrypted) {
  StoredProvision device(settings_, chip_, entropy_, sha_);
  const Result<atecc::Block> secret = agreed(device);
  ASSERT_TRUE(secret.ok());
  EXPECT_EQ(*secret, atecc::ramp<atecc::Block>(0xA0));
}

TEST_F(PairedTest, AnotherSerialNumberOrSecretDecryptsNothing) {
  for (const std::size_t at : {std::size_t{2}, pairing_.size() - 1}) {
    pairing_[at] ^= 1;
    StoredProvision device(settings_, chip_, entropy_, sha_);
    const Result<atecc::Block> secret = agreed(device);
    ASSERT_TRUE(secret.ok());
    EXPECT_NE(*secret, atecc::ramp<atecc::Block>(0xA0));
    pairing_[at] ^= 1;
  }
}

}  // namespace
}  // namespace signet::device
