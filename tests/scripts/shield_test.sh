#!/usr/bin/env bash
# Are the checks of the shield awake? hardware/shield/check.sh must pass the board as it is and refuse each spoiled copy
# with the right sentence. Skipped (77) where KiCad 9 is not installed.
#
# That takes minutes, so it is done when something of it has changed: hardware/shield/checked.sha256 is the fingerprint of
# board, checks and this test as all copies were last refused. Where it still is that, one copy is tried. Otherwise all are,
# and at the end the new fingerprint is written, to be committed.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
shield=$root/hardware/shield
"$root/scripts/install-hardware.sh" --have
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# shellcheck source-path=SCRIPTDIR source=../../hardware/shield/exports.sh
. "$root/hardware/shield/exports.sh"

fingerprint() {  # FOLDER: of all its files and their names, of the parts that the instructions name, and of this test
  {
    (cd "$1" && find . -type f ! -name checked.sha256 ! -path '*/__pycache__/*' ! -name '*.kicad_prl' ! -name fp-info-cache \
      -print0 | LC_ALL=C sort -z | xargs -0 sha256sum)
    grep -ohE '\b(C|H|J|JP|R|TP|U)[1-9]\b' "$root/docs/hardware.md" | LC_ALL=C sort -u
    sha256sum <"$root/tests/scripts/shield_test.sh"
  } | sha256sum | cut -d' ' -f1
}

