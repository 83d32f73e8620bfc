"""Draws the bodies of the parts as STEP files beside this one: make.py. Plain planes, enough to see what is soldered where."""

import math
from pathlib import Path

BLACK, GREY, TIN, IVORY = (0.08, 0.08, 0.09), (0.45, 0.45, 0.46), (0.8, 0.8, 0.82), (0.8, 0.78, 0.72)


class Step:
    def __init__(self, name):
        self.name, self.lines, self.solids, self.styles = name, [], [], []
        self.add("APPLICATION_CONTEXT('automotive design')")
        self.add("APPLICATION_PROTOCOL_DEFINITION('international standard','automotive_design',2000,#1)")
        self.add("PRODUCT_CONTEXT('',#1,'mechanical')")
        self.add(f"PRODUCT('{name}','{name}','',(#3))")
        self.add("PRODUCT_RELATED_PRODUCT_CATEGORY('part',$,(#4))")
        self.add("PRODUCT_DEFINITION_FORMATION('','',#4)")
        self.add("PRODUCT_DEFINITION_CONTEXT('part definition',#1,'design')")
        self.add("PRODUCT_DEFINITION('design','',#6,#7)")
        self.add("PRODUCT_DEFINITION_SHAPE('','',#8)")
        self.add("( LENGTH_UNIT() NAMED_UNIT(*) SI_UNIT(.MILLI.,.METRE.) )")
        self.add("( NAMED_UNIT(*) PLANE_ANGLE_UNIT() SI_UNIT($,.RADIAN.) )")
        self.add("( NAMED_UNIT(*) SI_UNIT($,.STERADIAN.) SOLID_ANGLE_UNIT() )")
        self.add("UNCERTAINTY_MEASURE_WITH_UNIT(LENGTH_MEASURE(1.E-06),#10,'distance_accuracy_value','')")
        self.add("( GEOMETRIC_REPRESENTATION_CONTEXT(3) GLOBAL_UNCERTAINTY_ASSIGNED_CONTEXT((#13)) "
                 "GLOBAL_UNIT_ASSIGNED_CONTEXT((#10,#11,#12)) REPRESENTATION_CONTEXT('','3D') )")
        self.origin = self.axes((0, 0, 0), (0, 0, 1), (1, 0, 0))

    def add(self, entity):
        self.lines.append(f"#{len(self.lines) + 1}={entity};")
        return f"#{len(self.lines)}"

    def triple(self, kind, xyz):
        return self.add(f"{kind}('',({','.join(f'{round(v, 6) + 0.0:.6f}'.rstrip('0') for v in xyz)}))")

    def axes(self, at, normal, along):
        parts = self.triple("CARTESIAN_POINT", at), self.triple("DIRECTION", normal), self.triple("DIRECTION", along)
        return self.add(f"AXIS2_PLACEMENT_3D('',{','.join(parts)})")

    def solid(self, faces, colour):
        """`faces`: loops of points, anticlockwise seen from outside."""
        vertices, edges, made = {}, {}, []
        for loop in faces:
            made.append(self.face(loop, vertices, edges))
        shell = self.add(f"CLOSED_SHELL('',({','.join(made)}))")
        body = self.add(f"MANIFOLD_SOLID_BREP('',{shell})")
        self.solids.append(body)
        look = self.add("COLOUR_RGB('',%.2f,%.2f,%.2f)" % colour)
        for kind in ("FILL_AREA_STYLE_COLOUR('',{})", "FILL_AREA_STYLE('',({}))", "SURFACE_STYLE_FILL_AREA({})", "SURFACE_SIDE_STYLE('',({}))",
                     "SURFACE_STYLE_USAGE(.BOTH.,{})", "PRESENTATION_STYLE_ASSIGNMENT(({}))"):
            look = self.add(kind.format(look))
        self.styles.append(self.add(f"STYLED_ITEM('',({look}),{body})"))

    def face(self, loop, vertices, edges):
        oriented = []
        for a, b in zip(loop, loop[1:] + loop[:1]):
            for point in (a, b):
                if point not in vertices:
                    vertices[point] = self.add(f"VERTEX_POINT('',{self.triple('CARTESIAN_POINT', point)})")
            if (b, a) in edges:
                oriented.append(self.add(f"ORIENTED_EDGE('',*,*,{edges[b, a]},.F.)"))
                continue
            vector = self.add(f"VECTOR('',{self.triple('DIRECTION', unit(minus(b, a)))},1.)")
            line = self.add(f"LINE('',{self.triple('CARTESIAN_POINT', a)},{vector})")
            edges[a, b] = self.add(f"EDGE_CURVE('',{vertices[a]},{vertices[b]},{line},.T.)")
            oriented.append(self.add(f"ORIENTED_EDGE('',*,*,{edges[a, b]},.T.)"))
        bound = self.add(f"FACE_BOUND('',{self.add('EDGE_LOOP(' + repr('') + ',(' + ','.join(oriented) + '))')},.T.)")
        plane = self.add(f"PLANE('',{self.axes(loop[0], normal(loop), unit(minus(loop[1], loop[0])))})")
        return self.add(f"ADVANCED_FACE('',({bound}),{plane},.T.)")

    def write(self):
        shape = self.add(f"ADVANCED_BREP_SHAPE_REPRESENTATION('',({','.join([self.origin, *self.solids])}),#14)")
        self.add(f"SHAPE_DEFINITION_REPRESENTATION(#9,{shape})")
        self.add(f"MECHANICAL_DESIGN_GEOMETRIC_PRESENTATION_REPRESENTATION('',({','.join(self.styles)}),#14)")
        head = ["ISO-10303-21;", "HEADER;", f"FILE_DESCRIPTION(('{self.name}'),'2;1');",
                f"FILE_NAME('{self.name}.step','2026-11-22T00:00:00',('signet'),(''),'','','');",
                "FILE_SCHEMA(('AUTOMOTIVE_DESIGN { 1 0 10303 214 1 1 1 1 }'));", "ENDSEC;", "DATA;"]
        path = Path(__file__).with_name(f"{self.name}.step")
        path.write_text("\n".join([*head, *self.lines, "ENDSEC;", "END-ISO-10303-21;", ""]), encoding="ascii")


