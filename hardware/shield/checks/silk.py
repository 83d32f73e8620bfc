"""Rules of the print on the board: what the instructions name can be found, and every board house can print it."""

import re

import pcbnew

LAYERS = (pcbnew.F_SilkS, pcbnew.B_SilkS)
STROKE, EDGE, AROUND, BESIDE = 0.15, 0.3, 0.1, 2.2  # mm: line, to the edge of the board, around a via, from a hole to its name
NAMED_HOLES = ("J3", "TP1", "TP2", "TP3", "TP4")


def to_mm(length):
    return pcbnew.ToMM(length)


def texts(b):
    """Every text that is printed: (what it says, the item), with the names of the parts."""
    for drawing in b.board.GetDrawings():
        if isinstance(drawing, pcbnew.PCB_TEXT) and drawing.GetLayer() in LAYERS:
            yield drawing.GetText(), drawing
    for part in b.parts.values():
        for text in [*part.GetFields(), *(g for g in part.GraphicalItems() if isinstance(g, pcbnew.PCB_TEXT))]:
            if text.GetLayer() in LAYERS and text.IsVisible():
                yield text.GetShownText(False), text


def drawn(text):
    """The strokes of a text as a polygon: its bounding box would be larger than the letters."""
    shape = pcbnew.SHAPE_POLY_SET()
    text.TransformTextToPolySet(shape, 0, pcbnew.FromMM(0.005), pcbnew.ERROR_OUTSIDE)
    return shape


def body(part):
    """What the part covers, or nothing for holes and jumpers of solder."""
    outlines = [g.GetBoundingBox() for g in part.GraphicalItems() if g.GetLayer() == pcbnew.F_Fab and g.GetClass() == "PCB_SHAPE"]
    return max(outlines, key=lambda box: box.GetArea(), default=None)


def names(b, page):
    """Each part that the page calls by its reference has it printed, and not where a part will cover it."""
    bodies = {ref: body(part) for ref, part in b.parts.items()}
    for ref in sorted(set(re.findall(r"\b(?:C|H|J|JP|R|TP|U)[1-9]\b", page))):
        text = b.parts[ref].Reference() if ref in b.parts else None
        if not text or not text.IsVisible() or text.GetLayer() not in LAYERS:
            yield f"{ref} is named in docs/hardware.md, but not on the board"
            continue
        for over, box in bodies.items():
            if box and box.Intersects(drawn(text).BBox()):
                yield f"the name of {ref} lies under {over}"


def holes(b):
    """The holes that wires go into have their signal printed beside them."""
    printed = [(words, text.GetPosition()) for words, text in texts(b) if text.GetLayer() == pcbnew.F_SilkS]
    for ref in NAMED_HOLES:
        for pad in b.parts[ref].Pads():
            signal = b.signal(pad).removeprefix("+")
            if not any(words == signal and (at - pad.GetPosition()).EuclideanNorm() < pcbnew.FromMM(BESIDE) for words, at in printed):
                yield f"{ref} pin {pad.GetNumber()}: nothing beside it says {signal}"


def strokes(b):
    """KiCad's own check looks at the strokes of texts (shield.kicad_pro), not at lines."""
    lines = [("the board", g) for g in b.board.GetDrawings()]
    lines += [(ref, g) for ref, part in b.parts.items() for g in part.GraphicalItems()]
    for owner, line in lines:
        if line.GetClass() == "PCB_SHAPE" and line.GetLayer() in LAYERS and not line.IsFilled():
            if to_mm(line.GetWidth()) < STROKE:
                yield f"a line of {to_mm(line.GetWidth()):.2f} mm is printed for {owner}; {STROKE} mm is what every house can print"


def places(b):
    """No letter across a via, where the ink breaks, nor where the saw may take it."""
    edge = b.board.GetBoardEdgesBoundingBox()
    inner = [to_mm(v) for v in (edge.GetLeft(), edge.GetTop(), edge.GetRight(), edge.GetBottom())]
    inner = [v + sign * (EDGE + 0.025) for v, sign in zip(inner, (1, 1, -1, -1))]  # the outline is a line of 0.05 mm
    for words, text in texts(b):
        shape = drawn(text)
        box = shape.BBox()
        sides = [to_mm(v) for v in (box.GetLeft(), box.GetTop(), box.GetRight(), box.GetBottom())]
        if min(sides[0] - inner[0], sides[1] - inner[1], inner[2] - sides[2], inner[3] - sides[3]) < 0:
            yield f"{words!r} is printed less than {EDGE} mm from the edge"
        for via in b.vias():
            if shape.Collide(via.GetPosition(), via.GetDrillValue() // 2 + pcbnew.FromMM(AROUND)):
                x, y = via.GetPosition()
                yield f"{words!r} is printed across the via at {to_mm(x):.2f}, {to_mm(y):.2f}"


def problems(b, page):
    for rule in (holes, strokes, places):
        yield from rule(b)
    yield from names(b, page)
