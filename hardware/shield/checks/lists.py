"""Turns what KiCad exports into the lists that are uploaded: lists.py FOLDER, with bom.csv and placement.csv from KiCad in it.

placement.csv gets the column names that assembly houses know; assembly.csv becomes the part of bom.csv that a machine places.
"""

import csv
import sys
from pathlib import Path

from design import table

COLUMNS = {"Ref": "Designator", "Val": "Comment", "Package": "Footprint", "PosX": "Mid X", "PosY": "Mid Y", "Rot": "Rotation",
           "Side": "Layer"}


def write(path, columns, rows):
    with path.open("w", newline="", encoding="utf-8") as out:
        lines = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n")
        lines.writerow(columns)
        lines.writerows([row[c] for c in columns] for row in rows)


def main():
    folder = Path(sys.argv[1])
    placed = [{COLUMNS[name]: value for name, value in row.items()} for row in table(folder / "placement.csv")]
    parts = [{**row, "Footprint": row["Footprint"].split(":")[-1]} for row in table(folder / "bom.csv")]
    by_machine = {row["Designator"] for row in placed}
    write(folder / "placement.csv", COLUMNS.values(), placed)
    write(folder / "bom.csv", parts[0].keys(), parts)
    write(folder / "assembly.csv", parts[0].keys(), [p for p in parts if by_machine & set(p["Designator"].split(","))])


if __name__ == "__main__":
    main()
