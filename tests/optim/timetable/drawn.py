"""Small problems and plans by chance, in the JSON form: some sensible, some wild."""

import random
from datetime import UTC, datetime, timedelta, timezone

GOALS = ["moved", "unplaced", "clashes", "seats", "tracks", "themes", "hours", "fairness", "wishes"]
MIDNIGHT = datetime(2027, 5, 4, tzinfo=UTC)
MINUTES = (20, 30, 45, 60, 90)


def time(minute, zone=0):
    """Minute 0 is the midnight of UTC before the first block."""
    at = MIDNIGHT + timedelta(minutes=minute)
    return at.astimezone(timezone(timedelta(minutes=zone))).isoformat(timespec="minutes")


class Draw:
    """Chance, with words for what is drawn."""

    def __init__(self, seed):
        self.chance = random.Random(seed)
        self.zone = self.chance.choice([0, 120, -330, 840])

    def is_so(self, odds):
        return self.chance.random() < odds

    def some(self, things, most):
        return self.chance.sample(things, self.chance.randint(0, min(most, len(things))))

    def one(self, things):
        return self.chance.choice(things)

    def number(self, least, most):
        return self.chance.randint(least, most)

    def often(self, odds, **fields):
        """Each field with these odds; the others are left out."""
        return {name: value for name, value in fields.items() if self.is_so(odds)}

    def spans(self, most):
        """Spans over the hours of the blocks."""
        starts = [self.number(90, 170) * 5 + self.one([0, 0, 0, 1440]) for _ in range(self.number(0, most))]
        return [[time(start, self.zone), time(start + self.number(12, 60) * 5)] for start in starts]


def problem(seed, *, sessions=7):
    draw = Draw(seed)
    blocks = _blocks(draw)
    rooms, days = ["hall", "attic", "shed"], sorted({one.get("day", one["starts"][:10]) for one in blocks})
    keys = [f"S{n}" for n in range(draw.number(3, sessions))]
    form = {
        "format": "convenor timetable 1",
        "step": draw.one([1, 5, 10, 15]),
        "blocks": blocks,
        "rooms": [_room(draw, key) for key in rooms],
        "people": [_person(draw, key) for key in ("ada", "bo", "cy", "di")],
        "tracks": [_track(draw, key) for key in ("red", "blue")],
        "crews": [{"key": "fr-en", "count": draw.number(0, 2)}],
        "sessions": [_session(draw, key) for key in keys],
        "orders": [sorted(draw.chance.sample(keys, 2)) for _ in range(draw.number(0, 1))],
        "same_day": [draw.some(keys, 3) for _ in range(draw.number(0, 1))],
        "apart": [draw.some(keys, 3) for _ in range(draw.number(0, 1))],
        "locks": [_lock(draw, key, rooms, days) for key in draw.some(keys, 2)],
        "interest": [[*draw.chance.sample(keys, 2), draw.number(0, 30)] for _ in range(draw.number(0, 5))],
        "wishes": [_wish(draw, key, rooms) for key in draw.some(keys, 3)],
        "published": [_published(draw, key, rooms) for key in draw.some(keys, 4)],
        "walks": [["north", "south", draw.one([10, 30])]] if draw.is_so(0.7) else [],
        "goals": draw.chance.sample(GOALS, draw.number(6, 9)),
    }
    optional = [
        name
        for name in form
        if name not in ("format", "blocks", "rooms", "sessions", "people", "tracks", "crews")
    ]
    for name in draw.some(optional, 2):
        del form[name]
    return form


def _blocks(draw):
    starts = [start + day for day in (0, 1440) for start in (480, 600, 720)]
    keys = [f"b{n}" for n in range(len(starts))]
    lengths = [draw.one([90, 95, 120]) for _ in starts]
    rows = [
        {"key": key, "starts": time(start, draw.zone), "ends": time(start + minutes)}
        for key, start, minutes in zip(keys, starts, lengths, strict=True)
    ]
    if draw.is_so(0.5):
        for n, row in enumerate(rows):
            row["day"] = f"day {n // 3}"
    draw.chance.shuffle(rows)
    return rows[: draw.number(4, 6)]


def _room(draw, key):
    return {"key": key} | draw.often(
        0.6,
        seats=draw.one([0, 40, 100]),
        has=draw.some(["step-free", "piano"], 2),
        booths=draw.number(0, 2),
        site=draw.one(["north", "south"]),
        shut=draw.spans(1),
    )


def _person(draw, key):
    is_remote = {"is_remote": True} if draw.is_so(0.5) else draw.often(0.5, is_remote=False)
    offset, region = draw.one([-300, 0, 330, 720, -465]), draw.one(["africa", "asia"])
    return (
        {"key": key}
        | is_remote
        | draw.often(0.8, offset=offset, region=region)
        | draw.often(0.3, windows=draw.spans(3))
    )


