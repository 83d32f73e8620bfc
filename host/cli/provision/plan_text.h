// Plans and profiles for people and for programs: what will be done, what each slot will be able to do, what
// can never be undone.
#pragma once

#include <string>

#include "host/cli/console.h"
#include "host/provision/plan.h"

namespace signet::cli {

/// The steps in order, what holds for ever marked as such.
void printSteps(Console& console, const provision::Plan& plan);

/// Each slot of a chip in service: its use, and who may use, read and change it.
void printSlotMap(Console& console, const profile::Profile& profile, const atecc::ConfigZone& config);

/// What can never be undone, a sentence each.
std::vector<std::string> consequences(const provision::Plan& plan);

Json stepsJson(const provision::Plan& plan);
Json slotMapJson(const profile::Profile& profile, const atecc::ConfigZone& config);

/// The fields that the plan changes: "OTPmode, SlotConfig of slots 0 to 15".
std::vector<std::string> changedFields(const provision::Plan& plan);

}  // namespace signet::cli