# A copy of the board, and of what KiCad makes of it: rules that read only the exports, or only board and tables, are tried
# on these, without KiCad's programs. That the exports follow the sources is seen by the copies that check.sh gets.
fresh() {
  rm -rf "$scratch/board" "$scratch/lists"
  cp -r "$shield" "$scratch/board"
  cp -r "$scratch/exported" "$scratch/lists"
}
check=  # the one that shall refuse the copies of a section
expect_refusal() {  # WHAT, words of the message: the copy has been spoiled
  if output=$(examine 2>&1); then
    echo "FAILED: passed although $1"
    exit 1
  fi
  grep -qF -- "$2" <<<"$output" || { echo "FAILED: with $1 it says:"$'\n'"$output"; exit 1; }
}
examine() {
  case $check in
    rules) check_lists "$scratch/board" "$scratch/lists" ;;
    *) "$shield/check.sh" "$scratch/board" "${check%% from sources}" ;;
  esac
}
edit() {  # FILE of the board or lists/FILE, sed script: it must change something
  local spoiled=$scratch/board/$1 good=$shield/$1
  [[ $1 != lists/* ]] || spoiled=$scratch/$1 good=$scratch/exported/${1#lists/}
  sed -i -E "$2" "$spoiled"
  if cmp -s "$good" "$spoiled"; then
    echo "FAILED: this changes nothing in $1: $2"
    exit 1
  fi
}
refuses() {  # WHAT, words of the message, FILE, sed script
  fresh
  edit "$3" "$4"
  expect_refusal "$1" "$2"
}
refuses_wiring() {  # WHAT, words of the message, PART.PIN=NET...: the netlist is that of another schematic
  fresh
  /usr/bin/python3 - "$scratch/lists/netlist.xml" "${@:3}" <<'PYTHON'
import sys
import xml.etree.ElementTree as xml
path, *changes = sys.argv[1:]
tree = xml.parse(path)
nets, parts = tree.find("nets"), tree.find("components")
for change in changes:
    pin, name = change.split("=")
    ref, pin = pin.split(".")
    if parts.find(f"comp[@ref='{ref}']") is None:  # one more resistor
        part = xml.SubElement(parts, "comp", ref=ref)
        xml.SubElement(part, "value").text = "10 k"
        xml.SubElement(part, "footprint").text = "shield:R_0603"
    for net in nets:
        for node in net.findall(f"node[@ref='{ref}'][@pin='{pin}']"):
            net.remove(node)
    to = next((n for n in nets if n.get("name").lstrip("/") == name), None)
    xml.SubElement(xml.SubElement(nets, "net", name=name) if to is None else to, "node", ref=ref, pin=pin)
tree.write(path)
PYTHON
  expect_refusal "$1" "$2"
}

refuses_moved_wire() {
  check=pictures
  refuses 'a wire has moved' 'wiring-doit-v1.svg is not what the tables say' wiring.csv 's/^doit-v1,J3,3,.*/doit-v1,J3,3,right,6/'
}

# Does the fingerprint see a change, wherever it is?
now=$(fingerprint "$shield")
mkdir "$scratch/exported"
for change in 'echo >>checks/rules.py' 'rm bom.csv' 'mv wiring.csv wires.csv' 'touch new.py'; do
  fresh
  (cd "$scratch/board" && [[ $(fingerprint .) == "$now" ]] && eval "$change") || { echo "FAILED: a copy has another fingerprint"; exit 1; }
  [[ $(fingerprint "$scratch/board") != "$now" ]] || { echo "FAILED: the fingerprint does not see: $change"; exit 1; }
done
if [[ $now == "$(cat "$shield/checked.sha256" 2>/dev/null)" ]]; then
  refuses_moved_wire
  echo "hardware/shield is as it was when all spoiled copies were refused: one was tried."
  exit
fi

make_lists "$shield" "$scratch/exported"
"$shield/check.sh"

# KiCad's own rules.
check=erc
refuses 'a pin of the plug hangs in the air' 'pin_not_connected' shield.kicad_sch '0,/^\t\(no_connect$/s//\t(bus_entry_gone/;/bus_entry_gone/,/^\t\)/d'
check=drc
refuses 'a track is too thin' 'track_width' shield.kicad_pcb '0,/\(width 0.25\)/s//(width 0.1)/'
refuses 'the board has another value than the schematic' 'footprint_symbol_mismatch' shield.kicad_pcb 's/"Value" "4\.7 k"/"Value" "47 k"/'
refuses 'a net of the board is not joined' 'unconnected_items' shield.kicad_pcb '/^\t\(via/,/^\t\)/d'
refuses 'a text has too fine strokes' 'text_thickness' shield.kicad_pcb '/gr_text "PULL-UP"/,/thickness/s/thickness 0.15/thickness 0.12/'
refuses 'a text is too small' 'text_height' shield.kicad_pcb '/gr_text "PULL-UP"/,/thickness/s/size 0.8 0.8/size 0.6 0.6/'

# The rules follow the sources, through all of KiCad's exports.
check='rules from sources'
refuses 'SDA and SCL of the element are swapped' 'U1 pin 5 is on net SCL, not SDA' shield.kicad_sch \
  '/label "SDA"/{N;s/SDA(.*at 114.3 38.1 )/SCL\1/};/label "SCL"/{N;s/SCL(.*at 114.3 43.18 )/SDA\1/}'
refuses 'a part is missing in the list' 'is in the schematic but not in bom.csv' bom.csv '/^J2,/d'
refuses 'a part is soldered on the other side' 'R1 is on the bottom' shield.kicad_pcb \
  ':a;N;$!ba;s/(\(footprint "shield:R_0603"\n\t\t\(layer) "F.Cu"([^"]*"[^"]*"\)\n\t\t\(at 117.05)/\1 "B.Cu"\2/'

# The circuit.
check=rules
refuses_wiring 'SDA and SCL of the plug are swapped' 'nodemcu-wide, jumpers delivered: the bus is on GPIO' J1.1=D2 J1.2=D1
refuses 'the plug is one pin further down' 'J1 pin 2 meets D3, which must not be touched' wiring.csv \
  's/^(nodemcu-narrow,J1,.*),right,2$/\1,right,3/;s/^(nodemcu-narrow,J1,2),right,3$/\1,right,4/'
refuses 'the plug takes a pin of the other row' 'eight neighbours of one row' wiring.csv 's/^nodemcu-wide,J1,8,right,9$/nodemcu-wide,J1,8,right,10/'
refuses 'an ESP32 gets the bus on its flash-voltage strap' 'selects 1.8 V flash' wiring.csv 's/^devkitc-v4,J3,3,.*/devkitc-v4,J3,3,left,13/'
refuses 'the rail is on VIN' 'meets VIN, but carries +3V3' wiring.csv 's/^doit-v1,J3,2,.*/doit-v1,J3,2,left,15/'
refuses_wiring 'a pin of the element that must stay open is joined' 'U1 pin 3 has no function and must stay unconnected' U1.3=GND
refuses_wiring 'Qwiic has another order' 'J2 pin 3 is on net SCL, the order of Qwiic says SDA' J2.3=SCL J2.4=SDA
refuses_wiring 'a probe hole is on another line' 'TP1 probes net SCL' TP1.1=SCL
refuses_wiring 'both pull-ups are on one line' 'SDA has 0 pull-ups' R1.1=SCL R1.2='Net-(JP1-A)'
refuses_wiring 'one jumper carries both pull-ups' 'the resistors still tie SDA to SCL' JP1.1='Net-(JP1-B)' R1.1='Net-(JP1-B)' R1.2=SDA
refuses_wiring 'a pull-up goes around its jumper' 'with JP1 cut SDA is still pulled up' R1.1=+3V3 R1.2=SDA
refuses_wiring 'a resistor joins the rail to ground' 'R9 leads from rail or bus to ground' R9.1=+3V3 R9.2=GND
refuses_wiring 'a resistor joins SDA to ground' 'R9 leads from rail or bus to ground' R9.1=SDA R9.2=GND
refuses_wiring 'two resistors join SCL to ground' 'R9 leads from rail or bus to ground' R8.1=SCL R8.2=middle R9.1=middle R9.2=GND
refuses 'the pull-ups are too weak' 'the limit is 300 ns' lists/netlist.xml 's/4\.7 k/10 k/'
refuses 'the pull-ups are too strong' 'sink more than 4 mA' lists/netlist.xml 's/4\.7 k/0.47 k/'
refuses 'something takes current for ever' 'takes current while the element sleeps' lists/netlist.xml 's/"R2"/"D2"/'
refuses 'there is no bulk capacitor' 'at least 10 µF for the rail' lists/netlist.xml 's/>10 µF</>1 µF</'

# The board.
refuses 'the outline is open' 'not one closed line' shield.kicad_pcb '0,/\(layer "Edge.Cuts"\)/s//(layer "Dwgs.User")/'
refuses 'the board is wider' 'mm wide, not 25.4' shield.kicad_pcb 's/(start|mid|end) 125\.4 /\1 126.4 /'
refuses 'the board is higher' 'mm high, not 25.4' shield.kicad_pcb 's/(start|mid|end) ([0-9.]+) 105\.4\)/\1 \2 106.4)/'
refuses 'the row of the plug is bent' 'J1: pin 4 is not 2.54 mm behind pin 3' shield.kicad_pcb 's/\(at 0 -1\.27\)/(at 0 -1.47)/'
refuses 'nothing marks D1' 'J1: nothing marks pin 1' shield.kicad_pcb 's/thru_hole rect/thru_hole circle/'
refuses 'C1 is far from the element' 'mm from pin 8 of U1; 2.5' shield.kicad_pcb 's/\(at 114.3 86 180\)/(at 110.3 86 180)/'
refuses 'C2 is far from the element' 'C2 is 11.' shield.kicad_pcb 's/\(at 114.3 84.4 180\)/(at 124.9 84.4 180)/'
refuses 'C3 is far from the element' 'mm from pin 8 of U2; 2.5' shield.kicad_pcb 's/\(at 113.9 94.6 180\)/(at 110.9 94.6 180)/'
refuses 'the capacitor is far from the plane' 'C1: the next via to the ground plane' shield.kicad_pcb \
  's/\(at 112\.3 85\.6\)/(at 124.8 93)/;s/\(at 112\.5 83\.75\)/(at 124.8 94)/'
refuses 'no via leads to the plane' 'C1: the board has no via to the ground plane' shield.kicad_pcb '/^\t\(via/,/^\t\)/d'
refuses 'a mounting hole is too small' 'plain holes of 2.7 mm, not 2' shield.kicad_pcb '0,/\(drill 2.7\)/s//(drill 2.2)/'
refuses 'the plug has other holes' 'plated holes of 1.2 mm, not 0' shield.kicad_pcb 's/\(drill 1\)/(drill 1.2)/'
refuses 'the plane on top is gone' 'the ground on F.Cu fills' shield.kicad_pcb '/\(filled_polygon/{N;/F\.Cu/{:a;N;/\n\t\t\)$/!ba;d}}'
refuses 'the plane below is gone' 'the ground on B.Cu fills' shield.kicad_pcb '/\(filled_polygon/{N;/B\.Cu/{:a;N;/\n\t\t\)$/!ba;d}}'

# The print.
refuses 'the silkscreen does not warn' 'B.Silkscreen does not say 3V3 ONLY' shield.kicad_pcb 's/"3V3 ONLY"/"5V"/'
refuses 'a mark of the front is gone' 'F.Silkscreen does not say PULL-UP' shield.kicad_pcb 's/"PULL-UP"/"R"/'
refuses 'a name of the instructions is hidden' 'JP2 is named in docs/hardware.md, but not on the board' shield.kicad_pcb \
  '/"Reference" "JP2"/,/effects/s/\(layer "F.SilkS"\)/& (hide yes)/'
refuses 'a part has another name than in the instructions' 'JP3 is named in docs/hardware.md, but not on the board' shield.kicad_pcb \
  's/"Reference" "JP3"/"Reference" "JP9"/'
refuses 'a name lies where its part covers it' 'the name of U1 lies under U1' shield.kicad_pcb '/"Reference" "U1"/,/layer/s/\(at 0\.6 3\.45 0\)/(at 0 0 0)/'
refuses 'a hole has no name' 'TP1 pin 1: nothing beside it says SDA' shield.kicad_pcb '/gr_text "SDA"/,/layer/s/\(at 107\.74 .*/(at 119 98 0)/'
refuses 'a line is too fine' 'a line of 0.10 mm is printed for J1' shield.kicad_pcb '0,/\(width 0.15\)/s//(width 0.1)/'
refuses 'a text ends at the edge' "'rev A' is printed less than 0.3 mm from the edge" shield.kicad_pcb '/gr_text "rev A"/,/layer/s/ 104\.2 / 104.8 /'
refuses 'a text runs across a via' "'bridge the other two gaps' is printed across the via" shield.kicad_pcb '/gr_text "bridge/,/layer/s/ 96\.38 / 97.2 /'

# The lists.
refuses 'the parts list has another part' "mpn is 'RC0603FR-074K7L'" bom.csv 's/RC0603FR-074K7L/RC0603FR-0710KL/'
refuses 'a quantity is not that of the names' 'R1,R2 are not 3' bom.csv 's/^"R1,R2",2/"R1,R2",3/'
refuses 'a price has no date' 'the price of J2 has no date' bom.csv '/^J2,/s/2026-11-22//'
refuses 'a part has no second source' 'J3 has no second source' bom.csv '/^J3,/s/W.rth [0-9]+//'
refuses 'the list fits what the board leaves out' 'U2 is fitted but not in the uploaded placement.csv' bom.csv '/^U2,/s/,no,/,yes,/'
refuses 'it costs more than two dollars' 'more than 2.00' bom.csv '/^U1,/s/,0\.75,/,1.75,/'
refuses 'a part of the machine has no place' 'R2 is fitted but not in the uploaded placement.csv' lists/placement.csv '/^"R2"/d'
refuses 'the machine would place a plug' 'J1 is not to be fitted but in the uploaded placement.csv' lists/placement.csv 's/"R2"/"J1"/'
refuses 'a part is placed on the other side' 'U1 is on the bottom' lists/placement.csv '/^"U1"/s/top/bottom/'
refuses 'a part is placed as another package' 'U1 is placed as SOIC-16' lists/placement.csv '/^"U1"/s/SOIC-8/SOIC-16/'
refuses 'a part is turned' 'U1 is not placed where it is' lists/placement.csv '/^"U1"/s/"0\.0+"/"90.0"/'
refuses 'the machine gets one resistor' "Quantity is '1' in the uploaded lists" lists/assembly.csv '/^"R1,R2"/s/"2"/"1"/'

# The pictures.
refuses_moved_wire

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
simulation_refuses 'the element sinks less' 'low level (VOL) of 0.5323 V breaks the limit' bus.cir 's/ron=100/ron=250/'
simulation_refuses 'a case meant to break its limit keeps it' 'rise time of 299' simulate.py 's/"10k", "75p"/"10k", "35.3p"/'
simulation_refuses 'the wake pulse is one bit shorter' 'SDA low of 56.' wake.cir 's/8\.5/7.5/'
simulation_refuses 'the results are those of another circuit' 'lowest VCC is' supply.cir 's/lreg r1 carrier 1u/lreg r1 carrier 9u/'
simulation_refuses 'ngspice ends without a wave' 'ngspice did not run bus.cir' bus.cir '/^wrdata/d'

# What fab.sh makes: all of it, each layer and both kinds of holes, and the lists that were checked.
"$shield/fab.sh" "$scratch/fab" >/dev/null
for file in gerbers.zip {bom,assembly,placement}.csv schematic.pdf shield.step top.png bottom.png; do
  [[ -s $scratch/fab/$file ]] || { echo "FAILED: fab.sh makes no $file"; exit 1; }
done
layers=$(/usr/bin/python3 -c 'import sys, zipfile; print(*zipfile.ZipFile(sys.argv[1]).namelist(), sep="\n")' "$scratch/fab/gerbers.zip")
for layer in {F,B}_{Cu,Mask,Silkscreen}.gbr F_Paste.gbr Edge_Cuts.gbr {,N}PTH.drl; do
  grep -qF -- "-$layer" <<<"$layers" || { echo "FAILED: gerbers.zip has no $layer but: $layers"; exit 1; }
done
columns=$(head -n 1 "$scratch/fab/placement.csv")
[[ $columns == '"Designator","Comment","Footprint","Mid X","Mid Y","Rotation","Layer"' ]] || { echo "FAILED: columns $columns"; exit 1; }
for list in bom assembly placement; do
  cmp "$scratch/exported/$list.csv" "$scratch/fab/$list.csv" || { echo "FAILED: fab.sh ships another $list.csv than was checked"; exit 1; }
done

echo "$now" >"$shield/checked.sha256"
echo "All spoiled copies were refused: commit hardware/shield/checked.sha256, and the next runs try one."
