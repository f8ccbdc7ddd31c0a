"""The terms of random schedules, feasible or not, agree with sums written over whole grids, term by term."""

import random
from dataclasses import replace
from itertools import combinations, product
from pathlib import Path

import pytest

from bench.timetable import cosplib
from bench.timetable.cosplib import Term
from bench.timetable.cosplib_value import Schedule, Slot, evaluate_exact, evaluate_full

pytestmark = pytest.mark.once

GIVEN = Path(__file__).resolve().parents[3] / "shared" / "data" / "timetable" / "cosplib"


def matrix(drawn, rows, columns):
    return tuple(tuple(drawn.choice((0, 0, 1, 10)) for _ in range(columns)) for _ in range(rows))


def with_penalties(given, drawn):
    """The instance with random penalties, orders, conflicts and weights everywhere."""
    subs, tracks, sessions, rooms = map(len, (given.submissions, given.tracks, given.sessions, given.rooms))
    similar = [[0] * tracks for _ in range(tracks)]
    for one, other in combinations(range(tracks), 2):
        similar[one][other] = similar[other][one] = drawn.choice((0, 0, 5))
    pairs = [
        frozenset(pair for pair in combinations(range(many), 2) if drawn.random() < 8 / many)
        for many in (subs, subs, tracks)
    ]
    return replace(
        given,
        weights={term: drawn.randint(1, 9) for term in given.weights},
        submissions=tuple(
            replace(
                each,
                order=drawn.choice((0, 1, 2)),
                in_session=tuple(drawn.choice((0, 0, 3)) for _ in range(sessions)),
                in_room=tuple(drawn.choice((0, 0, 2)) for _ in range(rooms)),
            )
            for each in given.submissions
        ),
        track_session=matrix(drawn, tracks, sessions),
        track_room=matrix(drawn, tracks, rooms),
        session_room=matrix(drawn, sessions, rooms),
        zone_penalty=matrix(drawn, subs, sessions),
        similar=tuple(map(tuple, similar)),
        presenter_conflicts=pairs[0],
        attendee_conflicts=pairs[1],
        chair_conflicts=pairs[2],
    )


def at_random(given, drawn):
    """A grid filled by chance: each slot with any submission or none, each cell with any track or none."""
    tracks, slots = {}, set()
    for session, room in product(range(len(given.sessions)), range(len(given.rooms))):
        if drawn.random() < 0.7:
            tracks[session, room] = drawn.randrange(len(given.tracks))
        for at in range(given.sessions[session].slots):
            if drawn.random() < 0.7:
                slots.add(Slot(session, room, at, drawn.randrange(len(given.submissions))))
    return Schedule(tracks, frozenset(slots))


def in_order(given, drawn):
    """Each submission whole, in a random cell where it fits, one after the other; some find no place."""
    starts, ends, tracks = {}, {}, {}
    cells = list(product(range(len(given.sessions)), range(len(given.rooms))))
    for submission in drawn.sample(range(len(given.submissions)), len(given.submissions)):
        needed, track = given.submissions[submission].slots, given.submissions[submission].track
        for cell in drawn.sample(cells, len(cells)):
            first = ends.get(cell, 0)
            if tracks.get(cell, track) == track and first + needed <= given.sessions[cell[0]].slots:
                starts[submission], ends[cell], tracks[cell] = (*cell, first), first + needed, track
                break
    return Schedule.of(given, starts, tracks)


