"""Works as people bring them: BibTeX, JSON, or titles, references and identifiers pasted in any order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from itertools import islice

from convenor.optim.affinity import bibtex, records
from convenor.optim.affinity.latex import plain
from convenor.optim.affinity.names import dois_in, orcids_in
from convenor.optim.affinity.people import Work

MOST_CHARACTERS = 4_000_000
MOST_WORKS = 5_000
LONGEST_TITLE = 300

_YEAR = re.compile(r"(?<!\d)(?:1[89]|20)\d\d(?!\d)", re.ASCII)
_LONGEST_REFERENCE = 5_000  # characters in which a title, a year and identifiers are looked for
_BULLET = re.compile(r"^\s*(?:[-*•–—]|\[\d{1,4}\]|\(?\d{1,3}[.)])\s+")
_REFERENCE = re.compile(r"^(.{2,400}?)\s?[(（]((?:1[89]|20)\d\d)[a-z]?[^)）]{0,30}[)）][.,:]?\s*(\S.*)$")
_SENTENCE_END = re.compile(r"[.?!](?=\s)|[。？！]")
_LABEL = re.compile(r"^\s*(\w{2,12})\s{0,3}[:：]\s*(.*)$")
_ADDRESS = re.compile(r"https?://\S+|\b10\.\d{4,9}/\S+|\b(?:\d{4}-?){3}\d{3}[\dXx]\b", re.I)
_NAMED = re.compile(r"\b(?:doi|orcid|id)\b", re.I)
_LABELLED = {
    "title": "title titre título titulo العنوان название 标题 题目",
    "authors": "author authors auteurs autores المؤلفون авторы 作者",
    "year": "year année año السنة год 年份",
    "abstract": "abstract résumé resumen ملخص الملخص аннотация 摘要",
    "left out": "doi keywords",
}
_LABELS = {label: name for name, labels in _LABELLED.items() for label in labels.split()}


class TooLong(ValueError):
    """The text is longer than ``MOST_CHARACTERS``."""


class Problem(Enum):
    """What could not be read."""

    BROKEN = "broken"  # an entry whose braces or commas do not fit; what could be read of it is there
    BROKEN_RECORD = "broken-record"  # JSON that cannot be read from here on
    NO_WORK = "no-work"  # JSON without any work in it
    NO_TITLE = "no-title"  # an entry that names no title is left out
    TOO_MANY = "too-many"  # from here on nothing was read, since ``MOST_WORKS`` stand before


@dataclass(frozen=True, slots=True)
class Note:
    problem: Problem
    line: int  # from 1
    about: str = ""  # the key of the entry, or its kind


@dataclass(frozen=True, slots=True)
class Brought:
    """``dois`` and ``orcids`` are those that stand by themselves, without a title beside."""

    works: tuple[Work, ...] = ()
    notes: tuple[Note, ...] = ()
    dois: tuple[str, ...] = ()
    orcids: tuple[str, ...] = ()


def read(text: str) -> Brought:
    """The works in ``text``: of its BibTeX entries where there are any, of its paragraphs or lines otherwise.

    Raises ``TooLong``, and nothing else whatever the text. A work that is there twice is read once.
    """
    if len(text) > MOST_CHARACTERS:
        raise TooLong(f"at most {MOST_CHARACTERS} characters")
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "").removeprefix("\ufeff")
    if records.is_json(text):
        return _of_records(text)
    entries = [*islice(bibtex.entries_of(text), MOST_WORKS + 1)]
    return _of_entries(entries) if any(entry.fields for entry in entries) else _pasted(text)


def _of_records(text: str) -> Brought:
    works: dict[Work, None] = {}
    notes, alone = [], list[str]()
    found = [*islice(records.records_in(text), MOST_WORKS + 1)]
    for line, record in found[:MOST_WORKS]:
        if record is None:
            notes.append(Note(Problem.BROKEN_RECORD, line))
        elif (work := records.work_of(record)).title:
            works[work] = None
        elif work.doi:
            alone.append(work.doi)
        else:
            notes.append(Note(Problem.NO_TITLE, line, records.name_of(record)))
    notes += [Note(Problem.TOO_MANY, line) for line, _record in found[MOST_WORKS:]]
    notes += [Note(Problem.NO_WORK, 1)] if not found else []
    return Brought(tuple(works), tuple(notes), tuple(dict.fromkeys(alone)))


def _of_entries(entries: list[bibtex.Entry]) -> Brought:
    works: dict[Work, None] = {}
    notes = []
    for entry in entries[:MOST_WORKS]:
        work = _work_of(entry.fields)
        if not entry.is_whole:
            notes.append(Note(Problem.BROKEN, entry.line, entry.name))
        if work.title:
            works[work] = None
        else:
            notes.append(Note(Problem.NO_TITLE, entry.line, entry.name))
    notes += [Note(Problem.TOO_MANY, entry.line, entry.name) for entry in entries[MOST_WORKS:]]
    return Brought(tuple(works), tuple(notes))


def _work_of(fields: dict[str, str]) -> Work:
    authors = re.split(r"\s+and\s+", " ".join(fields.get("author", "").split()))
    identified = " ".join(fields.get(name, "") for name in ("doi", "url", "note", "orcid", "author"))
    return Work(
        title=plain(fields.get("title", "")[:_LONGEST_REFERENCE])[:LONGEST_TITLE],
        abstract=plain(fields.get("abstract", "")),
        year=_year_in(fields.get("year", "") or fields.get("date", "")),
        authors=tuple(name for author in authors if (name := plain(author))),
        doi=next(dois_in(identified.replace("\\_", "_")), ""),
        orcids=tuple(orcids_in(identified)),
    )


def _year_in(text: str) -> int | None:
    found = _YEAR.search(text)
    return int(found[0]) if found else None


def _pasted(text: str) -> Brought:
    blocks = [*islice(_blocks(text), MOST_WORKS + 1)]
    works: dict[Work, None] = {}
    alone: list[str] = []
    for _line, block in blocks[:MOST_WORKS]:
        told = "\n".join(block)
        if not re.search(r"\w", _NAMED.sub("", _ADDRESS.sub("", told[:_LONGEST_REFERENCE]))):
            alone.append(told)
        elif (work := _described(block)).title:
            works[work] = None
    identifiers = "\n".join(alone)
    notes = tuple(Note(Problem.TOO_MANY, line) for line, _block in blocks[MOST_WORKS:])
    return Brought(tuple(works), notes, tuple(dois_in(identifiers)), tuple(orcids_in(identifiers)))


def _blocks(text: str) -> Iterator[tuple[int, list[str]]]:
    """What belongs together, with the number of its first line: paragraphs; lines where nothing is blank."""
    lines = text.split("\n")
    filled = [place for place, line in enumerate(lines) if line.strip()]
    has_paragraphs = len(filled) > 1 and filled[-1] - filled[0] >= len(filled)
    block: list[int] = []
    for place in filled:
        if block and not (has_paragraphs and place == block[-1] + 1 and not _begins_anew(lines[place])):
            yield block[0] + 1, [lines[each] for each in block]
            block = []
        block.append(place)
    if block:
        yield block[0] + 1, [lines[each] for each in block]


def _begins_anew(line: str) -> bool:
    return bool(_BULLET.match(line) or _REFERENCE.match(line))


def _described(block: list[str]) -> Work:
    """A work from its lines: labelled, or the title (or a reference) first and what it is about after it."""
    labelled, others = _labelled(block)
    first = _BULLET.sub("", labelled.get("title") or (others.pop(0) if others else "")).strip()
    first = first[:_LONGEST_REFERENCE]
    told = "\n".join(block)
    authors, year, title = "", labelled.get("year", ""), first
    if reference := _REFERENCE.match(first):
        authors, year, rest = reference.groups()
        title = _SENTENCE_END.split(rest, maxsplit=1)[0]
    names = re.split(r"\s*[;；،、]\s*|\s+(?:and|et|y|и|و)\s+", labelled.get("authors", authors))
    return Work(
        title=plain(_ADDRESS.sub("", title)).rstrip(" .,;")[:LONGEST_TITLE],
        abstract=" ".join(" ".join([labelled.get("abstract", ""), *others]).split()),
        year=_year_in(year) or _year_in(_ADDRESS.sub("", first)),
        authors=tuple(name for each in names if (name := each.strip(" ,."))),
        doi=next(dois_in(told), ""),
        orcids=tuple(orcids_in(told)),
    )


def _labelled(block: list[str]) -> tuple[dict[str, str], list[str]]:
    """What stands behind labels such as “Abstract:” (with the lines after it), and the lines before any."""
    labelled: dict[str, str] = {}
    others: list[str] = []
    current = ""
    for line in block:
        found = _LABEL.match(line)
        if found and (name := _LABELS.get(found[1].lower())):
            current = name
            labelled[current] = found[2].strip()
        elif current:
            labelled[current] += " " + line.strip()
        else:
            others.append(line)
    return labelled, others
