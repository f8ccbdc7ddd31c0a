"""A problem of cells and a plan as JSON, as ``docs/reference/cells.md`` tells them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from convenor.optim.timetable.refusals import Refused

from .problem import (
    Block,
    Cell,
    Contribution,
    Kind,
    Person,
    Post,
    Presence,
    Prices,
    Problem,
    Room,
    Track,
)

if TYPE_CHECKING:
    from .solve import Solved

FORMAT = "convenor cells 1"
ANSWER = "convenor cells answer 1"
FIELDS = {
    "format", "presence", "per_seat", "blocks", "rooms", "people", "tracks", "contributions", "together",
    "apart", "prices",
}  # fmt: skip
ALLOWED = {
    "blocks": {"key", "slots"},
    "rooms": {"key", "seats"},
    "people": {"key", "away"},
    "tracks": {
        "key", "expected", "fewest_cells", "most_cells", "most_parallel", "most_rooms", "fewest", "blocks",
        "rooms", "posts",
    },
    "posts": {"key", "candidates"},
    "contributions": {"key", "track", "slots", "people", "blocks", "not_beside"},
}  # fmt: skip
Row = Mapping[str, Any]


def read(form: Any) -> Problem:
    """The problem that ``form`` tells. Raises ``Refused`` for what is not of the form or makes no sense."""
    if not isinstance(form, Mapping):
        raise Refused("form", where="The file", what="one object with blocks, rooms and tracks is wanted")
    if form.get("format") != FORMAT:
        raise Refused("form", where="format", what=f"“{FORMAT}” is wanted")
    for name in form:
        if name not in FIELDS:
            raise Refused("form", where=str(name), what="there is no such field")
    try:
        return Problem.of(**_facts(form))
    except Refused:
        raise
    except (TypeError, ValueError, KeyError, AttributeError, OverflowError) as broken:
        what = f"a value is missing or not of the form ({type(broken).__name__}: {broken})"
        raise Refused("form", where="The file", what=what) from broken


def _facts(form: Row) -> dict[str, Any]:
    facts = {
        "blocks": _rows(form, "blocks", lambda row: Block(_key(row), row["slots"])),
        "rooms": _rows(form, "rooms", lambda row: Room(_key(row), row.get("seats"))),
        "people": _rows(form, "people", _person),
        "tracks": _rows(form, "tracks", _track),
        "contributions": _rows(form, "contributions", _contribution),
        "together": tuple(_words(group) for group in form.get("together", ())),
        "apart": tuple(_two(pair) for pair in form.get("apart", ())),
        "prices": {Kind(name): _prices(name, rows) for name, rows in form.get("prices", {}).items()},
        "presence": Presence(form.get("presence", "block")),
    }
    return facts | {name: form[name] for name in ("per_seat",) if name in form}


def _rows(form: Row, name: str, make: Callable[[Row], Any]) -> tuple[Any, ...]:
    needed = name in {"blocks", "rooms", "tracks", "contributions"}
    rows = form[name] if needed else form.get(name, ())
    return tuple(make(_known(name, row)) for row in rows)


def _known(name: str, row: Any) -> Row:
    if not isinstance(row, Mapping):
        raise Refused("form", where=name, what="each is to be an object")
    for key in row:
        if key not in ALLOWED[name]:
            raise Refused("form", where=f"{name}: {key}", what="there is no such field")
        if row[key] is None:
            raise Refused("form", where=f"{name}: {key}", what="a value is wanted, or no field")
    return row


def _words(given: Any) -> tuple[str, ...]:
    if isinstance(given, str) or not all(isinstance(each, str) for each in given):
        raise Refused("form", where=str(given), what="a list of words is wanted")
    return tuple(given)


def _two(given: Any) -> tuple[str, str]:
    one, other = _words(given)
    return one, other


def _key(row: Row) -> str:
    return _word(row["key"])


def _word(given: Any) -> str:
    if not isinstance(given, str) or not given:
        raise Refused("form", where=str(given), what="a key is a word")
    return given


def _some(row: Row, name: str) -> frozenset[str] | None:
    return frozenset(_words(row[name])) if name in row else None


def _person(row: Row) -> Person:
    return Person(_key(row), frozenset(_words(row.get("away", ()))))


def _track(row: Row) -> Track:
    posts = tuple(
        Post(_key(post), _words(post["candidates"]))
        for post in (_known("posts", post) for post in row.get("posts", ()))
    )
    numbers = ("expected", "fewest_cells", "most_cells", "most_parallel", "most_rooms", "fewest")
    return Track(
        _key(row),
        blocks=_some(row, "blocks"),
        rooms=_some(row, "rooms"),
        posts=posts,
        **{name: row[name] for name in numbers if name in row},
    )


def _contribution(row: Row) -> Contribution:
    return Contribution(
        _key(row),
        _word(row["track"]),
        row.get("slots", 1),
        _words(row.get("people", ())),
        _some(row, "blocks"),
        _words(row.get("not_beside", ())),
    )


def _prices(name: str, rows: Iterable[Any]) -> Prices:
    prices: dict[tuple[str, str], int] = {}
    for one, other, price in rows:
        if (one, other) in prices:
            raise Refused("twice", where=name, key=f"{one} and {other}")
        prices[_word(one), _word(other)] = price
    return prices


def answer(solved: Solved) -> dict[str, Any]:
    """What ``solve`` found, as JSON."""
    return {
        "format": ANSWER,
        "plan": [write_cell(cell) for cell in solved.plan],
        "value": solved.value,
        "bound": solved.bound,
        "seed": solved.limits.seed,
        "seconds": round(solved.seconds, 3),
        "solver": solved.solver,
    }


def write_cell(cell: Cell) -> dict[str, Any]:
    return {
        "track": cell.track,
        "block": cell.block,
        "room": cell.room,
        "posts": dict(cell.posts),
        "contributions": dict(cell.contributions),
    }
