#!/usr/bin/env bash
# Makes what a board house asks for, from the sources of the board, after they have passed check.sh.
#
#   hardware/shield/fab.sh [FOLDER]      into FOLDER, or hardware/shield/fab, which is not committed
#   hardware/shield/fab.sh --pictures    renews the pictures that docs/hardware.md shows (hardware/shield/pictures)
#
#   gerbers.zip      copper, mask, paste, silkscreen, outline, drill: upload this
#   bom.csv          parts to buy, with the manufacturers' part numbers
#   assembly.csv     those of them that a machine fits; upload it together with
#   placement.csv    where the machine puts them
#   schematic.pdf  shield.step  top.png  bottom.png
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
sch=$here/shield.kicad_sch
pcb=$here/shield.kicad_pcb
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
# shellcheck source-path=SCRIPTDIR
. "$here/exports.sh"

# KiCad draws letters stroke by stroke, one path each. Joined, with hidden text gone, a picture is a third of the size.
lean_svg() {
  /usr/bin/python3 - "$1" <<'PYTHON'
import re, sys
path = sys.argv[1]
svg = open(path, encoding="utf-8").read()
svg = re.sub(r"<text [^>]*opacity=\"0\"[^>]*>.*?</text>\s*", "", svg, flags=re.S)
svg = re.sub(r"<title>.*?</title>\s*|<desc>.*?</desc>\s*", "", svg, flags=re.S)  # they carry the time of the run
svg = re.sub(r"(\d+\.\d\d)\d+", r"\1", svg)
svg = re.sub(r"\s*\n([LMZ])", r"\1", svg)
svg = re.sub(r"(?<=\d)\s*\" />\s*<path d=\"(?=M)", "", svg)
svg = re.sub(r"(L[\d.]+ [\d.]+)\s*(?=\")", r"\1", svg)
while True:  # a stroke that starts where the last one ended
    joined = re.sub(r"L([\d.]+ [\d.]+)M\1L", r"L\1L", svg)
    if joined == svg:
        break
    svg = joined
open(path, "w", encoding="utf-8").write(svg)
PYTHON
}

render() {  # FILE QUALITY, arguments of `pcb render`
  local file=$1 quality=$2
  shift 2
  kicad pcb render --quality "$quality" --background opaque -o "$file" "$@" "$pcb"
}

pictures() {
  mkdir -p "$here/pictures"
  kicad sch export svg --no-background-color -o "$scratch/svg" "$sch"
  mv "$scratch/svg/shield.svg" "$here/pictures/schematic.svg"
  lean_svg "$here/pictures/schematic.svg"
  render "$here/pictures/top.png" high --side top --width 900 --height 900 --zoom 0.95
  render "$here/pictures/bottom.png" high --side bottom --width 900 --height 900 --zoom 0.95
  render "$here/pictures/board.png" high --perspective --rotate '-48,0,-58' --width 1100 --height 800 --zoom 0.74
  /usr/bin/python3 -B "$here/checks/wiring.py" "$here"
}

gerbers() {
  mkdir "$scratch/gerbers"
  kicad pcb export gerbers --no-protel-ext \
    --layers F.Cu,B.Cu,F.Mask,B.Mask,F.Paste,F.Silkscreen,B.Silkscreen,Edge.Cuts -o "$scratch/gerbers" "$pcb"
  kicad pcb export drill --format excellon --excellon-separate-th \
    -o "$scratch/gerbers/" "$pcb"
  /usr/bin/python3 -c 'import shutil, sys; shutil.make_archive(sys.argv[1], "zip", sys.argv[2])' "$1/gerbers" "$scratch/gerbers"
}

all() {
  local out=$1
  mkdir -p "$out"
  gerbers "$out"
  make_lists "$here" "$scratch/lists"
  check_lists "$here" "$scratch/lists"  # these files, not others like them
  cp "$scratch"/lists/{bom,assembly,placement}.csv "$out"
  kicad sch export pdf -o "$out/schematic.pdf" "$sch"
  kicad pcb export step --force -o "$out/shield.step" "$pcb"
  render "$out/top.png" basic --side top --width 1200 --height 1200
  render "$out/bottom.png" basic --side bottom --width 1200 --height 1200
  echo "Made in $out: $(cd "$out" && echo *)"
}

case ${1-} in
  --pictures)
    "$here/check.sh" "$here" erc drc rules
    pictures
    ;;
  *)
    "$here/check.sh" "$here" erc drc pictures
    all "$(realpath -m "${1:-$here/fab}")"
    ;;
esac
