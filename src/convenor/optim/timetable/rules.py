"""What a timetable must keep to: each rule once, as demands with names.

The solver posts them, and ``broken_rules`` judges any plan by the same; neither knows the rules otherwise.
A demand's ``rule`` and ``about`` are for sentences (``sentences.py``, and the product's own in other
languages).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from .demands import (
    Alone,
    AtMost,
    Before,
    Demand,
    InOneRoom,
    InRooms,
    OneAtATime,
    OneInRoom,
    OnOneDay,
    Placed,
    StartsAt,
    Within,
)
from .problem import Fixed, Goal, Lock, Plan, Problem, Room, Session

Rule = Callable[[Problem], Iterator[Demand]]


def every_session_is_placed(problem: Problem) -> Iterator[Demand]:
    """Where sessions without a place are no goal of their own."""
    if Goal.UNPLACED not in problem.goals:
        for session in problem.sessions:
            yield Demand("placed", Placed(session.key), {"session": session.key})


def it_runs_within_a_block(problem: Problem) -> Iterator[Demand]:
    blocks = tuple((block.starts, block.ends) for block in problem.blocks)
    for session in problem.sessions:
        yield Demand("block", Within(session.key, blocks), {"session": session.key})


def it_keeps_to_its_times(problem: Problem) -> Iterator[Demand]:
    for session in problem.sessions:
        if session.windows:
            yield Demand("times", Within(session.key, session.windows), {"session": session.key})
        track = problem.track_of.get(session.track)
        if track and track.windows:
            about = {"session": session.key, "track": track.key}
            yield Demand("track-times", Within(session.key, track.windows), about)


def its_people_are_available(problem: Problem) -> Iterator[Demand]:
    for session in problem.sessions:
        for key in dict.fromkeys(session.people):
            if windows := problem.person_of[key].windows:
                about = {"session": session.key, "person": key}
                yield Demand("available", Within(session.key, windows), about)


def nobody_is_in_two_places(problem: Problem) -> Iterator[Demand]:
    """Whatever their role, and with the time to walk from one to the other."""
    for person, sessions in problem.sessions_of_person.items():
        if len(sessions) > 1:
            walks = bool(problem.walks) and not problem.person_of[person].is_remote
            yield Demand("person", OneAtATime(sessions, walks), {"person": person})


def a_room_holds_one_session(problem: Problem) -> Iterator[Demand]:
    for room in problem.rooms:
        yield Demand("room", OneInRoom(room.key), {"room": room.key})


def its_room_has_what_it_needs(problem: Problem) -> Iterator[Demand]:
    for session in problem.sessions:
        if session.needs_room:
            rooms = tuple(room.key for room in problem.rooms)
            yield Demand("any-room", InRooms(session.key, rooms), {"session": session.key})
        else:
            yield Demand("no-room", InRooms(session.key, (None,)), {"session": session.key})
        for rule, fits, about in _needs(session):
            rooms = tuple(room.key for room in problem.rooms if fits(room))
            if len(rooms) < len(problem.rooms):
                yield Demand(rule, InRooms(session.key, (*rooms, None)), {"session": session.key, **about})


def _needs(session: Session) -> Iterator[tuple[str, Callable[[Room], bool], dict[str, str | int]]]:
    for need in sorted(session.needs):
        yield "needs", lambda room, need=need: need in room.has, {"need": need}  # type: ignore[misc]  # bound now
    if session.booths:
        yield "booths", lambda room: room.booths >= session.booths, {"booths": session.booths}
    if session.promised:
        yield (
            "promised",
            lambda room: room.seats is None or room.seats >= session.promised,
            {"promised": session.promised},
        )


def a_track_keeps_together(problem: Problem) -> Iterator[Demand]:
    for track in problem.tracks:
        sessions = problem.of_track(track.key)
        if track.has_one_room and len(sessions) > 1:
            yield Demand("track-room", InOneRoom(sessions), {"track": track.key})
        if not track.is_alone or not sessions:
            continue
        if others := tuple(each.key for each in problem.sessions if each.track not in ("", track.key)):
            yield Demand("track-alone", Alone(sessions, others), {"track": track.key})


def nothing_runs_beside_a_plenary(problem: Problem) -> Iterator[Demand]:
    for session in problem.sessions:
        if not session.is_plenary:
            continue
        if others := tuple(each.key for each in problem.sessions if each is not session):
            yield Demand("plenary", Alone((session.key,), others), {"session": session.key})


def crews_are_enough(problem: Problem) -> Iterator[Demand]:
    for crew in problem.crews:
        sessions = tuple(each.key for each in problem.sessions if crew.key in each.crews)
        if len(sessions) > crew.count:
            yield Demand("crew", AtMost(sessions, crew.count), {"crew": crew.key, "count": crew.count})


def orders_are_kept(problem: Problem) -> Iterator[Demand]:
    for each in problem.orders:
        yield Demand("order", Before(each.first, each.then), {"session": each.first, "other": each.then})
    for sessions in problem.same_day:
        yield Demand("same-day", OnOneDay(sessions), {"sessions": ", ".join(sessions)})
    for sessions in problem.apart:
        yield Demand("apart", OneAtATime(sessions), {"sessions": ", ".join(sessions)})


def locks_are_kept(problem: Problem) -> Iterator[Demand]:
    for lock in problem.locks:
        about = {"session": lock.session, "value": lock.value}
        yield Demand(f"lock-{lock.what}", _locked(problem, lock), about)


def _locked(problem: Problem, lock: Lock) -> StartsAt | InRooms | Within:
    match lock.what:
        case Fixed.START:
            return StartsAt(lock.session, int(lock.value))
        case Fixed.ROOM:
            return InRooms(lock.session, (str(lock.value),))
        case Fixed.DAY:
            # It is on the day of the block in which it starts, even if it ends beyond.
            beyond = problem.session_of[lock.session].minutes - 1
            days = (each for each in problem.blocks if each.day == lock.value)
            return Within(lock.session, tuple((each.starts, each.ends + beyond) for each in days))


RULES: tuple[Rule, ...] = (
    every_session_is_placed,
    it_runs_within_a_block,
    it_keeps_to_its_times,
    its_people_are_available,
    nobody_is_in_two_places,
    a_room_holds_one_session,
    its_room_has_what_it_needs,
    a_track_keeps_together,
    nothing_runs_beside_a_plenary,
    crews_are_enough,
    orders_are_kept,
    locks_are_kept,
)


def demands(problem: Problem) -> Iterator[Demand]:
    for rule in RULES:
        yield from rule(problem)


def broken_rules(problem: Problem, plan: Plan) -> list[Demand]:
    """Every demand that ``plan`` fails, however it was made."""
    return [demand for demand in demands(problem) if not demand.holds(problem, plan)]
