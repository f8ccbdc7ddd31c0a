"""A reader's own programme: what they marked in a release, by day, and what is on at the same time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from convenor.kernel.translated import Translated
from convenor.programme.frozen import NAMED_IN_LISTS, Change, Frozen, Line, Slot
from convenor.programme.merging import Changes
from convenor.programme.models import SessionKind
from convenor.programme.wording import change_in_words

_Times = tuple[datetime, datetime]
_WHERE = frozenset({"moved", "removed", "added"})


@dataclass(frozen=True, slots=True)
class Marked:
    """A marked session on one day; ``clashes`` are other marked sessions that are on at the same time."""

    slot: Slot
    clashes: tuple[Line, ...]

    @property
    def first_clashes(self) -> tuple[Line, ...]:
        """Those that a list names."""
        return self.clashes[:NAMED_IN_LISTS]

    @property
    def other_clashes(self) -> int:
        return max(0, len(self.clashes) - NAMED_IN_LISTS)


def in_order(release: Frozen, codes: Collection[str]) -> list[Marked]:
    """What is marked, on each of its days, in the order of the programme."""
    slots = [slot for slot in release.slots if slot.line.code in codes]
    clashes = _clashes(slots)
    return [Marked(slot, tuple(clashes.get(id(slot), ()))) for slot in slots]


def by_day(marked: Iterable[Marked]) -> list[tuple[date, list[Marked]]]:
    """The same, day by day."""
    return [(day, list(of_day)) for day, of_day in groupby(marked, lambda each: each.slot.day)]


def without_day(release: Frozen, codes: Collection[str]) -> list[Line]:
    """What is marked and has no day yet."""
    return [line for line in release.unplaced if line.code in codes]


@dataclass(frozen=True, slots=True)
class Turn:
    """What became of a marked session since its reader last looked; ``line`` is ``None`` where it left."""

    title: Translated
    line: Line | None
    sentences: tuple[str, ...]


def turned(release: Frozen, marks: Changes, *, seen: int) -> list[Turn]:
    """What moved, was cancelled or left after it was marked, in the releases after the one ``seen``."""
    told: dict[str, list[Change]] = defaultdict(list)
    for issue in reversed(release.issues):
        for change in issue.changes if issue.number > seen else ():
            mark = marks.get(change.session)
            if mark and mark.value and mark.at < issue.at:
                told[change.session].append(change)
    turns = [_turn(release, code, changes) for code, changes in told.items()]
    return [turn for turn in turns if turn.sentences]


def _turn(release: Frozen, code: str, changes: Sequence[Change]) -> Turn:
    line = release.by_code.get(code)
    sums = [_sum(changes, _WHERE, "moved" if line else "removed"), _sum(changes, {"state"}, "state")]
    sentences = [change_in_words(release, each) for each in sums if each]
    return Turn(changes[-1].title, line, tuple(sentences))


def _sum(changes: Sequence[Change], kinds: Collection[str], kind: str) -> Change | None:
    """All of those kinds as one change, if that is any."""
    found = [change for change in changes if change.kind in kinds]
    if not found or (kind != "removed" and found[0].before == found[-1].after):
        return None
    return Change(kind, found[-1].session, found[-1].title, found[0].before, found[-1].after)


def _clashes(slots: Sequence[Slot]) -> Mapping[int, list[Line]]:
    """By the identity of each slot, the sessions that are on at the same time."""
    timed = sorted(((times, slot) for slot in slots if (times := _times(slot))), key=lambda each: each[0])
    found: dict[int, list[Line]] = defaultdict(list)
    for number, ((_starts, ends), slot) in enumerate(timed, 1):
        for (starts, _ends), later in timed[number:]:
            if starts >= ends:
                break
            if later.line is not slot.line:
                found[id(slot)].append(later.line)
                found[id(later)].append(slot.line)
    return found


def _times(slot: Slot) -> _Times | None:
    """When it asks one to be there: never where it is off, a break, or open all week to drop in."""
    if slot.line.is_off or slot.place.is_all_week or slot.line.kind == SessionKind.BREAK:
        return None
    return (slot.starts_at, slot.ends_at) if slot.starts_at and slot.ends_at else None
