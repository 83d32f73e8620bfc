"""Draws how the shield is joined to each carrier, from the tables that the checks use: wiring.py BOARD-FOLDER [--check]."""

import sys
from pathlib import Path

from design import table

NAMES = {"nodemcu-narrow": "NodeMCU v1.0 / v2 (narrow, rows 22.86 mm apart)", "nodemcu-wide": "NodeMCU v3 (wide, rows 27.94 mm apart)",
         "devkitc-v4": "ESP32 DevKitC V4 (38 pins)", "doit-v1": "ESP32 DOIT DevKit V1 (30 pins)",
         "raspberry-pi": "Raspberry Pi: the end of the header at the SD card"}
SIGNALS = {"1": "GND", "2": "3V3", "3": "SDA", "4": "SCL"}  # of J3, the order of Qwiic
STRANDS = {"GND": "black", "3V3": "red", "SDA": "blue", "SCL": "yellow"}  # of every Qwiic cable
COLOURS = {"GND": "#222222", "3V3": "#c0392b", "SDA": "#1f5f8b", "SCL": "#b8860b"}
HOLES = "D1 D2 D3 D4 3V3 GND D5 D6".split()
PLUG = ("SCL", "SDA", "", "", "", "", "", "")  # what J1 takes as delivered
STEP, TOP, LEFT, BODY = 24, 70, 60, 176  # STEP is 0.1 inch; the shield is ten of them
APART = {"nodemcu-narrow": 9 * STEP, "nodemcu-wide": 11 * STEP}  # rows of the boards that sit on the shield, to scale


def text(x, y, words, anchor="start", size=13, colour="#222", weight="normal"):
    return f'<text x="{x}" y="{y}" font-size="{size}" text-anchor="{anchor}" fill="{colour}" font-weight="{weight}">{words}</text>'


def rectangle(x, y, width, height, fill, stroke="#555"):
    return f'<rect x="{x}" y="{y}" width="{width}" height="{height}" rx="6" fill="{fill}" stroke="{stroke}"/>'


class Carrier:
    def __init__(self, name, pins):
        self.name, self.body = name, APART.get(name, BODY)
        self.pins = [p for p in pins if p["carrier"] == name]
        self.header = any(p["row"] == "even" for p in self.pins)  # two rows side by side: the pins have numbers
        self.height = max(int(p["position"]) for p in self.pins) * STEP + 16

    def at(self, row, position):
        x = {"left": LEFT, "right": LEFT + self.body, "odd": LEFT + 68, "even": LEFT + 68 + STEP}[row]
        return x, TOP + 20 + (int(position) - 1) * STEP

    def drawn(self, title):
        yield text(LEFT - 40, 28, title, size=16, weight="bold")
        yield rectangle(LEFT - 14, TOP, self.body + 28, self.height, "#e9edf0")
        if not self.header:
            yield text(LEFT + self.body / 2, TOP - 8, "antenna", "middle", 12, "#777")
            yield text(LEFT + self.body / 2, TOP + self.height + 18, "USB", "middle", 12, "#777")
        for pin in self.pins:
            yield from self.numbered(pin) if self.header else self.named(pin)

    def named(self, pin):
        x, y = self.at(pin["row"], pin["position"])
        gap = STEP + 8 if self.name in APART else 12  # beside the shield's edge, which shines through
        inside, anchor = (x + gap, "start") if pin["row"] == "left" else (x - gap, "end")
        yield f'<circle cx="{x}" cy="{y}" r="5" fill="{"#c8553d" if pin["trap"] else "#d4af37"}" stroke="#555"/>'
        gpio = f" · GPIO{pin['gpio']}" if pin["gpio"] and not pin["label"].isdigit() else ""
        yield text(inside, y + 4, pin["label"] + gpio, anchor, 12, "#9b2d1a" if pin["trap"] else "#222")

    def numbered(self, pin):
        x, y = self.at(pin["row"], pin["position"])
        odd = pin["row"] == "odd"
        yield f'<circle cx="{x}" cy="{y}" r="9" fill="{"#e59a88" if pin["trap"] else "#e8cf7a"}" stroke="#555"/>'
        yield text(x, y + 4, 2 * int(pin["position"]) - odd, "middle", 11)
        yield text(x - 15 if odd else x + 15, y + 4, pin["label"], "end" if odd else "start", 12, "#9b2d1a" if pin["trap"] else "#222")


