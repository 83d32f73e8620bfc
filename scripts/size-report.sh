#!/usr/bin/env bash
# Prints code size, RAM and worst stack of the driver on the ESP8266 (LX106, -Os), against their limits.
#
#   scripts/size-report.sh [--json | --check]     --json: an array of {name, value, unit, limit, ratio}
#                                              --check: fails if a figure is beyond its limit
set -euo pipefail
cd "$(dirname "$0")/.."
for preset in lx106 release; do cmake --preset "$preset" >/dev/null; done
cmake --build --preset lx106 >&2
cmake --build --preset release --target size_report >&2
exec build/release/bench/size_report "$@" build/lx106
