#!/usr/bin/env bash
# Are the checks of the shield awake? hardware/shield/check.sh must pass the board as it is and refuse each spoiled copy
# with the right sentence. Skipped (77) where KiCad 9 is not installed.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
shield=$root/hardware/shield
"$root/scripts/install-hardware.sh" --have
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

fresh() {
  rm -rf "$scratch/board"
  cp -r "$shield" "$scratch/board"
}
check=  # the one that shall refuse the copies of a section
expect_refusal() {  # WHAT, words of the message: the copy has been spoiled
  if output=$("$shield/check.sh" "$scratch/board" "$check" 2>&1); then
    echo "FAILED: passed although $1"
    exit 1
  fi
  grep -qF -- "$2" <<<"$output" || { echo "FAILED: with $1 it says:"$'\n'"$output"; exit 1; }
}
edit() {  # FILE, sed script: it must change something
  sed -i -E "$2" "$scratch/board/$1"
  if cmp -s "$shield/$1" "$scratch/board/$1"; then
    echo "FAILED: this changes nothing in $1: $2"
    exit 1
  fi
}
refuses() {  # WHAT, words of the message, FILE, sed script
  fresh
  edit "$3" "$4"
  expect_refusal "$1" "$2"
}
move() {  # PART, millimetres to the right: on the board only
  /usr/bin/python3 -c '
import sys, pcbnew
path, ref, step = sys.argv[1:]
board = pcbnew.LoadBoard(path)
board.FindFootprintByReference(ref).Move(pcbnew.VECTOR2I(pcbnew.FromMM(float(step)), 0))
pcbnew.SaveBoard(path, board)' "$scratch/board/shield.kicad_pcb" "$1" "$2" 2>/dev/null
}

"$shield/check.sh"

# KiCad's own rules.
check=erc
refuses 'a pin of the plug hangs in the air' 'pin_not_connected' shield.kicad_sch '0,/^\t\(no_connect$/s//\t(bus_entry_gone/;/bus_entry_gone/,/^\t\)/d'
check=drc
refuses 'a track is too thin' 'track_width' shield.kicad_pcb '0,/\(width 0.25\)/s//(width 0.1)/'
refuses 'the board has another value than the schematic' 'footprint_symbol_mismatch' shield.kicad_pcb 's/"Value" "4\.7 k"/"Value" "47 k"/'
refuses 'a net of the board is not joined' 'unconnected_items' shield.kicad_pcb '/^\t\(via/,/^\t\)/d'

# The circuit.
check=rules
refuses 'SDA and SCL of the plug are swapped' 'nodemcu-wide, jumpers delivered: the bus is on GPIO' shield.kicad_sch \
  's/\(label "D1"/(label "Dx"/;s/\(label "D2"/(label "D1"/;s/\(label "Dx"/(label "D2"/;0,/\(label "D2"/s//(label "Dy"/;0,/\(label "D1"/s//(label "D2"/;s/\(label "Dy"/(label "D1"/'
refuses 'the plug is one pin further down' 'J1 pin 2 meets D3, which must not be touched' wiring.csv \
  's/^(nodemcu-narrow,J1,.*),right,2$/\1,right,3/;s/^(nodemcu-narrow,J1,2),right,3$/\1,right,4/'
refuses 'the plug takes a pin of the other row' 'eight neighbours of one row' wiring.csv 's/^nodemcu-wide,J1,8,right,9$/nodemcu-wide,J1,8,right,10/'
refuses 'an ESP32 gets the bus on its flash-voltage strap' 'selects 1.8 V flash' wiring.csv 's/^devkitc-v4,J3,3,.*/devkitc-v4,J3,3,left,13/'
refuses 'the rail is on VIN' 'meets VIN, but carries +3V3' wiring.csv 's/^doit-v1,J3,2,.*/doit-v1,J3,2,left,15/'
refuses 'SDA and SCL of the element are swapped' 'U1 pin 5 is on net SCL, not SDA' shield.kicad_sch \
  '/label "SDA"/{N;s/SDA(.*at 114.3 38.1 )/SCL\1/};/label "SCL"/{N;s/SCL(.*at 114.3 43.18 )/SDA\1/}'
refuses 'Qwiic has another order' 'the order of Qwiic says SDA' shield.kicad_sch '/label "SDA"/{N;s/SDA(.*at 40.64 127 )/SCL\1/}'
refuses 'a probe hole is on another line' 'TP1 probes net SCL' shield.kicad_sch '/label "SDA"/{N;s/SDA(.*at 115.57 132.08 )/SCL\1/}'
refuses 'both pull-ups are on one line' 'SDA has 0 pull-ups' shield.kicad_sch '/label "SDA"/{N;s/SDA(.*at 227.33 64.77 )/SCL\1/}'
refuses 'one jumper carries both pull-ups' 'the resistors still tie SDA to SCL' shield.kicad_sch \
  's/^\t\(sheet_instances/\t(wire (pts (xy 223.52 45.72) (xy 248.92 45.72)) (stroke (width 0) (type default)) (uuid "11111111-1111-4111-8111-111111111111"))\n&/'
