// The findings of lint as sentences: what is wrong, why it matters, what to change.
#pragma once

#include <string>

#include "signet/atecc/lint/lint.h"

namespace signet::cli {

struct FindingText {
  std::string reason;  ///< what is wrong and what it leads to
  std::string change;  ///< what to change, by the datasheet's names
};

FindingText textOf(const atecc::Finding& finding, const atecc::ConfigZone& zone);

const char* severityName(atecc::Severity severity);

}  // namespace signet::cli
