#include "host/profile/profile.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <rapidcheck/gtest.h>

#include <algorithm>
#include <array>

#include "host/base/errors.h"
#include "host/profile/profile_check.h"
#include "host/profile/test_chip.h"

namespace signet::profile {
namespace {

using atecc::ConfigZone;
using atecc::Exposure;
using atecc::Severity;
using atecc::Slot;
using testing::HasSubstr;

constexpr const char* kHead = "name = \"mine\"\nsummary = \"A test.\"\n[slots]\n";

Profile parsed(const std::string& slots) {
  return parseProfile(kHead + slots, "mine.toml");
}

/// The sentence with which these slots are refused; empty if they are not.
std::string refusalOfSlots(const std::string& slots) {
  try {
    (void)parsed(slots);
  } catch (const UserError& error) {
    EXPECT_EQ(error.code(), Exit::badFile);
    EXPECT_FALSE(error.next().empty());
    return error.what();
  }
  return {};
}

std::uint16_t slotWord(const Profile& profile, unsigned slot) {
  return compile(profile, factoryConfig()).slotConfig(Slot::from(slot).value()).word();
}

std::uint16_t keyWord(const Profile& profile, unsigned slot) {
  return compile(profile, factoryConfig()).keyConfig(Slot::from(slot).value()).word();
}

TEST(Profile, AwsIotHasNoFindingAtAll) {
  const Profile profile = loadProfile("aws-iot");
  const auto findings = lintProfile(profile, compile(profile, factoryConfig()));
  for (const auto& finding : findings) ADD_FAILURE() << lintRuleName(finding.rule) << " " << +finding.slot;
}

TEST(Profile, NothingInAwsIotIsOpenToTheBus) {
  const Profile profile = loadProfile("aws-iot");
  ConfigZone zone = compile(profile, factoryConfig());
  zone.setConfigLocked(true);
  zone.setDataLocked(true);
  const Exposure exposure(zone);
  for (unsigned number = 0; number < Slot::kCount; ++number) {
    const Slot slot = Slot::from(number).value();
    const bool result = profile.slots.at(slot).use == SlotUse::ecdhResult;
    const bool ephemeral = profile.slots.at(slot).use == SlotUse::ephemeral;
    EXPECT_EQ(exposure.sets(slot), result) << number;  // by ECDH only
    EXPECT_EQ(exposure.knows(slot), result) << number;
    EXPECT_EQ(exposure.genKey(slot), ephemeral) << number;
    EXPECT_FALSE(exposure.privWrite(slot)) << number;
  }
}

TEST(Profile, DevelopmentPassesWithoutErrorsButNotWithoutWarnings) {
  const Profile profile = loadProfile("development");
  const auto findings = lintProfile(profile, compile(profile, factoryConfig()));
  const auto has = [&](Severity severity) {
    return std::any_of(findings.begin(), findings.end(),
                       [&](const auto& finding) { return finding.severity == severity; });
  };
  EXPECT_FALSE(has(Severity::error));
  EXPECT_TRUE(has(Severity::warning));
}

TEST(Profile, UsesBecomeTheWordsOfTheDatasheet) {
  const Profile aws = loadProfile("aws-iot");
  EXPECT_EQ(slotWord(aws, 0), 0x8F81);  // external signatures; no GenKey, no PrivWrite
  EXPECT_EQ(keyWord(aws, 0), 0x0013);
  EXPECT_EQ(slotWord(aws, 2), 0x2F8C);  // ECDH into slot 3, GenKey
  EXPECT_EQ(slotWord(aws, 3), 0x8FC6);  // read encrypted with slot 6
  EXPECT_EQ(slotWord(aws, 6), 0x8686);
  EXPECT_EQ(keyWord(aws, 6), 0x005C);  // with ReqRandom
  EXPECT_EQ(slotWord(aws, 10), 0x46C6);
  EXPECT_EQ(keyWord(aws, 10), 0x001C);
  EXPECT_EQ(keyWord(aws, 11), 0x0010);
  EXPECT_EQ(slotWord(aws, 15), 0x8F8F);
  const Profile development = loadProfile("development");
  EXPECT_EQ(slotWord(development, 0), 0x2F81);
  EXPECT_EQ(keyWord(development, 0), 0x0033);
  EXPECT_EQ(slotWord(development, 1), 0x2F84);  // ECDH onto the bus
  EXPECT_EQ(slotWord(development, 7), 0x46AF);  // limited use
  EXPECT_EQ(slotWord(development, 10), 0x0F0F);
  EXPECT_EQ(keyWord(development, 10), 0x003C);
}

TEST(Profile, CompilingKeepsWhatTheProfileDoesNotDecide) {
  ConfigZone chip = factoryConfig();
  chip.bytes[16] = 0x6A;
  chip.bytes[84] = 0x12;
  ASSERT_EQ(chip.setCounter(0, 77), Status::ok);
  const ConfigZone zone = compile(loadProfile("aws-iot"), chip);
  EXPECT_TRUE(equal(Bytes(zone.bytes).first(17), Bytes(chip.bytes).first(17)));
  EXPECT_EQ(zone.bytes[84], 0x12);
  EXPECT_EQ(zone.counter(0), 0u);
  EXPECT_EQ(zone.otpMode(), atecc::OtpMode::readOnly);
  EXPECT_FALSE(zone.configLocked());
}

TEST(Profile, IsRecognisedFromTheChipInEveryState) {
  for (const Profile& profile : shippedProfiles()) {
    ConfigZone zone = compile(profile, factoryConfig());
    EXPECT_EQ(recogniseProfile(zone), profile);
    zone.setConfigLocked(true);
    zone.setDataLocked(true);
    zone.setSlotLocked(Slot::number<10>(), true);
    zone.bytes[16] = 0x6A;
    ASSERT_EQ(zone.setCounter(0, 5), Status::ok);
    EXPECT_EQ(recogniseProfile(zone), profile);
    EXPECT_EQ(slotMapOf(zone), profile.slots);
    zone.setKeyConfig(Slot::number<0>(), atecc::KeyConfig(0x0033 ^ zone.keyConfig(Slot()).word()));
    EXPECT_EQ(recogniseProfile(zone), std::nullopt);
  }
  EXPECT_EQ(recogniseProfile(factoryConfig()), std::nullopt);
}

TEST(Profile, ForeignConfigurationsGetAGuess) {
  const SlotMap map = slotMapOf(factoryConfig());
  EXPECT_EQ(map.find(SlotUse::tlsIdentity), Slot::number<0>());
  EXPECT_TRUE(map.at(Slot()).renewable);
  EXPECT_EQ(map.find(SlotUse::certificate), Slot::number<10>());
  EXPECT_EQ(map.find(SlotUse::signerKey), Slot::number<11>());
  EXPECT_EQ(map.at(Slot::number<8>()).use, SlotUse::data);
  EXPECT_EQ(map.at(Slot::number<4>()).use, SlotUse::unused);
}

TEST(Profile, TextComesBackTheSame) {
  for (const Profile& profile : shippedProfiles()) {
    EXPECT_EQ(parseProfile(profileText(profile), "text"), profile);
  }
  Profile odd = loadProfile("development");
  odd.summary = R"(quotes " and \ back)";
  EXPECT_EQ(parseProfile(profileText(odd), "text"), odd);
}

TEST(Profile, SlotMapTellsWhereEcdhResultsGo) {
  const SlotMap map = parsed(
                          "0=\"tls-identity\"\n1=\"ephemeral\"\n2=\"ephemeral\"\n3=\"ecdh-result\"\n"
                          "6=\"pairing-secret\"\n")
                          .slots;
  EXPECT_EQ(map.ephemeral(true), std::vector<Slot>{Slot::number<2>()});
  EXPECT_EQ(map.ephemeral(false), std::vector<Slot>{Slot::number<1>()});
  EXPECT_EQ(map.ephemeralSet().bits(), 0b110);
}

SlotRole roleOf(std::uint8_t byte) {
  SlotRole role{.use = static_cast<SlotUse>(byte % 10)};
  if (hasAccess(role.use) && (byte & 0x80) != 0) role.access = SlotAccess::paired;
  return role;
}

/// A profile from any bytes: what does not fit to the slots before it stays closed.
Profile anyProfile(const std::array<std::uint8_t, Slot::kCount>& bytes) {
  Profile profile{.name = "any", .summary = "Any.", .slots = {}};
  const Slot identity = Slot::from(bytes[0] % Slot::kCount).value();
  const Slot pairing = Slot::from(1 + bytes[1] % (Slot::kCount - 1)).value();
  profile.slots.set(pairing, {.use = SlotUse::pairingSecret});
  profile.slots.set(identity, {.use = SlotUse::tlsIdentity, .renewable = (bytes[0] & 0x80) != 0});
  for (unsigned number = 0; number < Slot::kCount; ++number) {
    const Slot slot = Slot::from(number).value();
    if (slot == identity || slot == pairing) continue;
    profile.slots.set(slot, roleOf(bytes[number]));
    try {
      checkProfile(profile, "any");
    } catch (const UserError&) {
      profile.slots.set(slot, {});
    }
  }
  return profile;
}

RC_GTEST_PROP(ProfileProperty, WhateverLoadsHasNoErrorAndIsToldApart, ()) {
  const auto bytes = *rc::gen::arbitrary<std::array<std::uint8_t, Slot::kCount>>();
  const Profile profile = anyProfile(bytes);
  RC_ASSERT(parseProfile(profileText(profile), "text") == profile);
  const ConfigZone zone = compile(profile, factoryConfig());
  RC_ASSERT(isMadeBy(profile, zone));
  for (const auto& finding : lintProfile(profile, zone)) {
    RC_ASSERT(finding.severity != Severity::error);
  }
  ConfigZone locked = zone;
  locked.setConfigLocked(true);
  locked.setDataLocked(true);
  const Exposure exposure(locked);
  const auto pairing = profile.slots.find(SlotUse::pairingSecret);
  RC_ASSERT(!pairing || (!exposure.knows(*pairing) && !exposure.sets(*pairing)));
}

TEST(Profile, SlotsThatDoNotFitTogetherAreRefused) {
  const std::string identity = "0 = \"tls-identity\"\n";
  EXPECT_EQ(refusalOfSlots(identity), "");
  EXPECT_THAT(refusalOfSlots("2 = \"ephemeral\""), HasSubstr("No slot is for the tls-identity"));
  EXPECT_THAT(refusalOfSlots(identity + "1 = \"tls-identity\""),
              HasSubstr("2 slots are for the tls-identity"));
  EXPECT_THAT(refusalOfSlots(identity + "3 = \"certificate\""), HasSubstr("36 bytes"));
  EXPECT_THAT(refusalOfSlots(identity + "11 = \"signer-key\""), HasSubstr("go together"));
  EXPECT_THAT(refusalOfSlots(identity + "8 = { use = \"data\", access = \"paired\" }"),
              HasSubstr("pairing secret"));
  const std::string paired = identity + "6 = \"pairing-secret\"\n";
  EXPECT_EQ(refusalOfSlots(paired + "8 = { use = \"data\", access = \"paired\" }"), "");
  EXPECT_EQ(refusalOfSlots(paired + "2 = \"ephemeral\"\n3 = \"ecdh-result\""), "");
  EXPECT_THAT(refusalOfSlots(paired + "3 = \"ecdh-result\""), HasSubstr("Slot 3 can take no ecdh-result"));
  EXPECT_THAT(refusalOfSlots(paired + "1 = \"ephemeral\"\n2 = \"ecdh-result\""),
              HasSubstr("Slot 2 can take no"));
  EXPECT_THAT(refusalOfSlots("1 = \"tls-identity\"\n0 = \"pairing-secret\""), HasSubstr("Slot 0 cannot be"));
}

TEST(Profile, WhatIsNoProfileIsRefusedWithItsLine) {
  const std::string identity = "0 = \"tls-identity\"\n";
  EXPECT_THAT(refusalOfSlots(identity + "1 = \"tls\""), HasSubstr("line 5: 'tls' is no use of a slot"));
  EXPECT_THAT(refusalOfSlots(identity + "16 = \"data\""), HasSubstr("'16' is not a slot"));
  EXPECT_THAT(refusalOfSlots(identity + "01 = \"data\""), HasSubstr("'01' is not a slot"));
  EXPECT_THAT(refusalOfSlots(identity + "1 = 5"), HasSubstr("no use of a slot"));
  EXPECT_THAT(refusalOfSlots(identity + "8 = { access = \"open\" }"), HasSubstr("no use"));
  EXPECT_THAT(refusalOfSlots(identity + "8 = { use = \"data\", acess = \"open\" }"),
              HasSubstr("'acess' means nothing"));
  EXPECT_THAT(refusalOfSlots(identity + "8 = { use = \"data\", access = \"free\" }"), HasSubstr("neither"));
  EXPECT_THAT(refusalOfSlots("0 = { use = \"tls-identity\", access = \"open\" }"),
              HasSubstr("no access to choose"));
  EXPECT_THAT(refusalOfSlots(identity + "8 = { use = \"data\", renewable = true }"),
              HasSubstr("renewable is for"));
  EXPECT_THAT(refusalOfSlots(identity + "0 = \"data\""), HasSubstr("line 5"));
  EXPECT_THAT(refusalOfSlots("0 = "), HasSubstr("mine.toml, line 4"));
}

TEST(Profile, HeadIsChecked) {
  const auto refuses = [](const std::string& head, const char* with) {
    try {
      (void)parseProfile(head + "\n[slots]\n0 = \"tls-identity\"\n", "mine.toml");
      ADD_FAILURE() << "accepted: " << head;
    } catch (const UserError& error) {
      EXPECT_THAT(error.what(), HasSubstr(with));
    }
  };
  EXPECT_NO_THROW((void)parseProfile("name='a'\nsummary='b'\n[slots]\n0='tls-identity'\n", "mine.toml"));
  refuses("summary = 'b'", "name is missing");
  refuses("name = 'A b'\nsummary = 'b'", "'A b' is not a name");
  refuses("name = 'a'", "summary is missing");
  refuses("name = 'a'\nsummary = \"b\\nc\"", "not one line");
  refuses("name = 'a'\nsummary = 'b'\notp = 'open'", "otp is neither");
  refuses("name = 'a'\nsummary = 'b'\nslot = 1", "'slot' means nothing");
  EXPECT_THROW((void)parseProfile("name='a'\nsummary='b'\n", "mine.toml"), UserError);
}

TEST(Profile, NamesAndFiles) {
  EXPECT_EQ(loadProfile("aws-iot").name, "aws-iot");
  try {
    (void)loadProfile("aws");
    ADD_FAILURE();
  } catch (const UserError& error) {
    EXPECT_EQ(error.code(), Exit::usage);
    EXPECT_THAT(error.next(), HasSubstr("aws-iot, development"));
  }
  EXPECT_THROW((void)loadProfile("./missing.toml"), UserError);
}

}  // namespace
}  // namespace signet::profile
