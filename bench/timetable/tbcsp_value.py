"""What a schedule of a TBCSP instance is worth and which rules it breaks; written from the format alone."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from bench.timetable.tbcsp import Instance


@dataclass(frozen=True, slots=True)
class Placed:
    """One session of a track, in a room and block, with who leads it and the slot of each of its articles."""

    track: int
    block: int
    room: int
    chairs: tuple[int, ...]
    organisers: tuple[int, ...]
    articles: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, order=True)
class Broken:
    """The number of a rule (1 to 8, as in the format) and what breaks it."""

    rule: int
    about: str


@dataclass(frozen=True, slots=True)
class Value:
    """``total`` are the people beyond the seats, over all sessions."""

    total: int
    broken: tuple[Broken, ...]

    @property
    def is_feasible(self) -> bool:
        return not self.broken


def evaluate(instance: Instance, schedule: Sequence[Placed]) -> Value:
    total = sum(
        max(0, instance.tracks[placed.track].attendance - instance.capacities[placed.room])
        for placed in schedule
        if _is_there(instance, placed)
    )
    rules = (_sessions, _blocks_of_tracks, _articles, _best_papers, _leaders, _people)
    broken = {each for rule in rules for each in rule(instance, schedule)}
    return Value(total, tuple(sorted(broken)))


def _is_there(instance: Instance, placed: Placed) -> bool:
    return (
        0 <= placed.track < len(instance.tracks)
        and 0 <= placed.room < len(instance.capacities)
        and 0 <= placed.block < instance.blocks
    )


def _sessions(instance: Instance, schedule: Sequence[Placed]) -> Iterator[Broken]:
    """Rule 1: every session of every track is placed once, in a room and block of its own."""
    for placed in schedule:
        if not _is_there(instance, placed):
            yield Broken(1, f"track {placed.track}, block {placed.block} or room {placed.room} is unknown")
    held = Counter(placed.track for placed in schedule)
    for track in range(len(instance.tracks)):
        if held[track] != instance.sessions_of(track):
            yield Broken(1, f"track {track} has {held[track]} sessions, not {instance.sessions_of(track)}")
    for (room, block), number in Counter((placed.room, placed.block) for placed in schedule).items():
        if number > 1:
            yield Broken(1, f"{number} sessions in room {room} and block {block}")


def _blocks_of_tracks(_instance: Instance, schedule: Sequence[Placed]) -> Iterator[Broken]:
    """Rule 2: at most one session of a track in a block."""
    for (track, block), number in Counter((placed.track, placed.block) for placed in schedule).items():
        if number > 1:
            yield Broken(2, f"{number} sessions of track {track} in block {block}")


def _articles(instance: Instance, schedule: Sequence[Placed]) -> Iterator[Broken]:
    """Rule 3: every article in one slot of a session of its track, and no other in that slot."""
    held = Counter(article for placed in schedule for article in placed.articles)
    for article in held.keys() | range(len(instance.articles)):
        if not 0 <= article < len(instance.articles):
            yield Broken(3, f"article {article} is unknown")
        elif held[article] != 1:
            yield Broken(3, f"article {article} is in {held[article]} sessions")
    for placed in schedule:
        yield from _slots(instance, placed)


def _slots(instance: Instance, placed: Placed) -> Iterator[Broken]:
    where = f"room {placed.room} and block {placed.block}"
    for slot, number in Counter(placed.articles.values()).items():
        if number > 1:
            yield Broken(3, f"{number} articles in slot {slot} of {where}")
        if not 0 <= slot < instance.slots:
            yield Broken(3, f"slot {slot} of {where} is unknown")
    for article in placed.articles:
        if 0 <= article < len(instance.articles) and instance.articles[article].track != placed.track:
            yield Broken(3, f"article {article} is in a session of track {placed.track}")


def _best_papers(instance: Instance, schedule: Sequence[Placed]) -> Iterator[Broken]:
    """Rule 4: the best papers of a track in one session."""
    for track in range(len(instance.tracks)):
        best = {article for article in instance.of_track(track) if instance.articles[article].is_best}
        if sum(not best.isdisjoint(placed.articles) for placed in schedule) > 1:
            yield Broken(4, f"the best papers of track {track} are in several sessions")


def _leaders(instance: Instance, schedule: Sequence[Placed]) -> Iterator[Broken]:
    """Rule 5: a chair and an organiser, each from the list of the track."""
    for placed in schedule:
        if not 0 <= placed.track < len(instance.tracks):
            continue
        track, where = instance.tracks[placed.track], f"room {placed.room} and block {placed.block}"
        lists = (("chair", placed.chairs, track.chairs), ("organiser", placed.organisers, track.organisers))
        for role, people, candidates in lists:
            if not people:
                yield Broken(5, f"no {role} in {where}")
            for person in set(people) - candidates:
                yield Broken(5, f"{person} is no {role} of track {placed.track}")


def _people(instance: Instance, schedule: Sequence[Placed]) -> Iterator[Broken]:
    """Rules 7 and 8, with the slots that rules 5 and 6 make people be in."""
    held: dict[tuple[int, int, int], set[int]] = defaultdict(set)
    for number, placed in enumerate(schedule):
        for person, slot in _presences(instance, placed):
            held[person, placed.block, slot].add(number)
    for (person, block, slot), sessions in held.items():
        if 0 <= person < len(instance.forbidden) and block in instance.forbidden[person]:
            yield Broken(7, f"person {person} in block {block}")
        if len(sessions) > 1:
            yield Broken(8, f"person {person} in {len(sessions)} sessions in slot {slot} of block {block}")


def _presences(instance: Instance, placed: Placed) -> Iterator[tuple[int, int]]:
    """Each person and slot of a session: leaders are there for all of it, authors for their article."""
    for person in {*placed.chairs, *placed.organisers}:
        yield from ((person, slot) for slot in range(instance.slots))
    for article, slot in placed.articles.items():
        if 0 <= article < len(instance.articles):
            yield instance.articles[article].author, slot
