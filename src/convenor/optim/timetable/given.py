"""What all forms of this package refuse alike."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from .refusals import Refused

Row = Mapping[str, Any]


def opened(form: Any, called: str, fields: Collection[str], wanted: str) -> Row:
    """``form`` as an object of the format ``called``. Raises ``Refused``."""
    if not isinstance(form, Mapping):
        raise Refused("form", where="The file", what=f"one object with {wanted} is wanted")
    if form.get("format") != called:
        raise Refused("form", where="format", what=f"“{called}” is wanted")
    for name in form:
        if name not in fields:
            raise Refused("form", where=str(name), what="there is no such field")
    return form


def known(name: str, row: Any, fields: Collection[str]) -> Row:
    """A row of the list ``name``. Raises ``Refused``."""
    if not isinstance(row, Mapping):
        raise Refused("form", where=name, what="each is to be an object")
    for key in row:
        if key not in fields:
            raise Refused("form", where=f"{name}: {key}", what="there is no such field")
    return row


def no_value(broken: Exception) -> Refused:
    """What reading came upon, as a refusal."""
    what = f"a value is missing or not of the form ({type(broken).__name__}: {broken})"
    return Refused("form", where="The file", what=what)


def words(given: Any) -> tuple[str, ...]:
    if isinstance(given, str) or not all(isinstance(each, str) for each in given):
        raise Refused("form", where=str(given), what="a list of words is wanted")
    return tuple(given)


def once(where: str, keys: Iterable[str]) -> None:
    """Raises ``Refused`` for a key that is there twice."""
    seen: set[str] = set()
    for key in keys:
        if key in seen:
            raise Refused("twice", where=where, key=key)
        seen.add(key)
