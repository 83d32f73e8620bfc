"""What the checks know of the design: the nets of the schematic, what the solder jumpers join, and the tables."""

import csv
import xml.etree.ElementTree as xml

# Which pads of a jumper are one piece of copper, in the state it is delivered in and after the knife or the iron.
DELIVERED = {"JP1": ["1", "2", "3"], "JP2": ["1", "2"], "JP3": ["1", "2"]}
OTHER_PINS = {"JP1": ["1", "2", "3"], "JP2": ["2", "3"], "JP3": ["2", "3"]}
ANY_STATE = {"JP1": ["1", "2", "3"], "JP2": ["1", "2", "3"], "JP3": ["1", "2", "3"]}  # what some state joins
NO_PULL_UPS = {"JP1": [], "JP2": ["1", "2"], "JP3": ["1", "2"]}


class Netlist:
    """The nets that `kicad-cli sch export netlist --format kicadxml` wrote."""

    def __init__(self, path):
        root = xml.parse(path).getroot()
        self.parts = {}
        for comp in root.iter("comp"):
            fields = {f.get("name"): f.text or "" for f in comp.iter("field")}
            flags = {p.get("name") for p in comp.iter("property")}
            self.parts[comp.get("ref")] = {
                "value": comp.findtext("value"),
                "footprint": comp.findtext("footprint").split(":")[-1],
                "manufacturer": fields.get("Manufacturer", ""),
                "mpn": fields.get("MPN", ""),
                "alternative": fields.get("Alternative", ""),
                "fitted": "dnp" not in flags,
                "in_bom": "exclude_from_bom" not in flags,
            }
        self.net_of = {}
        for net in root.iter("net"):
            for node in net.iter("node"):
                self.net_of[node.get("ref"), node.get("pin")] = net.get("name").lstrip("/")

    def net(self, ref, pin):
        return self.net_of.get((ref, str(pin)), "")

    def refs(self, prefix):
        """The parts whose reference is `prefix` and a number."""
        return sorted(r for r in self.parts if r.rstrip("0123456789") == prefix)


class Wired:
    """The nets that are one once the jumpers are in a given state."""

    def __init__(self, netlist, jumpers):
        self.parent = {}
        for ref, joined in jumpers.items():
            for pin in joined[1:]:
                self.join(netlist.net(ref, joined[0]), netlist.net(ref, pin))

    def root(self, net):
        while net in self.parent:
            net = self.parent[net]
        return net

    def join(self, one, other):
        one, other = self.root(one), self.root(other)
        if one != other:
            self.parent[other] = one

    def same(self, one, other):
        return self.root(one) == self.root(other)


def table(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def number(value):
    """4.7 k -> 4700, 100 nF -> 1e-7."""
    digits, _, unit = value.partition(" ")
    return float(digits + {"k": "e3", "nF": "e-9", "µF": "e-6"}[unit])