def _track(draw, key):
    flags = draw.often(0.4, has_one_room=draw.is_so(0.7), is_alone=draw.is_so(0.7))
    return {"key": key} | flags | draw.often(0.3, windows=draw.spans(3))


def _session(draw, key):
    return (
        {"key": key, "minutes": draw.one(MINUTES)}
        | draw.often(0.8, people=draw.some(["ada", "bo", "cy", "di"], 2), track=draw.one(["red", "blue"]))
        | draw.often(0.5, subtheme=draw.one(["peace", "access"]), expected=draw.number(0, 120))
        | draw.often(
            0.3, needs=draw.some(["step-free", "piano"], 2), booths=draw.number(0, 2), crews=["fr-en"]
        )
        | draw.often(0.2, promised=draw.number(0, 60), windows=draw.spans(3), needs_room=draw.is_so(0.3))
        | draw.often(0.1, is_plenary=draw.is_so(0.7))
    )


def _minute(draw, step=5):
    """Mostly within the blocks, on or off the grid."""
    return draw.number(480 // step, 800 // step) * step + draw.one([0, 1440])


def _lock(draw, key, rooms, days):
    fields = draw.often(0.5, start=time(_minute(draw, 1)), room=draw.one(rooms), day=draw.one(days))
    return {"session": key} | fields


def _wish(draw, key, rooms):
    fields = draw.often(0.7, windows=draw.spans(2), rooms=draw.some(rooms, 2))
    return {"session": key, "price": draw.number(0, 9)} | fields


def _published(draw, key, rooms):
    fields = draw.often(0.8, room=draw.one([*rooms, None]), marks=draw.one([0, 7, 39, 41, 90]))
    return {
        "session": key,
        "start": time(_minute(draw, draw.one([1, 5]))),
    } | fields


def plans(form, seed, many):
    """Every other plan is on the grid and in the rooms that are wanted; the rest is wild."""
    draw = Draw(seed)
    return [_plan(draw, form, is_wild=bool(n % 2)) for n in range(many)]


def on_the_grid(form, seed, many):
    draw = Draw(seed)
    return [_plan(draw, form, is_wild=False) for _ in range(many)]


def _plan(draw, form, *, is_wild):
    left_out = draw.one([0, 0, 0.2, 0.6])
    there = [session for session in form["sessions"] if not draw.is_so(left_out)]
    place = _anywhere if is_wild else _sensible
    return {session["key"]: place(draw, form, session) for session in there}


def _anywhere(draw, form, session):
    minute = draw.number(450, 860) + draw.one([0, 0, 1440, 1440, -1440])
    return {"start": time(minute, draw.one([0, 60, -570])), "room": draw.one([None, "hall", "attic", "shed"])}


def _sensible(draw, form, session):
    """Where it was published, where it is locked, or on the grid of a block in which it has the time."""
    rooms = [room["key"] for room in form["rooms"]] if session.get("needs_room", True) else [None]
    if draw.is_so(0.05):
        rooms = [None, "hall"]
    locks = {
        name: row[name] for row in form.get("locks", ()) if row["session"] == session["key"] for name in row
    }
    known = [row for row in form.get("published", ()) if row["session"] == session["key"]]
    start, room = _on_grid(draw, form, session), draw.one(rooms)
    if known and draw.is_so(0.5) and _fits(form, session, known[0]["start"]):
        start = known[0]["start"]
        room = known[0].get("room") if known[0].get("room") in rooms else room
    if "start" in locks and _fits(form, session, locks["start"]) and draw.is_so(0.8):
        start = locks["start"]
    if locks.get("room", "") in rooms and draw.is_so(0.8):
        room = locks["room"]
    return {"start": start, "room": room}


def _on_grid(draw, form, session):
    blocks = [block for block in form["blocks"] if _length(block) >= session["minutes"]]
    block, step = draw.one(blocks), form.get("step", 5)
    late = draw.number(0, (_length(block) - session["minutes"]) // step) * step
    late = draw.one([0, 0, late])
    return (datetime.fromisoformat(block["starts"]) + timedelta(minutes=late)).isoformat(timespec="minutes")


def _length(block):
    return (datetime.fromisoformat(block["ends"]) - datetime.fromisoformat(block["starts"])) // timedelta(
        minutes=1
    )


def _fits(form, session, start):
    at = datetime.fromisoformat(start)
    end = at + timedelta(minutes=session["minutes"])
    spans = [[datetime.fromisoformat(block[name]) for name in ("starts", "ends")] for block in form["blocks"]]
    return any(starts <= at and end <= ends for starts, ends in spans)
