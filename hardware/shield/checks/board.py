"""Rules of the board itself, read with KiCad's own library: outline, holes, plugs, decoupling, marks, print."""

import math

import pcbnew

import silk

SIDE = 25.4  # mm: the square inch that Qwiic boards have
HOLES = {("plated", 1.0): 8 + 4 + 4, ("plain", 2.7): 2}  # J1, J3, probes; mounting
DECOUPLING, BULK, RETURN = 2.5, 10.0, 2.5  # mm, from pin 8 to the capacitor, and from the capacitor to its way to the plane
MARKED = ("U1", "U2", "J1", "J2", "J3")
FRONT = ("3V3", "ONLY", "USB", "D1", "D2", "D5", "D6", "GND", "SDA", "SCL", "PULL-UP", "QWIIC")
BACK = ("signet shield", "3V3 ONLY", "CERN-OHL-P-2.0")


def mm(point):
    return pcbnew.ToMM(point.x), pcbnew.ToMM(point.y)


def distance(a, b):
    return math.dist(mm(a), mm(b))


class Board:
    def __init__(self, path):
        self.board = pcbnew.LoadBoard(path)
        self.parts = {f.GetReference(): f for f in self.board.GetFootprints()}

    def pad(self, ref, number):
        return self.parts[ref].FindPadByNumber(str(number))

    def signal(self, pad):
        return pad.GetNetname().lstrip("/")

    def vias(self):
        return [t for t in self.board.GetTracks() if isinstance(t, pcbnew.PCB_VIA)]


def outline(b):
    shape = pcbnew.SHAPE_POLY_SET()
    if not b.board.GetBoardPolygonOutlines(shape) or shape.OutlineCount() != 1:
        yield "the outline is not one closed line"
        return
    points = [mm(shape.Outline(0).CPoint(i)) for i in range(shape.Outline(0).PointCount())]
    for name, axis in (("wide", 0), ("high", 1)):
        size = max(p[axis] for p in points) - min(p[axis] for p in points)
        if abs(size - SIDE) > 0.05:
            yield f"the board is {size:.2f} mm {name}, not {SIDE}"


def holes(b):
    found = {}
    for part in b.parts.values():
        for pad in part.Pads():
            if pad.HasHole():
                kind = "plain" if pad.GetAttribute() == pcbnew.PAD_ATTRIB_NPTH else "plated"
                key = kind, round(pcbnew.ToMM(pad.GetDrillSizeX()), 2)
                found[key] = found.get(key, 0) + 1
    for kind, size in sorted(set(found) | set(HOLES)):
        if found.get((kind, size), 0) != HOLES.get((kind, size), 0):
            yield f"{found.get((kind, size), 0)} {kind} holes of {size} mm, not {HOLES.get((kind, size), 0)}"


def plugs(b):
    """The rows of holes are straight and of 0.1 inch, and D1 is at the end away from USB, which is down."""
    for ref, count, axis in (("J1", 8, 1), ("J3", 4, 0)):
        at = [mm(b.pad(ref, i + 1).GetPosition()) for i in range(count)]
        for i in range(1, count):
            step = [at[i][0] - at[i - 1][0], at[i][1] - at[i - 1][1]]
            if abs(step[axis] - 2.54) > 0.01 or abs(step[1 - axis]) > 0.01:
                yield f"{ref}: pin {i + 1} is not 2.54 mm behind pin {i}"


def decoupling(b):
    for element, capacitor in (("U1", "C1"), ("U2", "C3")):
        supply = b.pad(element, 8)
        ends = {b.signal(p): p for p in b.parts[capacitor].Pads()}
        if set(ends) != {"+3V3", "GND"}:
            yield f"{capacitor} is not between 3V3 and GND"
            continue
        far = distance(supply.GetPosition(), ends["+3V3"].GetPosition())
        if far > DECOUPLING:
            yield f"{capacitor} is {far:.1f} mm from pin 8 of {element}; {DECOUPLING} mm is the most"
        back = min((distance(v.GetPosition(), ends["GND"].GetPosition()) for v in b.vias() if v.GetNetname() == "GND"),
                   default=math.inf)
        if back == math.inf:
            yield f"{capacitor}: the board has no via to the ground plane"
        elif back > RETURN:
            yield f"{capacitor}: the next via to the ground plane is {back:.1f} mm away; {RETURN} mm is the most"
    bulk = distance(b.pad("C2", 1).GetPosition(), b.pad("U1", 8).GetPosition())
    if bulk > BULK:
        yield f"C2 is {bulk:.1f} mm from the element; {BULK} mm is the most"


def marks(b):
    texts = {pcbnew.F_SilkS: set(), pcbnew.B_SilkS: set()}
    for drawing in b.board.GetDrawings():
        if isinstance(drawing, pcbnew.PCB_TEXT) and drawing.GetLayer() in texts:
            texts[drawing.GetLayer()].add(drawing.GetText())
    for layer, wanted in ((pcbnew.F_SilkS, FRONT), (pcbnew.B_SilkS, BACK)):
        for text in wanted:
            if text not in texts[layer]:
                yield f"{b.board.GetLayerName(layer)} does not say {text}"
    for ref in MARKED:
        if not first_pin_is_marked(b.parts[ref]):
            yield f"{ref}: nothing marks pin 1"


def first_pin_is_marked(part):
    """Pad 1 is the only square one, or a filled shape on the silkscreen is beside it."""
    first = part.FindPadByNumber("1")
    square = [p for p in part.Pads() if p.HasHole() and p.GetShape() == pcbnew.PAD_SHAPE_RECT]
    if [p.GetNumber() for p in square] == ["1"]:
        return True
    shapes = [g for g in part.GraphicalItems() if g.GetLayer() == pcbnew.F_SilkS and g.GetClass() == "PCB_SHAPE" and
              g.GetShape() == pcbnew.SHAPE_T_POLY]
    return any(distance(s.GetBoundingBox().GetCenter(), first.GetPosition()) < 1.6 for s in shapes)


def ground(b):
    """A filled plane on both sides, in one piece with the ground of the plug."""
    for layer in (pcbnew.F_Cu, pcbnew.B_Cu):
        zones = [z for z in b.board.Zones() if z.IsOnLayer(layer) and z.GetNetname() == "GND" and z.IsFilled()]
        area = sum(z.GetFilledArea() for z in zones) / 1e12
        if area < 0.5 * SIDE * SIDE:
            yield f"the ground on {b.board.GetLayerName(layer)} fills {area:.0f} mm², less than half the board"


def problems(b, page):
    """`page`: the text of the instructions."""
    for rule in (outline, holes, plugs, decoupling, marks, ground):
        yield from rule(b)
    yield from silk.problems(b, page)
