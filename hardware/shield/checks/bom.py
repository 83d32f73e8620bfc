"""bom.csv, the schematic, the board and the lists that are uploaded must tell of the same parts, and of two dollars."""

import re

import pcbnew

LIMIT_USD = 2.00  # for the fitted parts without the printed board, at 100 boards


def bom_problems(netlist, rows):
    listed = {}
    for row in rows:
        refs = row["references"].split(",")
        if len(refs) != int(row["quantity"]):
            yield f"bom.csv: {row['references']} are not {row['quantity']}"
        for ref in refs:
            listed[ref] = row
        if not re.fullmatch(r"20\d\d-\d\d-\d\d", row["priced_on"]) or not row["price_source"]:
            yield f"bom.csv: the price of {row['references']} has no date or no source"
        if not row["alternative"]:
            yield f"bom.csv: {row['references']} has no second source"
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


def upload_problems(b, rows, parts, assembly, placed):
    """What fab.sh ships: bom.csv has all fitted parts, assembly.csv and placement.csv those that a machine solders."""
    fitted = {ref: row for row in rows if row["fitted"] == "yes" for ref in row["references"].split(",")}
    machine = {ref: row for ref, row in fitted.items() if b.parts[ref].GetAttributes() & pcbnew.FP_SMD}
    for name, wanted, found in (("bom.csv", fitted, parts), ("assembly.csv", machine, assembly), ("placement.csv", machine, placed)):
        names = [ref for row in found for ref in row["Designator"].split(",")]
        for ref in sorted(set(wanted) ^ set(names)):
            yield f"{ref} is {'fitted but not in the uploaded' if ref in wanted else 'not to be fitted but in the uploaded'} {name}"
        if len(set(names)) != len(names):
            yield f"the uploaded {name} names a part twice"
    for row in (row for row in [*parts, *assembly] if set(row["Designator"].split(",")) <= set(fitted)):
        refs = row["Designator"].split(",")
        listed = fitted[refs[0]]
        for key, value in (("Quantity", str(len(refs))), ("Manufacturer part", listed["mpn"]), ("Footprint", listed["footprint"])):
            if row[key] != value:
                yield f"{row['Designator']}: {key} is {row[key]!r} in the uploaded lists, not {value!r}"
    yield from placement_problems(b, machine, placed)


def placement_problems(b, machine, placed):
    for at in (row for row in placed if row["Designator"] in machine):
        ref, part = at["Designator"], b.parts[at["Designator"]]
        if at["Footprint"] != machine[ref]["footprint"]:
            yield f"{ref} is placed as {at['Footprint']}, bom.csv says {machine[ref]['footprint']}"
        if at["Layer"] != "top":
            yield f"{ref} is on the {at['Layer']}; all parts are on top, so that one side is assembled"
        if part.GetValue() != machine[ref]["value"]:
            yield f"{ref} is {part.GetValue()} on the board and {machine[ref]['value']} in bom.csv"
        there = pcbnew.ToMM(part.GetPosition().x), -pcbnew.ToMM(part.GetPosition().y), part.GetOrientationDegrees()
        if any(abs(float(at[key]) - value) > 0.01 for key, value in zip(("Mid X", "Mid Y", "Rotation"), there)):
            yield f"{ref} is not placed where it is on the board"
