"""How what several devices keep becomes one: of each session, the latest change wins; of notes, none is lost.

Taking a mark off is a change like putting it there and is remembered, so that a device that was away for days
does not bring back what was taken off meanwhile. Whoever changes what they saw, changes it later than that,
whatever their clock says; and no clock runs ahead of the server's. Two notes on a session, whose writers did
not see each other's, are both kept. ``static/marks.js`` has the same rules, and the cases of
``tests/programme/merging.json`` and ``joining.json`` go through both.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

Value = bool | str
A_MOMENT = timedelta(milliseconds=1)  # what devices count in


@dataclass(frozen=True, slots=True)
class Change:
    """What somebody made of a session, and when; ``seen`` is the moment of what they changed, if known."""

    at: datetime
    value: Value
    seen: datetime | None = field(default=None, compare=False)


Changes = Mapping[str, Change]  # by the codes of sessions


def merged(one: Changes, other: Changes) -> dict[str, Change]:
    """Both; it does not matter which is which, nor how often it is done."""
    everything = dict(one)
    for code, change in other.items():
        everything[code] = later(everything[code], change) if code in everything else change
    return everything


def later(one: Change, other: Change) -> Change:
    """The one that wins. Of two at the same moment a mark, or the text that sorts last."""
    return max(one, other, key=lambda change: (change.at, _order(change.value)))


def with_notes(known: Changes, told: Changes) -> dict[str, Change]:
    """``known`` with the notes that a device tells: instead of those that it saw, beside all others."""
    everything = dict(known)
    for code, note in told.items():
        if code not in known:
            everything[code] = note
        elif note.value != known[code].value:  # the same is no change, or others would not have seen it
            is_seen = note.seen is not None and known[code].at - note.seen < A_MOMENT
            everything[code] = (later if is_seen else joined)(known[code], note)
    return everything


def joined(one: Change, other: Change) -> Change:
    """Two notes as one: the later first, then the other, unless one says what the other says as well."""
    late = later(one, other)
    first, second = str(late.value), str((other if late is one else one).value)
    if second in first:
        return late
    return Change(late.at + A_MOMENT, second if first in second else f"{first}\n{second}")


def following(known: Change | None, value: Value, at: datetime) -> Change:
    """A change by somebody who saw ``known``."""
    return Change(max(at, known.at + A_MOMENT) if known else at, value)


def bounded(changes: Changes, *, now: datetime) -> dict[str, Change]:
    """The same, none of it in the future: a clock that is wrong must not win for ever."""
    return {code: replace(change, at=min(change.at, now)) for code, change in changes.items()}


def _order(value: Value) -> bool | bytes:
    return value if isinstance(value, bool) else value.encode("utf-16-be", "surrogatepass")  # as scripts do