refuses 'the pull-ups are too weak' 'the limit is 300 ns' shield.kicad_sch 's/"Value" "4\.7 k"/"Value" "10 k"/'
refuses 'the pull-ups are too strong' 'sink more than 4 mA' shield.kicad_sch 's/"Value" "4\.7 k"/"Value" "0.47 k"/'
refuses 'something takes current for ever' 'takes current while the element sleeps' shield.kicad_sch 's/"R2"/"D2"/'
refuses 'there is no bulk capacitor' 'at least 10 µF for the rail' shield.kicad_sch 's/"Value" "10 µF"/"Value" "1 µF"/'

# The board.
refuses 'the outline is open' 'not one closed line' shield.kicad_pcb '0,/\(layer "Edge.Cuts"\)/s//(layer "Dwgs.User")/'
refuses 'the board is larger' 'mm wide, not 25.4' shield.kicad_pcb 's/(start|mid|end) 125\.4 /\1 126.4 /'
refuses 'the row of the plug is bent' 'J1: pin 4 is not 2.54 mm behind pin 3' shield.kicad_pcb 's/\(at 0 -1\.27\)/(at 0 -1.47)/'
refuses 'nothing marks D1' 'J1: nothing marks pin 1' shield.kicad_pcb 's/thru_hole rect/thru_hole circle/'
refuses 'the capacitor is far from the plane' 'C1: the next via to the ground plane' shield.kicad_pcb \
  's/\(at 112\.3 85\.6\)/(at 124.8 93)/;s/\(at 112\.5 83\.75\)/(at 124.8 94)/'
refuses 'a mounting hole is too small' 'plain holes of 2.7 mm, not 2' shield.kicad_pcb '0,/\(drill 2.7\)/s//(drill 2.2)/'
refuses 'the silkscreen does not warn' 'does not say 3V3 ONLY' shield.kicad_pcb 's/"3V3 ONLY"/"5V"/'
refuses 'the plane is gone' 'the ground on B.Cu fills' shield.kicad_pcb '/\(filled_polygon/,/^\t\t\)/d'
fresh
move C1 -4
expect_refusal 'C1 is far from the element' 'mm from pin 8 of U1'
fresh
move J1 0.5
edit shield.kicad_pcb 's/\(drill 1\)/(drill 1.2)/'
expect_refusal 'the plug has other holes' 'plated holes of 1.2 mm, not 0'

# The lists.
refuses 'the parts list has another part' "mpn is 'RC0603FR-074K7L'" bom.csv 's/RC0603FR-074K7L/RC0603FR-0710KL/'
refuses 'a part is missing in the list' 'is in the schematic but not in bom.csv' bom.csv '/^J2,/d'
refuses 'the list fits what the board leaves out' 'is fitted but has no placement' bom.csv '/^U2,/s/,no,/,yes,/'
refuses 'it costs more than two dollars' 'more than 2.00' bom.csv '/^U1,/s/0\.75$/1.75/'

# The pictures.
check=pictures
refuses 'a wire has moved' 'wiring-doit-v1.svg is not what the tables say' wiring.csv 's/^doit-v1,J3,3,.*/doit-v1,J3,3,right,6/'

# The simulation.
simulation_refuses() {  # WHAT, words of the message, FILE, sed script
  fresh
  edit "sim/$3" "$4"
  if output=$("$scratch/board/sim/simulate.sh" 2>&1); then
    echo "FAILED: the simulation passes although $1"
    exit 1
  fi
  grep -qF -- "$2" <<<"$output" || { echo "FAILED: with $1 the simulation says:"$'\n'"$output"; exit 1; }
}
simulation_refuses 'the element sinks less' 'low level of 0.5323 V breaks the limit' bus.cir 's/ron=100/ron=250/'
simulation_refuses 'a case meant to break its limit keeps it' 'rise time of 299' simulate.py 's/"10k", "75p"/"10k", "35.3p"/'
simulation_refuses 'the wake pulse is one bit shorter' 'SDA low of 56.' wake.cir 's/8\.5/7.5/'
simulation_refuses 'the results are those of another circuit' 'lowest VCC is' supply.cir 's/lreg r1 carrier 1u/lreg r1 carrier 9u/'
simulation_refuses 'ngspice ends without a wave' 'ngspice did not run bus.cir' bus.cir '/^wrdata/d'

# What fab.sh makes: all of it, each layer and both kinds of holes, and only the parts that are fitted.
"$shield/fab.sh" "$scratch/fab" >/dev/null
for file in gerbers.zip bom.csv placement.csv schematic.pdf shield.step top.png bottom.png; do
  [[ -s $scratch/fab/$file ]] || { echo "FAILED: fab.sh makes no $file"; exit 1; }
done
layers=$(/usr/bin/python3 -c 'import sys, zipfile; print(*zipfile.ZipFile(sys.argv[1]).namelist(), sep="\n")' "$scratch/fab/gerbers.zip")
for layer in {F,B}_{Cu,Mask,Silkscreen}.gbr F_Paste.gbr Edge_Cuts.gbr {,N}PTH.drl; do
  grep -qF -- "-$layer" <<<"$layers" || { echo "FAILED: gerbers.zip has no $layer but: $layers"; exit 1; }
done
grep -q '^"U1"' "$scratch/fab/bom.csv"
if grep -E '"(U2|C3|JP1|TP1)"' "$scratch/fab/bom.csv" "$scratch/fab/placement.csv"; then
  echo "FAILED: these are not fitted"
  exit 1
fi
