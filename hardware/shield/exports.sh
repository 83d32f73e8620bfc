# Sourced by check.sh and fab.sh, so that what is checked is what is shipped. Needs $scratch, a folder of the caller's.
#
# shellcheck shell=bash
shield=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
export KICAD_CONFIG_HOME=${scratch:?}/config PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=  # nobody's settings but the project's

kicad() {  # arguments of kicad-cli: prints its output only when it fails
  nice kicad-cli "$@" >"$scratch/log" 2>&1 && return
  grep -vE 'CvPcb|[Ll]ibrary [Tt]able|^Saved' "$scratch/log" >&2  # its words about a new user
  return 1
}

# Makes in OUT, from the board in FOLDER: netlist.xml for the rules, bom.csv, assembly.csv, placement.csv for the houses.
make_lists() {  # FOLDER OUT
  mkdir -p "$2"
  kicad sch export netlist --format kicadxml -o "$2/netlist.xml" "$1/shield.kicad_sch" || return
  kicad sch export bom --exclude-dnp --group-by Value,Footprint,MPN --ref-range-delimiter '' \
    --fields 'Reference,Value,Footprint,${QUANTITY},Manufacturer,MPN,Alternative' \
    --labels 'Designator,Comment,Footprint,Quantity,Manufacturer,Manufacturer part,Alternative' \
    -o "$2/bom.csv" "$1/shield.kicad_sch" || return
  kicad pcb export pos --format csv --units mm --exclude-dnp --smd-only -o "$2/placement.csv" "$1/shield.kicad_pcb" || return
  /usr/bin/python3 "$shield/checks/lists.py" "$2"
}

# Debian's Python is the one that has KiCad's library.
check_lists() { /usr/bin/python3 "$shield/checks/rules.py" "$1" "$2" >&2; }  # FOLDER OUT
