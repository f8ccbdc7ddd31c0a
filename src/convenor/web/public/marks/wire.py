"""How devices and the server write changes to each other: JSON, by the codes of sessions ``[moment, value]``.

Moments are milliseconds since 1970.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from convenor.programme.merging import A_MOMENT, Change, Changes

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FAR = 2**42  # in 2109: what is later is bounded to now anyhow
_MOST_CHANGES = 2000
_MOST_LETTERS_OF_A_CODE = 12


def moment(at: datetime) -> int:
    return (at - _EPOCH) // A_MOMENT


def written(changes: Changes) -> dict[str, list[Any]]:
    return {code: [moment(change.at), change.value] for code, change in sorted(changes.items())}


def read(text: str) -> dict[str, Change]:
    """The marks that a device tells; whatever else it may be is refused."""
    try:
        told = json.loads(text)["marks"]
        changes = {code: _change(*pair) for code, pair in told.items()}
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as problem:
        raise _unreadable() from problem
    if len(changes) > _MOST_CHANGES or any(len(code) > _MOST_LETTERS_OF_A_CODE for code in changes):
        raise _unreadable()
    return changes


def _change(at: Any, value: Any) -> Change:
    if type(at) is not int or type(value) is not bool:
        raise TypeError
    return Change(_EPOCH + timedelta(milliseconds=min(max(at, 0), _FAR)), value)


def _unreadable() -> ValidationError:
    return ValidationError(_("This device told something that cannot be read."))
