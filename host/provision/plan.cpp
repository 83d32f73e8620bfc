#include "host/provision/plan.h"

#include <fmt/format.h>

#include "host/base/encoding.h"
#include "host/base/errors.h"
#include "host/crypto/openssl_sha256.h"

namespace signet::provision {
namespace {

using atecc::ConfigZone;
using atecc::Slot;

constexpr const char* kStepNames[] = {"write-config", "lock-config", "write-secret", "make-identity",
                                      "lock-data"};

bool sameConfig(const ConfigZone& a, const ConfigZone& b) {
  return a.bytes == b.bytes;
}

void refuseUnfit(const profile::Profile& profile, const ChipState& state) {
  const ConfigZone& config = state.config;
  if (config.family() != atecc::ChipFamily::atecc508a) {
    throw UserError(Exit::refused,
                    fmt::format("The profile {} is for the ATECC508A; this chip calls itself {}.",
                                profile.name, hexOf(config.revision())),
                    "`signet info` shows what it is.", Status::refused);
  }
  if (!config.configLocked() || profile::isMadeBy(profile, config)) return;
  const auto other = profile::recogniseProfile(config);
  throw UserError(
      Exit::refused,
      other ? fmt::format("The chip is locked for ever with the profile {}, and can never become {}.",
                          other->name, profile.name)
            : fmt::format("The chip is locked for ever with a configuration that is not that of {}.",
                          profile.name),
      other ? fmt::format("Use it as it is (signet plan {}), or take another chip.", other->name)
            : "`signet config explain` tells what it can do, "
              "and `signet setup local` whether it can be a device as it is; or take another chip.",
      Status::locked);
}

void refuseLintErrors(const profile::Profile& profile, const ConfigZone& target) {
  for (const atecc::Finding& finding : profile::lintProfile(profile, target)) {
    if (finding.severity != atecc::Severity::error) continue;
    throw UserError(Exit::refused,
                    fmt::format("With the profile {} this chip would have an error that stays for ever: {}.",
                                profile.name, atecc::lintRuleName(finding.rule)),
                    "docs/config.md explains it. Nothing was changed.", Status::refused);
  }
}

void addConfigSteps(const ChipState& state, const ConfigZone& target, std::vector<Step>& steps) {
  if (!sameConfig(state.config, target)) {
    steps.push_back({.kind = StepKind::writeConfig, .what = "Write the configuration zone"});
  }
  steps.push_back(
      {.kind = StepKind::lockConfig,
       .what = "Lock the configuration zone",
       .forEver = true,
       .afterwards = "Once the configuration zone is locked, what each slot is for never changes again."});
}

Step makeIdentityStep(Slot identity) {
  return {.kind = StepKind::makeIdentity,
          .what = fmt::format("Make the private key in slot {}", identity.number())};
}

std::string dataLockMeans(const profile::Profile& profile, Slot identity) {
  constexpr const char* kRules =
      "Once the data and OTP zones are locked, every slot obeys its rules for ever";
  if (profile.slots.at(identity).renewable) return fmt::format("{}.", kRules);
  return fmt::format("{}, and the key in slot {} is never replaced.", kRules, identity.number());
}

void addDataSteps(const profile::Profile& profile, std::vector<Step>& steps) {
  if (const auto slot = profile.slots.find(profile::SlotUse::pairingSecret)) {
    steps.push_back(
        {.kind = StepKind::writeSecret,
         .what = fmt::format("Write a random pairing secret to slot {}, and keep it here", slot->number())});
  }
  const Slot identity = *profile.slots.find(profile::SlotUse::tlsIdentity);
  steps.push_back(makeIdentityStep(identity));
  steps.push_back({.kind = StepKind::lockData,
                   .what = "Lock the data and OTP zones",
                   .forEver = true,
                   .afterwards = dataLockMeans(profile, identity)});
}

/// Locked by other means before there was a key: only a renewable identity can still get one.
void addMissingKey(const profile::Profile& profile, const ChipState& state, std::vector<Step>& steps) {
  const Slot identity = *profile.slots.find(profile::SlotUse::tlsIdentity);
  if (state.hasKey(identity)) return;
  if (!profile.slots.at(identity).renewable) {
    throw UserError(
        Exit::refused,
        fmt::format("The data zone was locked for ever while slot {} had no key, and it can never get one: "
                    "the chip can be no TLS client.",
                    identity.number()),
        "Take another chip.", Status::locked);
  }
  steps.push_back(makeIdentityStep(identity));
}

std::uint16_t keysOf(atecc::Device& device, const ConfigZone& config) {
  unsigned keys = 0;
  if (!config.configLocked()) return 0;  // until then the chip accepts no keys
  for (unsigned number = 0; number < Slot::kCount; ++number) {
    const Slot slot = Slot::from(number).value();
    if (!config.isPrivate(slot)) continue;
    const bool valid = valueOf(device.keyValid(slot), fmt::format("Asking for the key in slot {}", number));
    keys |= valid ? 1u << number : 0u;
  }
  return static_cast<std::uint16_t>(keys);
}

}  // namespace

const char* stepName(StepKind kind) {
  return kStepNames[static_cast<std::size_t>(kind)];
}

ChipState readState(atecc::Device& device) {
  ChipState state;
  state.config.bytes = valueOf(device.readConfig(), "Reading the configuration zone");
  device.session().setLongWatchdog(state.config.chipMode().watchdogLong());
  state.keys = keysOf(device, state.config);
  return state;
}

std::string Plan::code() const {
  OpensslSha256 sha;
  sha.start();
  sha.update(before.config.bytes);
  const std::array<std::uint8_t, 2> keys = {static_cast<std::uint8_t>(before.keys),
                                            static_cast<std::uint8_t>(before.keys >> 8)};
  sha.update(keys);
  sha.update(target.bytes);
  return hexOf(Bytes(sha.finish()).first(4));
}

Plan makePlan(const profile::Profile& profile, const ChipState& state) {
  refuseUnfit(profile, state);
  Plan plan{
      .profile = profile, .before = state, .target = profile::compile(profile, state.config), .steps = {}};
  refuseLintErrors(profile, plan.target);
  if (!state.config.configLocked()) addConfigSteps(state, plan.target, plan.steps);
  if (state.config.dataLocked()) {
    addMissingKey(profile, state, plan.steps);
  } else {
    addDataSteps(profile, plan.steps);
  }
  return plan;
}

}  // namespace signet::provision
