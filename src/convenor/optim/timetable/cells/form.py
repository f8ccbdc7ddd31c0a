"""A problem of cells and a plan as JSON, as ``docs/reference/cells.md`` tells them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from convenor.optim.timetable.given import Row, known, no_value, opened, words
from convenor.optim.timetable.refusals import Refused

from .problem import (
    PER,
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
    "format", "presence", *PER, "blocks", "rooms", "people", "tracks", "contributions", "together",
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
    "contributions": {"key", "track", "slots", "people", "blocks", "not_beside", "rank"},
}  # fmt: skip


def read(form: Any) -> Problem:
    """The problem that ``form`` tells. Raises ``Refused`` for what is not of the form or makes no sense."""
    opened(form, FORMAT, FIELDS, "blocks, rooms and tracks")
    try:
        return Problem.of(**_facts(form))
    except Refused:
        raise
    except (TypeError, ValueError, KeyError, AttributeError, OverflowError) as broken:
        raise no_value(broken) from broken


def _facts(form: Row) -> dict[str, Any]:
    facts = {
        "blocks": _rows(form, "blocks", lambda row: Block(_key(row), row["slots"])),
        "rooms": _rows(form, "rooms", lambda row: Room(_key(row), row.get("seats"))),
        "people": _rows(form, "people", _person),
        "tracks": _rows(form, "tracks", _track),
        "contributions": _rows(form, "contributions", _contribution),
        "together": tuple(words(group) for group in form.get("together", ())),
        "apart": tuple(_two(pair) for pair in form.get("apart", ())),
        "prices": {Kind(name): _prices(name, rows) for name, rows in form.get("prices", {}).items()},
        "presence": Presence(form.get("presence", "block")),
    }
    return facts | {name: form[name] for name in PER if name in form}


def _rows(form: Row, name: str, make: Callable[[Row], Any]) -> tuple[Any, ...]:
    needed = name in {"blocks", "rooms", "tracks", "contributions"}
    rows = form[name] if needed else form.get(name, ())
    return tuple(make(_known(name, row)) for row in rows)


def _known(name: str, row: Any) -> Row:
    checked = known(name, row, ALLOWED[name])
    for key, value in checked.items():
        if value is None:
            raise Refused("form", where=f"{name}: {key}", what="a value is wanted, or no field")
    return checked


def _two(given: Any) -> tuple[str, str]:
    one, other = words(given)
    return one, other


def _key(row: Row) -> str:
    return _word(row["key"])


def _word(given: Any) -> str:
    if not isinstance(given, str) or not given:
        raise Refused("form", where=str(given), what="a key is a word")
    return given


def _some(row: Row, name: str) -> frozenset[str] | None:
    return frozenset(words(row[name])) if name in row else None


def _person(row: Row) -> Person:
    return Person(_key(row), frozenset(words(row.get("away", ()))))


def _track(row: Row) -> Track:
    posts = tuple(
        Post(_key(post), words(post["candidates"]))
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
        words(row.get("people", ())),
        _some(row, "blocks"),
        words(row.get("not_beside", ())),
        row.get("rank"),
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
