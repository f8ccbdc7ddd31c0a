"""Works in JSON, as ORCID and doi.org give them; whatever else is in there is passed over."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from typing import Any

from convenor.optim.affinity.latex import plain
from convenor.optim.affinity.names import dois_in
from convenor.optim.affinity.people import Work

# Where works are: in a record, its summary of works, a group of works that are one, one of many.
_INSIDE = ("activities-summary", "works", "group", "bulk", "work", "items")
_DEEPEST = 12
_BETWEEN = re.compile(r"[\s,\]]*")
_MARK = re.compile(r"<[^<>]{0,200}>")
LONGEST_TITLE = 300
LONGEST_ABSTRACT = 100_000


def is_json(text: str) -> bool:
    """Whether ``text`` begins as records do; a list of references may begin with a bracket, too."""
    return bool(re.match(r"\s*(?:\{|\[\s*[{\]])", text)) and '"' in text[:2000]


def records_in(text: str) -> Iterator[tuple[int, dict[str, Any] | None]]:
    """Every work of the documents in ``text`` with its line, and ``None`` for what cannot be read.

    What breaks off is read up to there, where it is a list of records.
    """
    reader, place, line, counted = json.JSONDecoder(), 0, 1, 0
    while (place := _next(text, place)) < len(text):
        line += text.count("\n", counted, place)
        counted = place
        try:
            found, place = reader.raw_decode(text, place)
        except (ValueError, RecursionError):
            if text[place] == "[":
                place += 1
                continue
            yield line, None
            return
        for record in _works_in(found, 0):
            yield line, record


def _next(text: str, place: int) -> int:
    """Where the next document begins; commas and a bracket are what is left of a list that broke."""
    found = _BETWEEN.match(text, place)
    return found.end() if found else place


def _works_in(found: Any, depth: int) -> Iterator[dict[str, Any]]:
    inside = _inside(found) if depth < _DEEPEST else []
    for each in inside:
        yield from _works_in(each, depth + 1)
    if not inside and isinstance(found, dict) and ("title" in found or "DOI" in found):
        yield found


def _inside(found: Any) -> list[Any]:
    """Where in ``found`` works can be; nothing where it is one itself."""
    if not isinstance(found, dict):
        return found if isinstance(found, list) else []
    if isinstance(summaries := found.get("work-summary"), list):
        return summaries[:1]  # the others tell the same work
    return [found[name] for name in _INSIDE if isinstance(found.get(name), dict | list)]


def work_of(record: dict[str, Any]) -> Work:
    """``record`` as a work, without a title where it has none."""
    abstract = _text(record.get("abstract") or record.get("short-description"))
    return Work(
        title=" ".join(_told(_text(record.get("title"))).split())[:LONGEST_TITLE],
        abstract=" ".join(_told(abstract).split()),
        year=_year(record.get("issued")) or _year(record.get("publication-date")),
        authors=tuple(name for each in _authors(record) if (name := plain(each))),
        doi=next(dois_in(_identifiers(record)), ""),
    )


def name_of(record: dict[str, Any]) -> str:
    """What tells ``record`` from others, where it has no title."""
    named = (record.get(name) for name in ("id", "put-code", "path", "type"))
    return next((_whole(str(each)[:60]) for each in named if isinstance(each, str | int)), "")


def _told(text: str) -> str:
    return unescape(_MARK.sub(" ", text[:LONGEST_ABSTRACT]))


def _text(given: Any, depth: int = 0) -> str:
    """What stands in a value that is text, the first of a list, or an object with a title or a value."""
    if isinstance(given, list) and given:
        given = given[0]
    if isinstance(given, dict) and depth < _DEEPEST:
        return _text(given.get("title") or given.get("value"), depth + 1)
    return _whole(given) if isinstance(given, str) else ""


def _whole(text: str) -> str:
    """``text`` without the halves of signs and the zeros that JSON can spell and nobody can store."""
    return text.encode("utf-8", "replace").decode().replace("\0", "")


def _year(given: Any) -> int | None:
    """Of ``{"date-parts": [[2019, 5]]}`` or ``{"year": {"value": "2019"}}``."""
    told: Any = given.get("date-parts") or given.get("year") if isinstance(given, dict) else None
    while isinstance(told, list | dict) and told:
        told = told[0] if isinstance(told, list) else told.get("value")
    found = re.fullmatch(r"\s*((?:1[89]|20)\d\d)\s*", str(told), re.ASCII)
    return int(found[1]) if found else None


def _authors(record: dict[str, Any]) -> Iterator[str]:
    """Of CSL its authors, of ORCID the contributors with the name that they credit."""
    authors, contributors = record.get("author"), record.get("contributors")
    for each in authors if isinstance(authors, list) else ():
        if isinstance(each, dict):
            parts = [_text(each.get("family")), _text(each.get("given"))]
            yield _text(each.get("literal")) or ", ".join(part for part in parts if part)
    named = contributors.get("contributor") if isinstance(contributors, dict) else None
    for each in named if isinstance(named, list) else ():
        if isinstance(each, dict):
            yield _text(each.get("credit-name"))


def _identifiers(record: dict[str, Any]) -> str:
    given = record.get("external-ids")
    found = given.get("external-id") if isinstance(given, dict) else None
    others = [
        _text(each.get("external-id-value"))
        for each in (found if isinstance(found, list) else ())
        if isinstance(each, dict) and each.get("external-id-type") == "doi"
    ]
    return " ".join([_text(record.get("DOI")), *others])
