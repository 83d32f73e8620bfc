// `signet profile list|show`: what slots can be for.
#include <fmt/format.h>

#include <memory>

#include "host/cli/command.h"
#include "host/cli/commands.h"
#include "host/cli/config/findings.h"
#include "host/cli/provision/plan_text.h"
#include "host/emulator/chip/memory/eeprom.h"
#include "host/profile/profile.h"

namespace signet::cli {
namespace {

using profile::Profile;

struct ProfileOptions {
  std::string profile = profile::kDefaultProfile;
  bool toml = false;
};

/// The profile on a factory part.
atecc::ConfigZone exampleOf(const Profile& profile) {
  return compile(profile, {emulator::Eeprom::factory(0).config});
}

void list(Context& context) {
  Json profiles = Json::array();
  Table table({"PROFILE", "FOR"});
  for (const Profile& profile : profile::shippedProfiles()) {
    profiles.push_back({{"name", profile.name}, {"summary", profile.summary}});
    table.row({profile.name, profile.summary});
  }
  if (context.console().json()) return context.console().result(Json{{"profiles", profiles}});
  table.print(context.console());
}

void showProfile(Context& context, const ProfileOptions& options) {
  const Profile profile = profile::loadProfile(options.profile);
  Console& console = context.console();
  const atecc::ConfigZone zone = exampleOf(profile);
  const auto findings = lintProfile(profile, zone);
  if (console.json()) {
    Json found = Json::array();
    for (const auto& finding : findings) found.push_back(findingJson(finding, zone));
    return console.result(Json{{"name", profile.name},
                               {"summary", profile.summary},
                               {"toml", profileText(profile)},
                               {"slots", slotMapJson(profile, zone)},
                               {"findings", found}});
  }
  if (options.toml) return console.raw(profileText(profile));
  console.line(console.styled(Style::bold, fmt::format("{}: {}", profile.name, profile.summary)));
  console.line();
  printSlotMap(console, profile, zone);
  console.line();
  printFindings(console, findings, zone);
  if (findings.empty()) console.line("Lint finds nothing in it.");
}

}  // namespace

void addProfile(CLI::App& root, Context& context) {
  CLI::App& group = addCommandGroup(
      root, "profile",
      {.summary = "what slots can be for, in words",
       .details =
           "A profile says what each slot of a chip is for; `signet plan` makes a configuration of it.",
       .examples = {"signet profile list", "signet profile show aws-iot"}});
  onRun(addCommand(group, "list", {.summary = "the profiles that are part of this program"}),
        [&context] { list(context); });

  auto options = std::make_shared<ProfileOptions>();
  CLI::App& command = addCommand(
      group, "show",
      {.summary = "what each slot can do with a profile, and what lint says about it",
       .details = "With --toml the profile itself: save it, change it, and give its file to `signet plan`.",
       .examples = {"signet profile show development", "signet profile show --toml > mine.toml",
                    "signet profile show ./mine.toml"}});
  addOption(command, "profile", options->profile, "a profile's name, or its file (./mine.toml)")
      .typeName("NAME|FILE");
  addFlag(command, "--toml", options->toml, "print the profile as TOML");
  onRun(command, [&context, options] { showProfile(context, *options); });
}

}  // namespace signet::cli
