"""Simulates the board with ngspice and compares with the limits of the datasheet: simulate.py [--write].

Without an argument it prints the table, and fails when a case that must keep its limit does not, when a case that must
break it keeps it (then the simulation would prove nothing), or when results.csv tells of other figures. --write renews
results.csv and the pictures.
"""

import csv
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from plot import plot

HERE = Path(__file__).resolve().parent
# The limits of DS20005927A, in the units of results.csv. VIL and VIH are those of TTLenable = 0, as the element is delivered.
RISE, WAKE, VCC = 300.0, 60.0, 2.0  # ns, us, V
VOL, VIL, VIH = 0.4, 0.5, 1.5  # V: what it drives a line to with 4 mA; what it reads as low and as high
DIP = 50.0  # mV: our own
HALF_BIT = 1.25e-6  # s, of 400 kHz: a line that is released must be high by then
AGREE = 0.03  # of results.csv; another version of ngspice may differ that much


def run(circuit, **values):
    """The waveform [(seconds, volts)] of a circuit with some of its .param lines changed."""
    text = (HERE / f"{circuit}.cir").read_text(encoding="utf-8")
    for name, value in values.items():
        text, changed = re.subn(rf"(?m)^\.param {name}=.*$", f".param {name}={value}", text)
        assert changed == 1, f"{circuit}.cir has no parameter {name}"
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "run.cir").write_text(text, encoding="utf-8")
        done = subprocess.run(["ngspice", "-b", "run.cir"], cwd=folder, capture_output=True, text=True)
        out = Path(folder, "out.txt")
        if not out.exists():
            sys.exit(f"simulate.py: ngspice did not run {circuit}.cir:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
        return [tuple(map(float, line.split())) for line in out.read_text().splitlines()]


def crossing(wave, level, after=0.0, rising=True):
    """When the wave first passes the level, between two points of the simulation."""
    for (t0, v0), (t1, v1) in zip(wave, wave[1:]):
        if t1 > after and (v0 < level <= v1 if rising else v0 > level >= v1):
            return t0 + (level - v0) / (v1 - v0) * (t1 - t0)
    return float("inf")


def rise_time(wave, vcc=3.3):
    return (crossing(wave, 0.7 * vcc, 2e-6) - crossing(wave, 0.3 * vcc, 2e-6)) * 1e9


def low_level(wave):
    return next(v for t, v in reversed(wave) if t < 1.9e-6)


def high_level(wave):
    return next(v for t, v in reversed(wave) if t <= 2e-6 + HALF_BIT)


def low_time(wave):
    fall = crossing(wave, VIL, rising=False)
    return (crossing(wave, VIL, fall) - fall) * 1e6


def lowest(wave):
    return min(v for t, v in wave if t > 90e-6)


def dip(wave):
    """How far the step of the element alone takes its supply down, in mV."""
    before = next(v for t, v in reversed(wave) if t < 104.9e-6)
    return (before - min(v for t, v in wave if 105e-6 <= t < 125e-6)) * 1e3


def bus_cases():
    """What, pull-up, capacitance, whether the limits of rise time, of the low and of the high level are kept."""
    yield "the board alone with 20 cm of wire", "4.7k", "75p", True, True, True
    yield "two shields on one bus", "2.35k", "150p", True, True, True
    yield "Raspberry Pi (1.8 k) and the board", "1.3k", "200p", True, True, True
    yield "2.2 k at its most capacitance", "2.2k", "160p", True, True, True
    yield "10 k instead, as on some breakouts", "10k", "75p", False, True, True
    yield "the board with 200 pF of cable", "4.7k", "200p", False, True, True
    yield "470 ohm, too strong", "470", "75p", True, False, True
    yield "10 k and 400 pF of cable", "10k", "400p", False, True, False


def supply_cases():
    """What, its short name, parameters, whether the step of the element is below our limit."""
    wires = {"RWAY": "100m", "LWAY": "200n"}
    bare = {"BULK": "1f", "NEAR": "1n"}
    yield "plug, element starts", "plug", {}, True
    yield "plug, element starts in a transmit burst", "plug, burst", {"BURST": "300m"}, True
    yield "wires, element starts", "wires", wires, True
    yield "wires, element starts in a burst", "wires, burst", {**wires, "BURST": "300m"}, True
    yield "wires, without C2", "wires, no C2", {**wires, "BULK": "1f"}, True
    yield "wires, without C1 and C2", "wires, no C1, C2", {**wires, **bare}, False


def results():
    """Rows of the table, and the waves for the pictures by name."""
    rows, waves = [], {"bus": {}, "wake": {}, "supply": {}}

    def row(case, quantity, value, unit, limit, at_most, keeps):
        kept = value <= limit * 1.0001 if at_most else value >= limit * 0.9999
        rows.append({"case": case, "quantity": quantity, "value": f"{value:.4g}", "unit": unit,
                     "limit": f"{'≤' if at_most else '≥'} {limit:g}", "kept": "yes" if kept else "no",
                     "wanted": "yes" if keeps else "no"})

    for case, pull, cbus, rise_ok, low_ok, high_ok in bus_cases():
        wave = waves["bus"][f"{pull}, {cbus}F"] = run("bus", PULL=pull, CBUS=cbus)
        row(f"{case}: {pull}, {cbus}F", "rise time", rise_time(wave), "ns", RISE, True, rise_ok)
        row(f"{case}: {pull}, {cbus}F", "low level (VOL)", low_level(wave), "V", VOL, True, low_ok)
        row(f"{case}: {pull}, {cbus}F", "low level (VIL)", low_level(wave), "V", VIL, True, low_ok)
        row(f"{case}: {pull}, {cbus}F", "half a bit later (VIH)", high_level(wave), "V", VIH, False, high_ok)
    strongest = run("bus", PULL="800", VCC="3.6")
    row("strongest pull-up at 3.6 V: 800", "low level (VOL)", low_level(strongest), "V", VOL, True, True)
    for scl, keeps in (("100k", True), ("133k", True), ("400k", False)):
        wave = waves["wake"][f"{scl}Hz"] = run("wake", SCL=scl)
        row(f"byte 00h at {scl}Hz", "SDA low", low_time(wave), "µs", WAKE, False, keeps)
    for case, name, values, keeps in supply_cases():
        wave = waves["supply"][name] = run("supply", **values)
        row(case, "lowest VCC", lowest(wave), "V", VCC, False, True)
        row(case, "dip by the ECC unit", dip(wave), "mV", DIP, True, keeps)
    return rows, waves


def pictures(waves):
    def curves(name, unit):
        return [(label, [(t * unit, v) for t, v in wave]) for label, wave in waves[name].items()]

    bus = [(n, [(t - 2000, v) for t, v in w]) for n, w in curves("bus", 1e9)]
    plot(HERE / "rise.svg", ("A line is released: 30 % to 70 % within 300 ns", "ns", "V", (0, 1500), (0, 3.6), bus,
                             [("70 % of 3.3 V", 2.31), ("30 %", 0.99)], 6))
    plot(HERE / "low.svg", low_panel())
    plot(HERE / "wake.svg", ("Byte 00h as wake pulse: below 0.5 V for 60 µs or more", "µs", "V", (0, 120), (0, 3.6),
                             curves("wake", 1e6), [("0.5 V", VIL)]))
    plot(HERE / "supply.svg", *supply_panels(curves("supply", 1e6)))


def low_panel():
    """The low level over the pull-up, with the shield and its neighbours as dots."""
    pulls = [280, 310, 350, 400, 470, 550, 650, 800, 1000, 1300, 1700, 2200, 2800, 3500, 4700, 6000]
    curves = [(f"VCC {vcc} V", [(ohm / 1e3, low_level(run("bus", PULL=str(ohm), VCC=vcc))) for ohm in pulls]) for vcc in ("3.6", "3.3")]
    at = dict(curves[1][1])
    dots = [(name, kilo, at[kilo]) for name, kilo in (("470 Ω", 0.47), ("Raspberry Pi and shield", 1.3), ("the shield", 4.7))]
    return ("The element holds a line low: VOL over the pull-up", "pull-up, kΩ", "V", (0, 6), (0, 1), curves,
            [("VOL at most 0.4 V", VOL), ("VIL 0.5 V: read as low", VIL)], 6, 5, dots)


def supply_panels(curves):
    """The whole rail where the radio shows, and millivolts around the step where the capacitors do."""
    def step(name, wave):
        before = next(v for t, v in reversed(wave) if t < 104.9)
        return name, [(t - 105, (v - before) * 1e3) for t, v in wave]

    burst = [c for c in curves if "burst" in c[0]]
    calm = [step(*c) for c in curves if "burst" not in c[0]]
    return (("VCC when the radio starts at 100 µs and the ECC unit at 105 µs", "µs", "V", (95, 135), (3.1, 3.4), burst, [], 8, 3),
            ("The ECC unit alone, against VCC before it: radio silent", "µs after its start", "mV", (-0.25, 2.25), (-20, 15),
             calm[:3], [], 10, 7),
            ("The same without C1 and C2 (note the scale)", "µs after its start", "mV", (-0.1, 1.1), (-200, 200),
             calm[3:], [("our limit, −50 mV", -DIP)], 12, 8))


def disagreements(rows, recorded):
    if [(r["case"], r["quantity"]) for r in rows] != [(r["case"], r["quantity"]) for r in recorded]:
        yield "results.csv has other cases"
        return
    for now, then in zip(rows, recorded):
        if abs(float(now["value"]) - float(then["value"])) > AGREE * abs(float(then["value"])):
            yield f"results.csv: {now['case']}, {now['quantity']} is {then['value']}, simulated {now['value']} {now['unit']}"


def main():
    rows, waves = results()
    file = HERE / "results.csv"
    for r in rows:
        print(f"{r['case']:58} {r['quantity']:22} {r['value']:>7} {r['unit']:3} {r['limit']:7} {'kept' if r['kept'] == 'yes' else 'broken'}")
    problems = [f"{r['case']}: {r['quantity']} of {r['value']} {r['unit']} {'breaks' if r['kept'] == 'no' else 'keeps'} the limit "
                f"{r['limit']}" for r in rows if r["kept"] != r["wanted"]]
    if sys.argv[1:] == ["--write"]:
        with file.open("w", newline="", encoding="utf-8") as out:
            table = csv.DictWriter(out, rows[0].keys(), lineterminator="\n")
            table.writeheader()
            table.writerows(rows)
        pictures(waves)
    else:
        with file.open(encoding="utf-8") as recorded:
            problems += disagreements(rows, list(csv.DictReader(recorded)))
    for problem in problems:
        print(f"simulate.py: {problem}", file=sys.stderr)
    sys.exit(bool(problems))


if __name__ == "__main__":
    main()
