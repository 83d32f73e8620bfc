"""Draws how the shield is joined to each carrier, from the tables that the checks use: wiring.py BOARD-FOLDER [--check]."""

import sys
from pathlib import Path

from design import table

NAMES = {"nodemcu-narrow": "NodeMCU v1.0 / v2 (narrow, rows 22.86 mm apart)", "nodemcu-wide": "NodeMCU v3 (wide, rows 27.94 mm apart)",
         "devkitc-v4": "ESP32 DevKitC V4 (38 pins)", "doit-v1": "ESP32 DOIT DevKit V1 (30 pins)",
         "raspberry-pi": "Raspberry Pi: the first pins of the inner row"}
SIGNALS = {"1": "GND", "2": "3V3", "3": "SDA", "4": "SCL"}  # of J3, the order of Qwiic
COLOURS = {"GND": "#222222", "3V3": "#c0392b", "SDA": "#1f5f8b", "SCL": "#b8860b"}
PLUG = ("SCL", "SDA", "", "", "3V3", "GND", "", "")  # what J1 takes as delivered
STEP, TOP, LEFT, BODY = 24, 70, 60, 176


def text(x, y, words, anchor="start", size=13, colour="#222", weight="normal"):
    return f'<text x="{x}" y="{y}" font-size="{size}" text-anchor="{anchor}" fill="{colour}" font-weight="{weight}">{words}</text>'


def rectangle(x, y, width, height, fill, stroke="#555"):
    return f'<rect x="{x}" y="{y}" width="{width}" height="{height}" rx="6" fill="{fill}" stroke="{stroke}"/>'


class Carrier:
    def __init__(self, name, pins):
        self.pins = [p for p in pins if p["carrier"] == name]
        self.rows = [r for r in ("left", "right", "odd") if any(p["row"] == r for p in self.pins)]
        self.height = max(int(p["position"]) for p in self.pins) * STEP + 16

    def at(self, row, position):
        x = LEFT if row == "left" else LEFT + BODY
        return x, TOP + 20 + (int(position) - 1) * STEP

    def drawn(self, title):
        yield text(LEFT - 40, 28, title, size=16, weight="bold")
        yield rectangle(LEFT - 14, TOP, BODY + 28, self.height, "#e9edf0")
        if self.rows != ["odd"]:
            yield text(LEFT + BODY / 2, TOP - 8, "antenna", "middle", 12, "#777")
            yield text(LEFT + BODY / 2, TOP + self.height + 18, "USB", "middle", 12, "#777")
        for pin in self.pins:
            x, y = self.at(pin["row"], pin["position"])
            inside, anchor = (x + 12, "start") if pin["row"] == "left" else (x - 12, "end")
            yield f'<circle cx="{x}" cy="{y}" r="5" fill="{"#c8553d" if pin["trap"] else "#d4af37"}" stroke="#555"/>'
            gpio = f" · GPIO{pin['gpio']}" if pin["gpio"] and not pin["label"].isdigit() and not pin["label"].startswith("GPIO") else ""
            yield text(inside, y + 4, pin["label"] + gpio, anchor, 12, "#9b2d1a" if pin["trap"] else "#222")


def plugged(carrier, contacts):
    """The shield beside the row that its plug covers."""
    x, first = carrier.at(contacts[0]["row"], contacts[0]["position"])
    left, top = x + 16, first - 34
    yield rectangle(x - 9, first - 12, 22, 7 * STEP + 24, "none", "#1e6b3a")
    yield rectangle(left, top, 240, 10 * STEP, "#2f7d4a", "#1e5532")
    yield text(left + 150, top + 100, "signet shield", "middle", 15, "white", "bold") + text(left + 150, top + 122, "parts up, J1 on D1 … D6", "middle", 12, "white")
    for contact in contacts:
        y = carrier.at(contact["row"], contact["position"])[1]
        signal = PLUG[int(contact["pin"]) - 1]
        yield text(left + 12, y + 4, f"{'D1 D2 D3 D4 3V3 GND D5 D6'.split()[int(contact['pin']) - 1]}{'  ' + signal if signal in ('SCL', 'SDA') else ''}", size=12, colour="white")


def wired(carrier, contacts):
    """Four wires from J3 to the pins."""
    left, top = LEFT + BODY + 190, TOP + 130
    yield rectangle(left, top, 200, 150, "#2f7d4a", "#1e5532")
    yield text(left + 120, top + 70, "signet shield", "middle", 15, "white", "bold") + text(left + 120, top + 92, "J3, or Qwiic", "middle", 12, "white")
    for contact in sorted(contacts, key=lambda c: c["pin"]):
        n, signal = int(contact["pin"]), SIGNALS[contact["pin"]]
        x, y = carrier.at(contact["row"], contact["position"])
        end, lane = top + 24 + (n - 1) * 32, LEFT + BODY + 40 + n * 26
        start = f"M{x} {y}H{lane}"
        if contact["row"] == "left":  # around the top of the carrier
            start = f"M{x} {y}H{x - 40}V{TOP - 28}H{lane}"
        yield f'<path d="{start}V{end}H{left + 12}" fill="none" stroke="{COLOURS[signal]}" stroke-width="3" stroke-linejoin="round"/>'
        yield f'<circle cx="{left + 14}" cy="{end}" r="5" fill="#d4af37" stroke="#555"/>' + text(left + 26, end + 4, signal, size=12, colour="white")


def picture(name, pins, wiring):
    carrier = Carrier(name, pins)
    contacts = [w for w in wiring if w["carrier"] == name]
    shield = plugged if contacts[0]["connector"] == "J1" else wired
    height = TOP + max(carrier.height, 300) + 40
    body = [*carrier.drawn(NAMES[name]), *shield(carrier, contacts)]
    if any(p["trap"] for p in carrier.pins):
        body.append(text(624, height - 16, "red: straps and flash pins, not to be touched", "end", 12, "#9b2d1a"))
    return "\n".join([f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 {height}" font-family="sans-serif">',
                      f'<rect width="640" height="{height}" fill="white"/>', *body, "</svg>", ""])


def main():
    folder = Path(sys.argv[1])
    pins, wiring = table(folder / "carriers.csv"), table(folder / "wiring.csv")
    stale = []
    for name in NAMES:
        file, drawn = folder / "pictures" / f"wiring-{name}.svg", picture(name, pins, wiring)
        if "--check" not in sys.argv:
            file.write_text(drawn, encoding="utf-8")
        elif not file.exists() or file.read_text(encoding="utf-8") != drawn:
            stale.append(f"{file.name} is not what the tables say; fab.sh --pictures renews it")
    print(*stale, sep="\n", end="\n" if stale else "")
    sys.exit(bool(stale))


if __name__ == "__main__":
    main()
