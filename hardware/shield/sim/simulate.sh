#!/usr/bin/env bash
# Simulates the board with ngspice: rise time, low level, wake pulse, supply; compares with the limits and with results.csv.
#
#   hardware/shield/sim/simulate.sh            prints the table; fails when a limit is broken that must be kept, or kept
#                                              in a case that is there to break it
#   hardware/shield/sim/simulate.sh --write    renews results.csv and the pictures
#
# Exit status 77 with a sentence where ngspice is missing; scripts/install-hardware.sh installs it.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
if ! command -v ngspice >/dev/null; then
  echo "simulate.sh: there is no ngspice; scripts/install-hardware.sh installs it" >&2
  exit 77
fi
exec /usr/bin/python3 -B "$here/simulate.py" "$@"
