// Profile: what the slots of a chip shall be for, in words, and the configuration zone that follows from it.
//
// Profiles are TOML. Two are part of the program (host/provision/profiles), others are files:
//
//     name    = "aws-iot"
//     summary = "One sentence for lists."
//     otp     = "read-only"                          # or "consumable"
//
//     [slots]                                        # slots that are not named stay closed
//     0  = "tls-identity"
//     2  = "ephemeral"
//     3  = "ecdh-result"
//     6  = "pairing-secret"
//     10 = { use = "certificate", access = "paired" }
//
// A profile that loads compiles to a configuration without lint errors: what does not is refused with a
// sentence. The words of the datasheet that each use becomes are in profile_compile.cpp.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "host/profile/slot_map.h"
#include "signet/atecc/config/config_zone.h"
#include "signet/atecc/lint/lint.h"

namespace signet::profile {

/// The profile of a device unless another one is given.
inline constexpr const char* kDefaultProfile = "aws-iot";

struct Profile {
  std::string name;
  std::string summary;
  atecc::OtpMode otpMode = atecc::OtpMode::readOnly;
  SlotMap slots;

  friend bool operator==(const Profile&, const Profile&) = default;
};

/// The profiles that are part of the program, the default first.
const std::vector<Profile>& shippedProfiles();

/// A shipped profile by its name, or any other by its file (a name with a '/' or ending in ".toml"). Throws
/// UserError: Exit::usage for a name that is neither, Exit::badFile for what is wrong in the file.
Profile loadProfile(const std::string& nameOrFile);

/// Reads the text of a profile. `source` names it in the sentences. Throws UserError (Exit::badFile) that
/// says where and what is wrong, also when the slots do not fit together.
Profile parseProfile(std::string_view text, const std::string& source);

/// The profile as TOML; parseProfile() gives it back.
std::string profileText(const Profile& profile);

/// The configuration zone of `chip` as this profile wants it: unlocked, both counters and LastKeyUse fresh,
/// what the factory, UpdateExtra and the chip's address have set unchanged.
atecc::ConfigZone compile(const Profile& profile, const atecc::ConfigZone& chip);

/// The findings of lint about a chip with this profile. None of severity error, or the profile would
/// not have loaded.
std::vector<atecc::Finding> lintProfile(const Profile& profile, const atecc::ConfigZone& zone);

/// Whether `config` is what this profile makes of a chip, whatever the chip's locks, counters and address.
bool isMadeBy(const Profile& profile, const atecc::ConfigZone& config);

/// The shipped profile that made this configuration.
std::optional<Profile> recogniseProfile(const atecc::ConfigZone& config);

}  // namespace signet::profile