def minus(a, b):
    return tuple(p - q for p, q in zip(a, b))


def unit(v):
    return tuple(x / math.hypot(*v) for x in v)


def normal(loop):
    """Newell's sum over the edges."""
    pairs = list(zip(loop, loop[1:] + loop[:1]))
    return unit((sum((a[1] - b[1]) * (a[2] + b[2]) for a, b in pairs), sum((a[2] - b[2]) * (a[0] + b[0]) for a, b in pairs),
                 sum((a[0] - b[0]) * (a[1] + b[1]) for a, b in pairs)))


def loft(*loops):
    """The faces between loops that lie over each other, each anticlockwise seen from the last."""
    yield loops[0][::-1]
    for low, high in zip(loops, loops[1:]):
        for i in range(len(low)):
            j = (i + 1) % len(low)
            yield [low[i], low[j], high[j], high[i]]
    yield loops[-1]


def rectangle(x0, x1, y0, y1, z):
    return [(x0, y0, z), (x1, y0, z), (x1, y1, z), (x0, y1, z)]


def box(x0, x1, y0, y1, z0, z1):
    return list(loft(rectangle(x0, x1, y0, y1, z0), rectangle(x0, x1, y0, y1, z1)))


def along_y(profile, y0, y1):
    """A profile of (x, z), anticlockwise seen from the front (-y), as a bar."""
    return list(loft([(x, y1, z) for x, z in profile], [(x, y0, z) for x, z in profile]))


def along_x(profile, x0, x1):
    """A profile of (y, z), anticlockwise seen from the right (+x), as a bar."""
    return list(loft([(x0, y, z) for y, z in profile], [(x1, y, z) for y, z in profile]))


def soic():
    step = Step("SOIC-8")
    levels = ((1.86, 2.36, 0.1), (1.95, 2.45, 0.7), (1.95, 2.45, 0.9), (1.80, 2.30, 1.5))
    step.solid(list(loft(*(rectangle(-x, x, -y, y, z) for x, y, z in levels))), BLACK)
    ring = [(0.28 * math.cos(i * math.pi / 8) - 1.35, 0.28 * math.sin(i * math.pi / 8) + 1.85) for i in range(16)]
    step.solid(list(loft([(x, y, 1.5) for x, y in ring], [(x, y, 1.51) for x, y in ring])), GREY)
    wing = [(1.9, 0.7), (2.2, 0.7), (2.42, 0.0), (3.0, 0.0), (3.0, 0.2), (2.56, 0.2), (2.34, 0.9), (1.9, 0.9)]
    for row in (1.905, 0.635, -0.635, -1.905):
        step.solid(along_y(wing, row - 0.2, row + 0.2), TIN)
        step.solid(along_y([(-x, z) for x, z in wing[::-1]], row - 0.2, row + 0.2), TIN)
    step.write()


def jst_sh():
    """Open to the front (-y), with a step along the top of the back, as the makers draw it."""
    step = Step("JST_SH_4")
    step.solid(box(-3.0, 3.0, -2.575, 1.675, 0.1, 0.5), IVORY)
    for left in (-3.0, 2.6):
        step.solid(along_x([(-2.575, 0.5), (1.675, 0.5), (1.675, 2.2), (1.1, 2.9), (-2.575, 2.9)], left, left + 0.4), IVORY)
    step.solid(box(-2.6, 2.6, -2.2, 1.1, 2.5, 2.9), IVORY)
    for left, right in ((-2.6, -1.7), (-0.9, 0.9), (1.7, 2.6)):  # two notches for the lugs of the plug
        step.solid(box(left, right, -2.575, -2.2, 2.5, 2.9), IVORY)
    step.solid(along_x([(0.7, 0.5), (1.675, 0.5), (1.675, 2.2), (1.1, 2.9), (1.1, 2.5), (0.7, 2.5)], -2.6, 2.6), IVORY)
    for x in (-1.5, -0.5, 0.5, 1.5):
        step.solid(box(x - 0.1, x + 0.1, 1.6, 2.5, 0.0, 0.2), TIN)
        step.solid(box(x - 0.1, x + 0.1, -1.6, 0.7, 1.3, 1.5), TIN)
    for left in (-3.25, 3.0):
        step.solid(box(left, left + 0.25, -2.5, -1.1, 0.0, 1.2), TIN)
    step.write()


if __name__ == "__main__":
    soic()
    jst_sh()
