"""Rules of the circuit, from the netlist: the element's pins, the plug on each carrier, the pull-ups, the sleep current."""

from design import ANY_STATE, DELIVERED, NO_PULL_UPS, OTHER_PINS, Wired, number

ELEMENT = {"4": "GND", "5": "SDA", "6": "SCL", "8": "+3V3"}  # DS20005927A; 1, 2, 3 and 7 are not connected
QWIIC = {"1": "GND", "2": "+3V3", "3": "SDA", "4": "SCL"}
POWER = {"3V3": "+3V3", "GND": "GND"}
NODEMCU_GPIO = {"delivered": {"SCL": "5", "SDA": "4"}, "changed": {"SCL": "14", "SDA": "12"}}
WIRE_GPIO = {"devkitc-v4": {"SCL": "22", "SDA": "21"}, "doit-v1": {"SCL": "22", "SDA": "21"},
             "raspberry-pi": {"SCL": "3", "SDA": "2"}}
RISE_MAX, BUS_PF, SINK_MAX, VOL_MAX = 300e-9, 75e-12, 4e-3, 0.4  # limits of DS20005927A
RAIL_MAX = 3.6


def element(netlist):
    for ref in netlist.refs("U"):
        paddle = {"9": "GND"} if "UDFN" in netlist.parts[ref]["footprint"] else {}
        for pin, signal in {**ELEMENT, **paddle}.items():
            if netlist.net(ref, pin) != signal:
                yield f"{ref} pin {pin} is on net {netlist.net(ref, pin)}, not {signal}"
        for pin in "1237":
            if not netlist.net(ref, pin).startswith("unconnected-"):
                yield f"{ref} pin {pin} has no function and must stay unconnected"
    for ref in ("J2", "J3"):
        for pin, signal in QWIIC.items():
            if netlist.net(ref, pin) != signal:
                yield f"{ref} pin {pin} is on net {netlist.net(ref, pin)}, the order of Qwiic says {signal}"
    for ref, signal in (("TP1", "SDA"), ("TP2", "SCL"), ("TP3", "+3V3"), ("TP4", "GND")):
        if netlist.net(ref, 1) != signal:
            yield f"{ref} probes net {netlist.net(ref, 1)}, not {signal}"


def reached(netlist, wired, net):
    """The signal that a net of the plug becomes behind the jumpers, or None when it leads nowhere."""
    for signal in ("SCL", "SDA", "+3V3", "GND"):
        if wired.same(net, signal):
            return signal
    return None


def carriers(netlist, pins, wiring):
    """Every carrier, with the jumpers as delivered and changed: power to power, no strap touched, both lines to their pins."""
    places = {(p["carrier"], p["row"], p["position"]): p for p in pins}
    for carrier in sorted({w["carrier"] for w in wiring}):
        contacts = [w for w in wiring if w["carrier"] == carrier]
        if contacts[0]["connector"] == "J1":
            yield from plug_is_straight(carrier, contacts)
        for state, jumpers in (("delivered", DELIVERED), ("changed", OTHER_PINS)):
            wired, found = Wired(netlist, jumpers), {}
            for contact in contacts:
                pin = places[carrier, contact["row"], contact["position"]]
                net = netlist.net(contact["connector"], contact["pin"])
                yield from contact_problems(carrier, state, contact, pin, net, reached(netlist, wired, net), found)
            wanted = WIRE_GPIO.get(carrier, NODEMCU_GPIO[state])
            if found != wanted:
                yield f"{carrier}, jumpers {state}: the bus is on GPIO {found}, not {wanted}"


def plug_is_straight(carrier, contacts):
    rows = {c["row"] for c in contacts}
    steps = [int(c["position"]) - int(c["pin"]) for c in contacts]
    if len(rows) != 1 or len(set(steps)) != 1 or len(contacts) != 8:
        yield f"{carrier}: the plug must cover eight neighbours of one row"


