# SPDX-License-Identifier: Apache-2.0
# usage: pim.py CALENDAR CARDS
# What Debian's icalendar and vobject read in them, or why they do not. Each recurring event has a first
# instance, which is when the event is; each time zone that is used is there.
import sys

import icalendar
import vobject


def check_calendar(data):
    calendar = icalendar.Calendar.from_ical(data)
    for part in calendar.walk():
        assert not part.errors, part.errors
    zones = {str(z["TZID"]) for z in calendar.walk("VTIMEZONE")}
    for part in calendar.walk():
        for value in part.values():
            for one in value if isinstance(value, list) else [value]:
                zone = getattr(one, "params", {}).get("TZID")
                assert zone is None or zone in zones, zone
    return [len(calendar.walk(kind)) for kind in ("VEVENT", "VTODO", "VJOURNAL", "VTIMEZONE")]


def check_series(data):
    calendar = vobject.readOne(data)
    calendar.validate(raiseException=True)
    n = 0
    for event in getattr(calendar, "vevent_list", []):
        series = event.getrruleset(addRDate=True)
        if series is not None and "rrule" in event.contents:
            n += 1
            assert next(iter(series)) is not None, event
    return n


def check_cards(data):
    n = 0
    for card in vobject.readComponents(data):
        card.validate(raiseException=True)
        assert card.fn.value and card.uid.value
        n += 1
    return n


with open(sys.argv[1], "rb") as f:
    ics = f.read()
with open(sys.argv[2], "rb") as f:
    vcf = f.read().decode("utf-8")
empty = b"BEGIN:V" not in ics[15:]
print("events %d, tasks %d, journals %d, zones %d" % tuple(check_calendar(ics)), end="")
print(", series %d, cards %d" % (0 if empty else check_series(ics.decode("utf-8")), check_cards(vcf)))
