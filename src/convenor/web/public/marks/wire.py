"""How devices and the server write changes to each other: JSON, by kind and code ``[moment, value]``.

Moments are milliseconds since 1970. A note may have a third: the moment of the one it was made from.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from convenor.kernel.text import clean
from convenor.programme import merging
from convenor.programme.merging import A_MOMENT, Change, Changes, Value
from convenor.programme.models import Note

Told = Mapping[str, Changes]  # by kind: marks, notes

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FAR = 2**42  # in 2109: what is later is bounded to now anyhow
_MOST_CHANGES = 1000
_MOST_LETTERS_OF_A_CODE = 12


def moment(at: datetime) -> int:
    return (at - _EPOCH) // A_MOMENT


def written(told: Told) -> dict[str, dict[str, list[Any]]]:
    return {
        kind: {code: [moment(change.at), change.value] for code, change in sorted(changes.items())}
        for kind, changes in told.items()
    }


def bounded(told: Told, *, now: datetime) -> dict[str, dict[str, Change]]:
    return {kind: merging.bounded(changes, now=now) for kind, changes in told.items()}


def read(text: str) -> dict[str, dict[str, Change]]:
    """What a device tells, by kind; whatever else it may be is refused."""
    try:
        told = json.loads(text)
        read = {
            kind: {code: _change(value_of, *told_of) for code, told_of in told.get(kind, {}).items()}
            for kind, value_of in _VALUES.items()
        }
    except (ValueError, TypeError, AttributeError, RecursionError) as problem:
        raise _unreadable() from problem
    codes = [code for changes in read.values() for code in changes]
    if len(codes) > _MOST_CHANGES or any(len(code) > _MOST_LETTERS_OF_A_CODE for code in codes):
        raise _unreadable()
    return read


def _mark(value: Any) -> bool:
    if type(value) is not bool:
        raise TypeError
    return value


def _note(value: Any) -> str:
    """Cleaned, and not refused for what is cleaned away, or the device would tell it for ever."""
    if not isinstance(value, str) or len(value) > Note.MOST_LETTERS:
        raise TypeError
    return clean(value)[: Note.MOST_LETTERS]


_VALUES: Mapping[str, Callable[[Any], Value]] = {"marks": _mark, "notes": _note}


def _change(value_of: Callable[[Any], Value], at: Any, value: Any, seen: Any = None) -> Change:
    return Change(moment_at(at), value_of(value), None if seen is None else moment_at(seen))


def moment_at(number: Any) -> datetime:
    """The other way round."""
    if type(number) is not int:
        raise TypeError
    return _EPOCH + timedelta(milliseconds=min(max(number, 0), _FAR))


def _unreadable() -> ValidationError:
    return ValidationError(_("This device told something that cannot be read."))
