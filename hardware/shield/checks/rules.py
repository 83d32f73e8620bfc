"""Runs all rules over what check.sh has exported: rules.py BOARD-FOLDER EXPORT-FOLDER. Prints each problem as a line."""

import sys
from pathlib import Path

import board
import bom
import nets
from design import Netlist, table

PAGE = Path(__file__).resolve().parents[3] / "docs" / "hardware.md"


def problems(folder, exports):
    netlist = Netlist(exports / "netlist.xml")
    rows = table(folder / "bom.csv")
    copper = board.Board(str(folder / "shield.kicad_pcb"))
    yield from nets.problems(netlist, table(folder / "carriers.csv"), table(folder / "wiring.csv"))
    yield from board.problems(copper, PAGE.read_text(encoding="utf-8"))
    yield from bom.bom_problems(netlist, rows)
    uploads = (table(exports / f"{name}.csv") for name in ("bom", "assembly", "placement"))
    yield from bom.upload_problems(copper, rows, *uploads)


if __name__ == "__main__":
    found = list(problems(Path(sys.argv[1]), Path(sys.argv[2])))
    print(*found, sep="\n", end="\n" if found else "")
    sys.exit(bool(found))
