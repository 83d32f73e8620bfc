"""Waveforms as SVG: panels of named curves, dashed red lines for limits."""

WIDTH, HEIGHT, LEFT, TOP, RIGHT, BOTTOM = 760, 340, 62, 44, 190, 48
COLOURS = ("#1f5f8b", "#e08214", "#3a7d44", "#b2182b", "#8e6c8a", "#111111", "#b8860b", "#6baed6")
# Width and dashes: a curve that lies on an earlier one must not hide it.
STYLES = ((5, ""), (3, "14 8"), (2.5, ""), (2, "2 5"), (2.5, ""), (2.5, "9 6"), (2.5, ""), (2.5, "9 6"))


def nice(x):
    return f"{round(x, 9) + 0.0:.6g}"


class Frame:
    def __init__(self, x_range, y_range, top=0):
        self.x, self.y, self.top = x_range, y_range, top

    def at(self, x, y):
        px = LEFT + (x - self.x[0]) / (self.x[1] - self.x[0]) * (WIDTH - LEFT - RIGHT)
        py = self.top + TOP + (self.y[1] - y) / (self.y[1] - self.y[0]) * (HEIGHT - TOP - BOTTOM)
        return px, py


def thinned(points, count=700):
    """As many points as the eye needs, with the lowest and highest of each stretch in their order."""
    if len(points) <= count:
        return points
    step, kept = len(points) * 2 // count, []
    for i in range(0, len(points), step):
        part = points[i : i + step]
        kept += sorted({min(part, key=lambda p: p[1]), max(part, key=lambda p: p[1])})
    return kept


def ticks(low, high, count):
    return [low + (high - low) * i / count for i in range(count + 1)]


def text(x, y, words, anchor="start", size=13, colour="#222"):
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}" fill="{colour}">{words}</text>'


def grid(frame, x_name, y_name, x_ticks, y_ticks):
    (x0, y0), (x1, y1) = frame.at(frame.x[0], frame.y[0]), frame.at(frame.x[1], frame.y[1])
    for x in ticks(*frame.x, x_ticks):
        px = frame.at(x, 0)[0]
        yield f'<path d="M{px:.1f} {y0:.1f}V{y1:.1f}" stroke="#e4e4e4"/>' + text(px, y0 + 18, nice(x), "middle", 12)
    for y in ticks(*frame.y, y_ticks):
        py = frame.at(0, y)[1]
        yield f'<path d="M{x0:.1f} {py:.1f}H{x1:.1f}" stroke="#e4e4e4"/>' + text(x0 - 8, py + 4, nice(y), "end", 12)
    yield f'<path d="M{x0:.1f} {y1:.1f}V{y0:.1f}H{x1:.1f}" stroke="#222" fill="none"/>'
    yield text((x0 + x1) / 2, y0 + 38, x_name, "middle") + text(x0, y1 - 8, y_name)


def panel(top, title, x_name, y_name, x_range, y_range, curves, limits, x_ticks=8, y_ticks=6, dots=()):
    """`curves`: (name, [(x, y)...]); `limits`: (name, y); `dots`: (name, x, y)."""
    frame = Frame(x_range, y_range, top)
    yield text(LEFT, top + 20, title, size=15)
    yield from grid(frame, x_name, y_name, x_ticks, y_ticks)
    for name, y in limits:
        (x0, py), (x1, _) = frame.at(x_range[0], y), frame.at(x_range[1], y)
        yield f'<path d="M{x0:.1f} {py:.1f}H{x1:.1f}" stroke="#b00" stroke-dasharray="6 4"/>'
    for i, (name, points) in enumerate(curves):
        inside = [p for p in points if x_range[0] <= p[0] <= x_range[1]]
        path_data = " ".join(f"{x:.1f},{y:.1f}" for x, y in (frame.at(*p) for p in thinned(inside)))
        width, dashes = STYLES[i] if len(curves) > 1 else (2, "")
        style = f'stroke="{COLOURS[i]}" stroke-width="{width}" stroke-linejoin="round"' + (f' stroke-dasharray="{dashes}"' if dashes else "")
        yield f'<polyline points="{path_data}" fill="none" {style}/>'
        y = top + TOP + 12 + 18 * i
        yield f'<path d="M{WIDTH - RIGHT + 10} {y - 4}h26" {style}/>' + text(WIDTH - RIGHT + 42, y, name, size=12)
    for name, x, y in dots:
        px, py = frame.at(x, y)
        yield f'<circle cx="{px:.1f}" cy="{py:.1f}" r="5" fill="#222"/>' + text(px + 9, py - 7, name, size=12)
    for name, y in limits:  # over the curves
        px, py = frame.at(x_range[1], y)
        yield f'<g stroke="white" stroke-width="4" paint-order="stroke">{text(px - 6, py - 5, name, "end", 12, "#b00")}</g>'


def plot(path, *panels):
    """One picture of panels below each other; each is the arguments of panel() behind `top`."""
    height = HEIGHT * len(panels)
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" font-family="sans-serif">',
           f'<rect width="{WIDTH}" height="{height}" fill="white"/>']
    for i, arguments in enumerate(panels):
        out += panel(i * HEIGHT, *arguments)
    path.write_text("\n".join(out + ["</svg>", ""]), encoding="utf-8")
