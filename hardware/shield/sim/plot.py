"""Waveforms as SVG: one frame, named curves, dashed lines for limits."""

WIDTH, HEIGHT, LEFT, TOP, RIGHT, BOTTOM = 760, 380, 62, 44, 190, 48
COLOURS = ("#1f5f8b", "#c8553d", "#3a7d44", "#8e6c8a", "#b8860b", "#4a4a4a")


def nice(x):
    return f"{x:.6g}"


class Frame:
    def __init__(self, x_range, y_range):
        self.x, self.y = x_range, y_range

    def at(self, x, y):
        px = LEFT + (x - self.x[0]) / (self.x[1] - self.x[0]) * (WIDTH - LEFT - RIGHT)
        py = TOP + (self.y[1] - y) / (self.y[1] - self.y[0]) * (HEIGHT - TOP - BOTTOM)
        return px, py


def thinned(points, count=400):
    """As many points as the eye needs, with the lowest and highest of each stretch."""
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


def plot(path, title, x_name, y_name, x_range, y_range, curves, limits, x_ticks=8, y_ticks=6):
    """`curves`: (name, [(x, y)...]); `limits`: (name, y)."""
    frame = Frame(x_range, y_range)
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif">',
           f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>', text(LEFT, 20, title, size=15)]
    out += grid(frame, x_name, y_name, x_ticks, y_ticks)
    for name, y in limits:
        (x0, py), (x1, _) = frame.at(x_range[0], y), frame.at(x_range[1], y)
        out.append(f'<path d="M{x0:.1f} {py:.1f}H{x1:.1f}" stroke="#b00" stroke-dasharray="6 4"/>')
        out.append(text(x0 + 6, py - 5, name, size=12, colour="#b00"))
    for i, (name, points) in enumerate(curves):
        inside = [p for p in points if x_range[0] <= p[0] <= x_range[1]]
        path_data = " ".join(f"{x:.1f},{y:.1f}" for x, y in (frame.at(*p) for p in thinned(inside)))
        out.append(f'<polyline points="{path_data}" fill="none" stroke="{COLOURS[i]}" stroke-width="1.8"/>')
        y = TOP + 12 + 18 * i
        out.append(f'<path d="M{WIDTH - RIGHT + 10} {y - 4}h22" stroke="{COLOURS[i]}" stroke-width="3"/>')
        out.append(text(WIDTH - RIGHT + 38, y, name, size=12))
    path.write_text("\n".join(out + ["</svg>", ""]), encoding="utf-8")
