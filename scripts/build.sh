#!/usr/bin/env bash
# Builds what a preset has, or these targets of it, and says how far it is: on a terminal in a line that changes, else at
# each tenth. It says nothing when there is nothing to do.
#
#   scripts/build.sh PRESET [TARGET...]
#
# The preset must be configured: cmake --preset PRESET.
set -euo pipefail
cd "${SIGNET_ROOT:-$(dirname "$0")/..}"
preset=${1?usage: scripts/build.sh PRESET [TARGET...]}
targets=()
(($# == 1)) || targets=(--target "${@:2}")
export NINJA_STATUS="[$preset %p] "
if [[ -t 1 ]]; then
  exec cmake --build --preset "$preset" "${targets[@]}"
fi

# Of ninja's lines of progress the first of each tenth; everything else, warnings and errors, as it comes.
cmake --build --preset "$preset" "${targets[@]}" | awk -v start="[$preset " '
  index($0, start) != 1 { if ($0 !~ /^ninja: (no work|Entering)/) { print; fflush() } next }
  {
    percent = int(substr($0, length(start) + 1))
    if (percent < next_percent) next
    next_percent = 10 * int(percent / 10) + 10
    print; fflush()
  }'