def plugged(carrier, contacts):
    """The shield under the row that its plug covers, as it is from above, and both from the USB end."""
    x, first = carrier.at(contacts[0]["row"], contacts[0]["position"])
    left, top = x - STEP, first - 1.5 * STEP
    yield f'<rect x="{left}" y="{top}" width="{10 * STEP}" height="{10 * STEP}" rx="6" fill="#2f7d4a" fill-opacity="0.25" stroke="#1e5532"/>'
    yield f'<path d="M{x + 14} {top}h{8.5 * STEP - 2:g}v{10 * STEP}h-{8.5 * STEP - 2:g}z" fill="#2f7d4a"/>'
    yield rectangle(x - 11, first - 12, 22, 7 * STEP + 24, "none", "#1e5532")
    yield text(left + 168, top + 106, "signet shield", "middle", 15, "white", "bold")
    yield text(left + 168, top + 126, "below, parts up", "middle", 12, "white")
    for contact in contacts:
        y = carrier.at(contact["row"], contact["position"])[1]
        n = int(contact["pin"]) - 1
        yield f'<circle cx="{x}" cy="{y}" r="8" fill="none" stroke="#1e5532" stroke-width="2"/>'
        yield text(x + 22, y + 4, " = ".join(filter(None, (HOLES[n], PLUG[n]))), size=12, colour="white")
    yield text(left + 168, top + 18, "J1: holes D1 … D6", "middle", 12, "white")
    for n in range(15):  # the other row is in no table: the shield does not meet it
        yield f'<circle cx="{LEFT}" cy="{TOP + 20 + n * STEP}" r="5" fill="#ccc" stroke="#888"/>'
    yield text(LEFT + 12, TOP + 20 + 7 * STEP + 4, "not used", size=12, colour="#777")
    yield from from_usb(x + 34, TOP + 362, carrier.body / STEP)


def from_usb(left, bottom, apart):
    """The stack from the USB end, five pixels a millimetre: the carrier's pins in a socket on the shield."""
    step, x = 10.6, left + apart * 10.6
    yield text(left, bottom - 88, "seen from the USB end", size=12, colour="#777")
    yield f'<rect x="{left - 7}" y="{bottom - 62}" width="{apart * step + 14:.0f}" height="8" fill="#cfd6db" stroke="#555"/>'
    yield text(left + apart * step / 2, bottom - 68, "NodeMCU", "middle", 12)
    for pin in (left, x):
        yield f'<path d="M{pin:.0f} {bottom - 54}v30" stroke="#b8860b" stroke-width="3"/>'
    yield f'<rect x="{x - 6:.0f}" y="{bottom - 42}" width="12" height="42" fill="#444" fill-opacity="0.75"/>'
    yield f'<rect x="{x - step:.0f}" y="{bottom}" width="{10 * step:.0f}" height="8" fill="#2f7d4a" stroke="#1e5532"/>'
    yield text(f"{x + 12:.0f}", bottom - 16, "socket in J1", size=12) + text(f"{x + 12:.0f}", bottom + 24, "shield", size=12)


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
        if carrier.header:  # between the names of the pins
            down = -1 if contact["row"] == "odd" else 1
            start = f"M{x + 7} {y + 7 * down}l5 {5 * down}H{lane}"
        yield f'<path d="{start}V{end}H{left + 12}" fill="none" stroke="{COLOURS[signal]}" stroke-width="3" stroke-linejoin="round"/>'
        yield f'<circle cx="{left + 14}" cy="{end}" r="5" fill="#d4af37" stroke="#555"/>' + text(left + 26, end + 4, signal, size=12, colour="white")


