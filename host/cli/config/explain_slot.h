// The words about one slot: see explain.h.
#pragma once

#include "host/cli/config/explain.h"

namespace signet::cli {

SlotExplanation explainSlot(const atecc::ConfigZone& zone, const atecc::Exposure& exposure, atecc::Slot slot);

}  // namespace signet::cli
