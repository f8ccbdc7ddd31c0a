"""What makes a timetable better: each goal once, as costs with names, for the solver and for any plan.

The goals come in the order that the problem gives; no weight trades one against another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from .prices import ByRoom, ByStart, Clashes, Cost, Costs, Family, Gaps, Missing, Moved, RoomsOf, Worst
from .problem import Goal, Person, Plan, Problem, Session, Wish

# A change of room is cheaper than one of the hour, and that than one of the day; all cost less than two
# changes of a room, so that few sessions move rather than many a little.
ROOM, HOUR, DAY, GONE = 3, 4, 5, 8
UNMARKED, MOST_MARKS = (
    10,
    40,
)  # a session that forty people marked counts five times as much as one that nobody did
IN_PARALLEL, ROOM_MORE, GAP = 2, 1, 1
HALF_HOUR, DAYTIME = 30, (7 * 60, 22 * 60)
WHOLE_DAY = 24 * 60


def moved(problem: Problem) -> Iterator[Cost]:
    for each in problem.published:
        weight = UNMARKED + min(each.marks, MOST_MARKS)
        prices = (weight * part for part in (ROOM, HOUR, DAY, GONE))
        yield Cost("moved", Moved(each.session, each.place, *prices), {"session": each.session})


def unplaced(problem: Problem) -> Iterator[Cost]:
    for session in problem.sessions:
        yield Cost("unplaced", Missing(session.key), {"session": session.key})


def clashes(problem: Problem) -> Iterator[Clashes]:
    yield Clashes(problem.interest)


def seats(problem: Problem) -> Iterator[Cost]:
    for session in problem.sessions:
        beyond = {
            room.key: session.expected - room.seats
            for room in problem.rooms
            if room.seats is not None and room.seats < session.expected
        }
        if beyond:
            about: dict[str, str | int] = {"session": session.key, "expected": session.expected}
            yield Cost("seats", ByRoom(session.key, beyond), about)


def tracks(problem: Problem) -> Iterator[Costs]:
    """A track in one room, one session after the other, without a gap."""
    for track in problem.tracks:
        sessions = problem.of_track(track.key)
        if len(sessions) > 1:
            about: dict[str, str | int] = {"track": track.key}
            yield Cost("track-rooms", RoomsOf(sessions, ROOM_MORE), about)
            yield Cost("track-gaps", Gaps(sessions, GAP), about)
            yield Family("track-parallel", track.key, sessions, IN_PARALLEL)


def themes(problem: Problem) -> Iterator[Family]:
    of_theme: dict[str, list[str]] = {}
    for session in problem.sessions:
        if session.subtheme:
            of_theme.setdefault(session.subtheme, []).append(session.key)
    for theme, sessions in of_theme.items():
        yield Family("theme", theme, tuple(sessions), 1)


def hours(problem: Problem) -> Iterator[Cost]:
    for session, person in _from_afar(problem):
        about = {"session": session.key, "person": person.key}
        yield Cost("night", _night(session, person, problem), about)


def fairness(problem: Problem) -> Iterator[Cost]:
    of_region: dict[str, list[ByStart]] = {}
    for session, person in _from_afar(problem):
        of_region.setdefault(person.region, []).append(_night(session, person, problem))
    if of_region:
        yield Cost("worst-off", Worst({region: tuple(each) for region, each in of_region.items()}))


def _from_afar(problem: Problem) -> Iterator[tuple[Session, Person]]:
    for session in problem.sessions:
        for key in dict.fromkeys(session.people):
            if problem.person_of[key].is_remote:
                yield session, problem.person_of[key]


def _night(session: Session, person: Person, problem: Problem) -> ByStart:
    """The half hours of the session that begin before seven or from ten at night by the person's clock."""

    def price(start: int) -> int:
        local = start + problem.minute_of_day + person.offset
        begun = range(local, local + session.minutes, HALF_HOUR)
        return sum(not DAYTIME[0] <= minute % WHOLE_DAY < DAYTIME[1] for minute in begun)

    return ByStart(session.key, price)


def wishes(problem: Problem) -> Iterator[Cost]:
    for wish in problem.wishes:
        if wish.windows:
            about = {"session": wish.session}
            yield Cost("wished-time", _outside(wish, problem.session_of[wish.session].minutes), about)
        if wish.rooms:
            others = {room.key: wish.price for room in problem.rooms if room.key not in wish.rooms}
            yield Cost("wished-room", ByRoom(wish.session, others), {"session": wish.session})


def _outside(wish: Wish, minutes: int) -> ByStart:
    def price(start: int) -> int:
        is_inside = any(starts <= start and start + minutes <= ends for starts, ends in wish.windows)
        return 0 if is_inside else wish.price

    return ByStart(wish.session, price)


GOALS: Mapping[Goal, Callable[[Problem], Iterator[Costs]]] = {
    Goal.MOVED: moved,
    Goal.UNPLACED: unplaced,
    Goal.CLASHES: clashes,
    Goal.SEATS: seats,
    Goal.TRACKS: tracks,
    Goal.THEMES: themes,
    Goal.HOURS: hours,
    Goal.FAIRNESS: fairness,
    Goal.WISHES: wishes,
}


def costs(problem: Problem, goal: Goal) -> list[Cost]:
    return [cost for those in GOALS[goal](problem) for cost in those.costs()]


def values(problem: Problem, plan: Plan) -> dict[Goal, int]:
    """How much ``plan`` misses of each goal of the problem: 0 is the best."""
    return {goal: sum(those.of(problem, plan) for those in GOALS[goal](problem)) for goal in problem.goals}


def paid(problem: Problem, plan: Plan, goal: Goal) -> list[tuple[Cost, int]]:
    """Each cost of a goal that ``plan`` has, the dearest first."""
    found = [(cost, cost.of(problem, plan)) for cost in costs(problem, goal)]
    return sorted((each for each in found if each[1]), key=lambda each: -each[1])
