"""bom.csv, the schematic, the board and the placement file must tell of the same parts, and of two dollars."""

LIMIT_USD = 2.00  # for the fitted parts without the printed board, at 100 boards


def bom_problems(netlist, rows):
    listed = {}
    for row in rows:
        refs = row["references"].split(",")
        if len(refs) != int(row["quantity"]):
            yield f"bom.csv: {row['references']} are not {row['quantity']}"
        for ref in refs:
            listed[ref] = row
    needed = {ref for ref, part in netlist.parts.items() if part["in_bom"]}
    for ref in sorted(needed ^ set(listed)):
        yield f"{ref} is in {'the schematic but not in bom.csv' if ref in needed else 'bom.csv but not in the schematic'}"
    for ref in sorted(needed & set(listed)):
        part, row = netlist.parts[ref], listed[ref]
        for key in ("value", "footprint", "manufacturer", "mpn", "alternative"):
            if part[key] != row[key]:
                yield f"{ref}: {key} is {part[key]!r} in the schematic and {row[key]!r} in bom.csv"
        if part["fitted"] != (row["fitted"] == "yes"):
            yield f"{ref}: schematic and bom.csv disagree on whether it is fitted"
        if not part["mpn"]:
            yield f"{ref} has no manufacturer's part number"
    total = cost(rows)
    if total > LIMIT_USD:
        yield f"the fitted parts cost {total:.2f} USD, more than {LIMIT_USD:.2f}"


def cost(rows):
    return sum(int(r["quantity"]) * float(r["usd_each_at_100"]) for r in rows if r["fitted"] == "yes")


def placement_problems(b, rows, placed):
    """`placed`: the rows of `kicad-cli pcb export pos --exclude-dnp`."""
    fitted = {ref: row for row in rows if row["fitted"] == "yes" for ref in row["references"].split(",")}
    found = {p["Ref"]: p for p in placed}
    for ref in sorted(set(fitted) ^ set(found)):
        yield f"{ref} is {'fitted but has no placement' if ref in fitted else 'placed but not in the fitted parts of bom.csv'}"
    for ref in sorted(set(fitted) & set(found)):
        at, part = found[ref], b.parts[ref]
        if at["Package"] != fitted[ref]["footprint"]:
            yield f"{ref} is placed as {at['Package']}, bom.csv says {fitted[ref]['footprint']}"
        if at["Side"] != "top":
            yield f"{ref} is on the {at['Side']}; all parts are on top, so that one side is assembled"
        if part.GetValue() != fitted[ref]["value"]:
            yield f"{ref} is {part.GetValue()} on the board and {fitted[ref]['value']} in bom.csv"
