// Whether the slots of a profile fit together.
#pragma once

#include <string>

#include "host/profile/profile.h"

namespace signet::profile {

/// Certificates and data can be open or paired; every other use says itself who gets in.
bool hasAccess(SlotUse use);

/// Throws UserError (Exit::badFile) that names `source`, the slot, and what to change.
void checkProfile(const Profile& profile, const std::string& source);

}  // namespace signet::profile
