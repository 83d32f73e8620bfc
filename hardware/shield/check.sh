#!/usr/bin/env bash
# Checks the board as its buyer would: is it drawn by the rules, does it fit its carriers, is it what the lists say?
#
#   hardware/shield/check.sh [FOLDER [CHECK...]]     the board in FOLDER, or this one; all checks, or only the named
#
#   erc       KiCad's electrical rules, every severity
#   drc       KiCad's design rules, every severity, and board against schematic
#   rules     our own (checks/): netlist against the carriers' pins, pull-ups, sleep current, decoupling, outline, holes, print,
#             and the lists that are uploaded
#   pictures  the drawings of docs/hardware.md show the wiring of the tables
#
# Exit status 77 with a sentence where KiCad 9 is missing; scripts/install-hardware.sh installs it.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
folder=$(cd "${1:-$here}" && pwd)
"$here/../../scripts/install-hardware.sh" --have
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
# shellcheck source-path=SCRIPTDIR
. "$here/exports.sh"
failed=()

# The report of a violation is a line "[rule]: text", a line of severity and the places.
report() { grep -A4 '^\[' "$1" >&2 || true; }

check_erc() {
  kicad sch erc --severity-all --exit-code-violations -o "$scratch/erc" "$folder/shield.kicad_sch" && return
  report "$scratch/erc"
  return 1
}

check_drc() {
  kicad pcb drc --schematic-parity --severity-all --exit-code-violations -o "$scratch/drc" "$folder/shield.kicad_pcb" && return
  report "$scratch/drc"
  return 1
}

check_rules() { make_lists "$folder" "$scratch/lists" && check_lists "$folder" "$scratch/lists"; }

check_pictures() { /usr/bin/python3 "$here/checks/wiring.py" "$folder" --check >&2; }

shift $(($# ? 1 : 0))
(($#)) || set -- erc drc rules pictures
for check in "$@"; do
  if "check_$check"; then echo "$check: ok"; else failed+=("$check"); fi
done
if ((${#failed[@]})); then
  echo "check.sh: failed: ${failed[*]}" >&2
  exit 1
fi
