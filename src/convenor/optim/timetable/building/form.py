"""A problem and an answer as JSON, as ``docs/reference/building.md`` tells them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from convenor.optim.timetable.given import Row, known, opened
from convenor.optim.timetable.refusals import Refused

from .problem import Benefit, Contribution, Kind, Place, Problem, Spread

if TYPE_CHECKING:
    from .solve import Solved

FORMAT = "convenor building 1"
ANSWER = "convenor building answer 1"
FIELDS = {"format", "contributions", "kinds", "benefits", "apart", "places", "spreads"}
ALLOWED = {
    "contributions": {"key", "size", "people", "topics"},
    "kinds": {"key", "least", "most", "count"},
    "places": {"key", "day", "block", "size"},
    "spreads": {"topic", "most_a_day"},
}


def read(form: Any) -> Problem:
    """The problem that ``form`` tells. Raises ``Refused`` for what is not of the form or makes no sense."""
    opened(form, FORMAT, FIELDS, "contributions and kinds")
    return Problem.of(
        contributions=tuple(map(_contribution, _rows(form, "contributions"))),
        kinds=tuple(map(_kind, _rows(form, "kinds"))),
        benefits=tuple(map(_benefit, _lists(form, "benefits", 3))),
        apart=tuple((pair[0], pair[1]) for pair in (_words(row, 2) for row in _lists(form, "apart", 2))),
        places=tuple(map(_place, _rows(form, "places"))),
        spreads=tuple(
            Spread(_word(row, "topic"), _needed(row, "most_a_day")) for row in _rows(form, "spreads")
        ),
    )


def _contribution(row: Row) -> Contribution:
    people, topics = _words(row.get("people", [])), _words(row.get("topics", []))
    return Contribution(_word(row, "key"), row.get("size", 1), people, topics)


def _kind(row: Row) -> Kind:
    return Kind(_word(row, "key"), _needed(row, "most"), _needed(row, "count"), row.get("least", 1))


def _benefit(row: list[Any]) -> Benefit:
    one, other = _words(row[:2], 2)
    return Benefit(one, other, row[2])


def _place(row: Row) -> Place:
    return Place(_word(row, "key"), _word(row, "day"), _word(row, "block"), _needed(row, "size"))


def _rows(form: Row, name: str) -> list[Row]:
    rows = form.get(name, [])
    if not isinstance(rows, list):
        raise Refused("form", where=name, what="a list of objects is wanted")
    return [known(name, row, ALLOWED[name]) for row in rows]


def _lists(form: Row, name: str, length: int) -> list[list[Any]]:
    rows = form.get(name, [])
    if not isinstance(rows, list) or not all(isinstance(row, list) and len(row) == length for row in rows):
        raise Refused("form", where=name, what=f"a list of lists of {length} is wanted")
    return rows


def _words(given: Any, length: int | None = None) -> tuple[str, ...]:
    is_list = isinstance(given, list) and all(isinstance(each, str) and each for each in given)
    if not is_list or length not in (None, len(given)):
        raise Refused("form", where=str(given), what="a list of words is wanted")
    return tuple(given)


def _needed(row: Row, name: str) -> Any:
    if name not in row:
        raise Refused("form", where=name, what="it is missing")
    return row[name]


def _word(row: Row, name: str) -> str:
    word = _needed(row, name)
    if not isinstance(word, str) or not word:
        raise Refused("form", where=f"{name}: {word}", what="a word is wanted")
    return word


def answer(solved: Solved) -> dict[str, Any]:
    """What ``solve`` found, as JSON."""
    return {
        "format": ANSWER,
        "sessions": [
            {"kind": each.kind, "contributions": list(each.contributions)}
            | ({} if each.place is None else {"place": each.place})
            for each in solved.sessions
        ],
        "value": solved.value,
        "bound": solved.bound,
        "seed": solved.limits.seed,
        "seconds": round(solved.seconds, 3),
        "solver": solved.solver,
    }