def frame(width, height, body):
    return "\n".join([f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif">',
                      f'<rect width="{width}" height="{height}" fill="white"/>', *body, "</svg>", ""])


def picture(name, pins, wiring):
    carrier = Carrier(name, pins)
    contacts = [w for w in wiring if w["carrier"] == name]
    shield = plugged if contacts[0]["connector"] == "J1" else wired
    height = TOP + max(carrier.height, 300) + 40
    body = [*carrier.drawn(NAMES[name]), *shield(carrier, contacts)]
    if any(p["trap"] for p in carrier.pins):
        warning = "red: 5 V, not for this board" if carrier.header else "red: straps and flash pins, not to be touched"
        body.append(text(624, height - 12, warning, "end", 12, "#9b2d1a"))
    return frame(640, height, body)


def place(pins, wiring, carrier, n):
    """What a strand of the cable goes to."""
    contact = next(w for w in wiring if w["carrier"] == carrier and w["pin"] == n)
    pin = next(p for p in pins if all(p[key] == contact[key] for key in ("carrier", "row", "position")))
    if contact["row"] in ("odd", "even"):
        return f"pin {2 * int(contact['position']) - (contact['row'] == 'odd')}"
    return f"GPIO{pin['gpio']}" if pin["gpio"] else pin["label"]


def cable(pins, wiring):
    """The Qwiic socket, the colours of its cable, and where the strands of a cable with loose ends go."""
    top, names = 112, {"devkitc-v4": "ESP32", "raspberry-pi": "Raspberry Pi"}
    body = [text(20, 28, "Qwiic cable in J2: to a board with such a socket, or with loose ends", size=16, weight="bold"),
            rectangle(20, 56, 150, 210, "#2f7d4a", "#1e5532"), text(74, 150, "signet", "middle", 15, "white", "bold"),
            text(74, 170, "shield", "middle", 15, "white", "bold"), rectangle(128, 92, 44, 150, "#f4f4f4"),
            text(116, 86, "J2", "middle", 12, "white"), '<path d="M112 214v12l12 -6z" fill="white"/>',
            text(350, 70, "loose ends:", "end", 12, "#777")]
    body += [text(410 + 120 * i, 70, name, "middle", 13, weight="bold") for i, name in enumerate(names.values())]
    for n, signal in SIGNALS.items():
        y = top + (4 - int(n)) * 36  # pin 1, at the triangle, is the lowest
        body.append(f'<path d="M150 {y}H340" stroke="{"#e0b000" if signal == "SCL" else COLOURS[signal]}" stroke-width="5"/>')
        body.append(f'<circle cx="150" cy="{y}" r="6" fill="#d4af37" stroke="#555"/>')
        body.append(text(182, y - 6, f"{signal}, {STRANDS[signal]}", size=12))
        body += [text(410 + 120 * i, y + 4, place(pins, wiring, carrier, n), "middle", 13) for i, carrier in enumerate(names)]
    body.append(text(20, 292, "The plug goes in one way only. Look at the colours all the same: some cables have others.", size=12))
    return frame(640, 310, body)


def main():
    folder = Path(sys.argv[1])
    pins, wiring = table(folder / "carriers.csv"), table(folder / "wiring.csv")
    stale = []
    drawings = {name: picture(name, pins, wiring) for name in NAMES}
    drawings["qwiic"] = cable(pins, wiring)
    for name, drawn in drawings.items():
        file = folder / "pictures" / f"wiring-{name}.svg"
        if "--check" not in sys.argv:
            file.write_text(drawn, encoding="utf-8")
        elif not file.exists() or file.read_text(encoding="utf-8") != drawn:
            stale.append(f"{file.name} is not what the tables say; fab.sh --pictures renews it")
    print(*stale, sep="\n", end="\n" if stale else "")
    sys.exit(bool(stale))


if __name__ == "__main__":
    main()
