// Every single fault that can strike an operation.
#pragma once

#include <vector>

#include "host/emulator/fault/fault_plan.h"
#include "signet/core/status.h"

namespace signet::test {

/// How much of each a run without faults takes.
struct TrafficCounts {
  std::uint64_t bytes = 0;
  std::uint64_t commands = 0;
  std::uint64_t wakes = 0;
};

/// At every byte: each bit flipped, the acknowledgement flipped, NACK, lost, doubled, a line held for 1 ms,
/// 15 ms and until it is recovered, watchdog, power cut for a while and for good. At every command: late,
/// wrong CRC, ECC fault, and watchdog and power cut at many instants of its execution. At every wake pulse:
/// not seen, line held, power cut.
std::vector<emulator::FaultRule> singleFaults(const TrafficCounts& counts);

/// A chip that works and hears does not refuse, and is what it is: such an answer to a fault of the
/// bus is untrue.
bool isTruthful(Status status);

}  // namespace signet::test
