"""How what several devices keep becomes one: of each session, the latest change wins.

Taking a mark off is a change like putting it there and is remembered, so that a device that was away for days
does not bring back what was taken off meanwhile. Whoever changes what they saw, changes it later than that,
whatever their clock says; and no clock runs ahead of the server's. ``static/marks.js`` has the same rule, and
the cases of ``tests/programme/merging.json`` go through both.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

Value = bool | str
A_MOMENT = timedelta(milliseconds=1)  # what devices count in


@dataclass(frozen=True, slots=True)
class Change:
    """What somebody made of a session, and when."""

    at: datetime
    value: Value


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


def following(known: Change | None, value: Value, at: datetime) -> Change:
    """A change by somebody who saw ``known``."""
    return Change(max(at, known.at + A_MOMENT) if known else at, value)


def bounded(changes: Changes, *, now: datetime) -> dict[str, Change]:
    """The same, none of it in the future: a clock that is wrong must not win for ever."""
    return {code: Change(min(change.at, now), change.value) for code, change in changes.items()}


def _order(value: Value) -> bool | bytes:
    return value if isinstance(value, bool) else value.encode("utf-16-be", "surrogatepass")  # as scripts do
