"""What a repair does not touch: sessions that no loss hits and that were not as they should be before.

A session without a room or place, or one that breaks a rule already, stays as it is: its room is taken, its
people are busy. Whoever wants it otherwise plans anew, or moves it by hand.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from itertools import product
from typing import Any

from convenor.optim.timetable.demands import Alone, Demand, OneAtATime, OneInRoom, sessions_of
from convenor.optim.timetable.form import read, read_plan
from convenor.optim.timetable.problem import Plan, Problem
from convenor.optim.timetable.refusals import Refused
from convenor.optim.timetable.rules import broken_rules
from convenor.programme.drafting.losses import Loss, less
from convenor.programme.models import Placement

Form = dict[str, Any]
Now = Mapping[str, Placement]


def repairable(form: Form, now: Now, loss: Loss) -> Form:
    """``form`` with those sessions alone that are as they should be, or that ``loss`` hits."""
    published = {row["session"] for row in form["published"]} & now.keys()
    hit = {row["key"] for row in form["sessions"] if row["key"] in published and _is_hit(row, now, loss)}
    staying = ({row["key"] for row in form["sessions"]} - published) | (_wrong(form) - hit)
    while staying:
        # Each that stays takes its room and people, which may be those of another that has to stay then.
        form = _without(form, staying, now)
        staying = _wrong(form) - hit
    return form


def _without(form: Form, staying: Set[str], now: Now) -> Form:
    rows = [row for row in form["sessions"] if row["key"] in staying]
    form["sessions"] = [row for row in form["sessions"] if row["key"] not in staying]
    form["published"] = [row for row in form["published"] if row["session"] not in staying]
    form["interest"] = [row for row in form["interest"] if not {row[0], row[1]} & staying]
    for row in rows:
        placement = now.get(row["key"])
        if placement and placement.starts_at and placement.ends_at:
            _take(form, row, placement, Loss(placement.starts_at, placement.ends_at))
    return form


def _wrong(form: Form) -> set[str]:
    """The sessions that break a rule where they are; none where the problem makes no sense."""
    try:
        problem = read({**form, "goals": ["unplaced"]})
    except Refused:
        return set()
    places = {row["session"]: {"start": row["start"], "room": row["room"]} for row in form["published"]}
    plan = read_plan(places, problem)
    return {key for demand in broken_rules(problem, plan) for key in _breaking(demand, problem, plan)}


def _breaking(demand: Demand, problem: Problem, plan: Plan) -> Iterator[str]:
    asks = demand.asks
    if isinstance(asks, OneAtATime | OneInRoom):
        yield from (key for pair in asks.broken(problem, plan) for key in pair)
    elif isinstance(asks, Alone):
        for pair in product(asks.sessions, asks.others):
            if not OneAtATime(pair).holds(problem, plan):
                yield from pair
    else:
        yield from (key for key in sessions_of(asks, problem) if key in plan)


def _is_hit(row: Mapping[str, Any], now: Now, loss: Loss) -> bool:
    placement = now[row["key"]]
    room = placement.room.slug if placement.room else ""
    return loss.hits((placement.starts_at, placement.ends_at), set(row["people"]), room)


def _take(form: Form, row: Mapping[str, Any], placement: Placement, taken: Loss) -> None:
    """Take the room and the people of a session that stays, and the hour from what may not run beside it."""
    span = [taken.starts_at.isoformat(), taken.ends_at.isoformat()]
    for room in form["rooms"]:
        if placement.room and room["key"] == placement.room.slug:
            room["shut"] = [*room.get("shut", ()), span]
    for person in form["people"]:
        if person["key"] in row["people"]:
            person["windows"] = less(form, person, taken)
    alone = {track["key"] for track in form["tracks"] if track.get("is_alone")}
    for other in form["sessions"]:
        tracks = {row.get("track"), other.get("track")} - {None}
        if len(tracks) > 1 and tracks & alone:
            other["windows"] = less(form, other, taken)
