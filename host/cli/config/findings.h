// Findings of lint for people and for programs.
#pragma once

#include <vector>

#include "host/cli/console.h"
#include "signet/atecc/lint/lint.h"

namespace signet::cli {

/// Errors first; the same finding on several slots is printed once. Each with its reason and what to change.
void printFindings(Console& console, const std::vector<atecc::Finding>& findings,
                   const atecc::ConfigZone& zone);

Json findingJson(const atecc::Finding& finding, const atecc::ConfigZone& zone);

}  // namespace signet::cli