class Grid:
    """x[i, s, r, l] and z[t, s, r] of zeros and ones."""

    def __init__(self, given, schedule):
        self.given = given
        self.subs, self.tracks = range(len(given.submissions)), range(len(given.tracks))
        self.sessions, self.rooms = range(len(given.sessions)), range(len(given.rooms))
        self.x = {(i, s, r, at) for s, r, at, i in schedule.slots}
        self.z = {(t, s, r) for (s, r), t in schedule.tracks.items()}

    def sits(self, i, s, r):
        return any((i, s, r, at) in self.x for at in range(self.given.sessions[s].slots))

    def terms(self):
        given, x, z = self.given, self.x, self.z
        return {
            Term.TRACK_SESSION: sum(given.track_session[t][s] for t, s, _r in z),
            Term.TRACK_ROOM: sum(given.track_room[t][r] for t, _s, r in z),
            Term.SESSION_ROOM: sum(given.session_room[s][r] for _t, s, r in z),
            Term.SIMILAR_TRACKS: self.of_pairs(lambda t, u: given.similar[t][u]),
            Term.ROOMS_PER_TRACK: sum(max(0, len({r for u, _, r in z if u == t}) - 1) for t in self.tracks),
            Term.PARALLEL_TRACKS: sum(
                max(0, sum((t, s, r) in z for r in self.rooms) - 1)
                for t in self.tracks
                for s in self.sessions
            ),
            Term.CONSECUTIVE_TRACKS: sum(self.has_a_gap(t) for t in self.tracks),
            Term.TIME_ZONES: sum(given.zone_penalty[i][s] for i, s, _r, _l in x),
            Term.ORDER: self.order(),
            Term.SUBMISSION_SESSION: sum(given.submissions[i].in_session[s] for i, s, _r, _l in x),
            Term.SUBMISSION_ROOM: sum(given.submissions[i].in_room[r] for i, _s, r, _l in x),
            Term.PRESENTERS: self.apart(given.presenter_conflicts),
            Term.ATTENDEES: self.apart(given.attendee_conflicts),
            Term.CHAIRS: self.of_pairs(lambda t, u: (min(t, u), max(t, u)) in given.chair_conflicts),
            Term.PRESENTERS_AT_ONCE: self.at_once(given.presenter_conflicts),
            Term.ATTENDEES_AT_ONCE: self.at_once(given.attendee_conflicts),
            Term.TORN: self.torn(),
        }

    def of_pairs(self, price):
        return sum(
            price(t, u) for (t, s, r), (u, s2, r2) in product(self.z, self.z) if s == s2 and r < r2 and t != u
        )

    def has_a_gap(self, t):
        flags = "".join("1" if any((t, s, r) in self.z for r in self.rooms) else "0" for s in self.sessions)
        return "0" in flags.strip("0")

    def order(self):
        given, wrong = self.given, 0
        for t in self.tracks:
            seen = []
            for s, r in product(self.sessions, self.rooms):
                for at in range(given.sessions[s].slots):
                    here = sorted(i for i in self.subs if (i, s, r, at) in self.x)
                    seen += [i for i in here if given.submissions[i].track == t and i not in seen]
            wrong += sum(given.submissions[i].order not in (0, rank) for rank, i in enumerate(seen, 1))
        wanted = [(i, s, r, at) for i, s, r, at in self.x if given.submissions[i].order]
        return wrong + sum(
            (s, at) == (s2, at2)
            and r < r2
            and i != j
            and given.submissions[i].track == given.submissions[j].track
            for (i, s, r, at), (j, s2, r2, at2) in product(wanted, wanted)
        )

    def apart(self, pairs):
        return sum(
            any(self.sits(i, s, r) and self.sits(j, s, q) for r in self.rooms for q in self.rooms if r != q)
            for i, j in pairs
            for s in self.sessions
        )

    def at_once(self, pairs):
        return sum(
            any((i, s, r, at) in self.x and (j, s, q, at) in self.x for r in self.rooms for q in self.rooms)
            for i, j in pairs
            for s in self.sessions
            for at in range(self.given.sessions[s].slots)
        )

    def torn(self):
        total = 0
        for i in self.subs:
            needed = self.given.submissions[i].slots
            held = {}
            for j, s, r, at in self.x:
                if i == j:
                    held.setdefault((s, r), []).append(at)
            if needed > 1 and not held:
                return 10**9
            for slots in held.values() if needed > 1 else ():
                total += (len(slots) != needed) * 10**7
                total += (sorted(slots) != list(range(min(slots), min(slots) + len(slots)))) * 10**9
        return total


@pytest.mark.parametrize("make", [at_random, in_order])
@pytest.mark.parametrize(("name", "seed"), [("GECCO20", 1), *(("N2OR", seed) for seed in range(8))])
def test_terms_agree_with_sums_over_the_grid(name, seed, make):
    drawn = random.Random(f"{name} {seed}")
    given = with_penalties(cosplib.read(GIVEN / f"{name}.xlsx"), drawn)
    schedule = make(given, drawn)

    value = evaluate_full(given, schedule)

    assert value.terms == Grid(given, schedule).terms()
    assert value.total == value.terms[Term.TORN] + sum(
        given.weights[term] * value.terms[term] for term in given.weights
    )


@pytest.mark.parametrize("seed", range(5))
def test_the_exact_objective_is_that_of_its_variables(seed):
    drawn = random.Random(seed)
    given = with_penalties(cosplib.read(GIVEN / "N2OR.xlsx"), drawn)
    schedule = in_order(given, drawn)

    placed = {(i, s, r) for s, r, _at, i in schedule.slots}
    w = given.weights
    of_tracks = sum(
        w[Term.TRACK_SESSION] * given.track_session[t][s]
        + w[Term.TRACK_ROOM] * given.track_room[t][r]
        + w[Term.SESSION_ROOM] * given.session_room[s][r]
        for (s, r), t in schedule.tracks.items()
    )
    of_submissions = sum(
        w[Term.TIME_ZONES] * given.zone_penalty[i][s]
        + w[Term.SUBMISSION_SESSION] * given.submissions[i].in_session[s]
        + w[Term.SUBMISSION_ROOM] * given.submissions[i].in_room[r]
        for i, s, r in placed
    )
    assert evaluate_exact(given, schedule).total == of_tracks + of_submissions


@pytest.mark.parametrize("seed", range(5))
def test_a_schedule_filled_in_order_breaks_nothing_but_that_some_find_no_place(seed):
    drawn = random.Random(seed)
    given = cosplib.read(GIVEN / "GECCO20.xlsx")
    schedule = in_order(given, drawn)

    value = evaluate_full(given, schedule)

    placed = {slot.submission for slot in schedule.slots}
    left_out = [each.name for at, each in enumerate(given.submissions) if at not in placed]
    assert [each.about for each in value.broken] == sorted(left_out)
    assert value.empty_cells == ()