def contact_problems(carrier, state, contact, pin, net, signal, found):
    where = f"{carrier}, jumpers {state}: {contact['connector']} pin {contact['pin']} meets {pin['label']}"
    expected = POWER.get(pin["label"])
    if expected or signal in POWER.values():
        if signal != expected:
            yield f"{where}, but carries {signal or net}"
    elif pin["trap"] and not net.startswith("unconnected-"):
        yield f"{where}, which must not be touched ({pin['trap']}), but carries {signal or net}"
    elif signal in found:
        yield f"{where}: {signal} is on two pins of the carrier"
    elif signal:
        found[signal] = pin["gpio"]


def pull_ups(netlist):
    """One resistor to the rail on each line; with JP1 cut, nothing joins the lines to the rail or to each other."""
    delivered, cut = Wired(netlist, DELIVERED), Wired(netlist, NO_PULL_UPS)
    ends = {ref: (netlist.net(ref, 1), netlist.net(ref, 2)) for ref in netlist.refs("R")}
    for line in ("SDA", "SCL"):
        found = [ref for ref, (a, b) in ends.items() if {delivered.root(a), delivered.root(b)} ==
                 {delivered.root(line), delivered.root("+3V3")}]
        if len(found) != 1:
            yield f"{line} has {len(found)} pull-ups to 3V3 ({' '.join(found)}), not one"
            continue
        yield from resistor_limits(line, found[0], number(netlist.parts[found[0]]["value"]))
    for a, b in ends.values():  # what a resistor still joins when the jumper is cut
        cut.join(a, b)
    if cut.same("SDA", "SCL"):
        yield "with JP1 cut the resistors still tie SDA to SCL"
    for line in ("SDA", "SCL"):
        if cut.same(line, "+3V3"):
            yield f"with JP1 cut {line} is still pulled up"


def resistor_limits(line, ref, ohm):
    rise = 0.8473 * ohm * BUS_PF
    if rise > RISE_MAX:
        yield f"{ref} on {line}: {ohm:.0f} ohm rises in {rise * 1e9:.0f} ns with 75 pF; the limit is 300 ns"
    if (RAIL_MAX - VOL_MAX) / ohm > SINK_MAX:
        yield f"{ref} on {line}: {ohm:.0f} ohm makes the element sink more than 4 mA"


def sleep_current(netlist):
    """Only the element, capacitors and the pull-ups of an idle bus may hang on the rail: 30 nA is all a sleeping chip takes."""
    allowed = {"U", "C", "R", "J", "JP", "TP", "H"}
    for ref in netlist.parts:
        if ref.rstrip("0123456789") not in allowed:
            yield f"{ref} is of a kind that takes current while the element sleeps"
    high = Wired(netlist, ANY_STATE)  # an idle bus is high, whoever pulls it up: nothing may lead from it to ground
    for line in ("SDA", "SCL"):
        high.join("+3V3", line)
    to_ground = [ref for ref in netlist.refs("R") if "GND" in (netlist.net(ref, 1), netlist.net(ref, 2))]
    for ref in netlist.refs("R"):
        high.join(netlist.net(ref, 1), netlist.net(ref, 2))
    if high.same("+3V3", "GND"):
        yield f"{' '.join(to_ground)} leads from rail or bus to ground and takes current while the element sleeps"


def capacitors(netlist):
    """100 nF for each footprint of the element and 10 µF or more for the rail, all between 3V3 and ground."""
    values = {True: [], False: []}
    for ref in netlist.refs("C"):
        if {netlist.net(ref, 1), netlist.net(ref, 2)} != {"+3V3", "GND"}:
            yield f"{ref} is not between 3V3 and GND"
        values[netlist.parts[ref]["fitted"]].append(number(netlist.parts[ref]["value"]))
    if min(values[True], default=1) > 100e-9 or max(values[True], default=0) < 10e-6:
        yield "the fitted capacitors must be 100 nF for the element and at least 10 µF for the rail"


def problems(netlist, pins, wiring):
    yield from element(netlist)
    yield from carriers(netlist, pins, wiring)
    yield from pull_ups(netlist)
    yield from sleep_current(netlist)
    yield from capacitors(netlist)
