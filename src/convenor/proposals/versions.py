"""What a proposal said at one moment as one document, and two of them compared word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, NamedTuple

from convenor.kernel.translated import Translated
from convenor.proposals.models import Answer, Contribution, Proposal

Document = Mapping[str, Any]

_WORDS = re.compile(
    r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]|[^\s\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]+|\s+"
)
_MOST_COMPARED = 3000  # words; longer texts are shown whole, old and new


class Place(NamedTuple):
    """Where in a proposal a text stands: ``part`` of what, ``about`` which one, in which ``language``."""

    part: str
    about: str = ""
    language: str = ""


class Piece(NamedTuple):
    """Some words, and what became of them: ``same``, ``del`` or ``ins``."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    place: Place
    pieces: tuple[Piece, ...]


def document_of(proposal: Proposal) -> dict[str, Any]:
    """Everything that ``proposal`` says. People stand in it by their uid, so erasing one erases them here."""
    return {
        "title": proposal.title.to_json(),
        "abstract": proposal.abstract.to_json(),
        "language": proposal.language,
        "track": proposal.track.slug,
        "subtheme": proposal.subtheme.slug if proposal.subtheme else "",
        "format": str(proposal.format),
        "minutes": proposal.minutes,
        "organization": proposal.organization.name if proposal.organization else "",
        "contributions": [
            _contribution(each)
            for each in proposal.contributions.select_related("presenter__person").order_by("position")
        ],
        "contributors": [
            {"person": str(each.person.uid), "role": str(each.role)}
            for each in proposal.contributors.select_related("person").order_by("position", "pk")
        ],
        "answers": [
            _answer(each) for each in proposal.answers.select_related("question").order_by("question__slug")
        ],
    }


def _contribution(each: Contribution) -> dict[str, Any]:
    return {
        "id": each.pk,
        "title": each.title.to_json(),
        "abstract": each.abstract.to_json(),
        "minutes": each.minutes,
        "presenter": str(each.presenter.person.uid) if each.presenter else "",
    }


def _answer(each: Answer) -> dict[str, str]:
    return {
        "question": each.question.slug,
        "text": each.text,
        "file": each.file.name or "",
        "file_name": each.file_name,
    }


def languages_behind(proposal: Proposal) -> dict[int, frozenset[str]]:
    """In which languages each text was last changed before its original was.

    The proposal's own title and abstract stand under 0, those of a contribution under its key.
    """
    said: dict[tuple[int, str], tuple[Any, Any]] = {}
    since: dict[tuple[int, str], int] = {}
    now: list[tuple[int, str]] = []
    for number, document in proposal.versions.order_by("number").values_list("number", "document"):
        words = dict(_words(document))
        now = list(words)
        for place in now:
            if said.get(place) != words[place]:
                said[place], since[place] = words[place], number
    return {
        about: frozenset(
            language for of, language in now if of == about and since[of, language] < since.get((of, ""), 0)
        )
        for about, _language in now
    }


def _words(document: Document) -> Iterator[tuple[tuple[int, str], tuple[Any, Any]]]:
    """The title and the abstract in each language, the original under no language: it may be moved."""
    for about, texts in [(0, document), *((each["id"], each) for each in document["contributions"])]:
        title, abstract = texts["title"], texts["abstract"]
        for language in {*title, *abstract}:
            shown = "" if language == document["language"] else language
            yield (about, shown), (title.get(language), abstract.get(language))


def compare(old: Document, new: Document) -> list[Change]:
    """What differs between two documents of one proposal, in the order in which they say it."""
    before, after = dict(_texts(old)), dict(_texts(new))
    places = dict.fromkeys([*after, *before])  # in order, each once; what was taken away comes last
    return [
        Change(place, tuple(difference(before.get(place, ""), after.get(place, ""))))
        for place in places
        if before.get(place, "") != after.get(place, "")
    ]


def _texts(document: Document) -> Iterator[tuple[Place, str]]:
    """The document as texts, each at its place; two documents that differ differ in one of them."""
    yield from _translated("title", "", document["title"])
    yield from _translated("abstract", "", document["abstract"])
    for part in ("language", "track", "subtheme", "format", "minutes", "organization"):
        yield Place(part), str(document[part])
    for each in document["contributors"]:
        yield Place("contributor", each["person"]), each["role"]
    for number, each in enumerate(document["contributions"], 1):
        about = str(each["id"])
        yield from _translated("contribution title", about, each["title"])
        yield from _translated("contribution abstract", about, each["abstract"])
        yield Place("contribution minutes", about), str(each["minutes"] or "")
        yield Place("contribution presenter", about), each["presenter"]
        yield Place("contribution position", about), str(number)
    for each in document["answers"]:
        mark = f" ({each['file'][-6:]})" if each["file"] else ""  # a new file may have the old one's name
        yield Place("answer", each["question"]), each["text"] + each["file_name"] + mark


def _translated(part: str, about: str, stored: Mapping[str, Any]) -> Iterator[tuple[Place, str]]:
    for language, (text, status) in Translated.from_json(stored).versions.items():
        yield Place(part, about, language), text
        yield Place(f"{part} status", about, language), status


def without_names(document: Document) -> Document:
    """The same without what may tell who is behind it: people, organization, names of files."""
    return {
        **document,
        "organization": "",
        "contributors": [],
        "contributions": [{**each, "presenter": ""} for each in document["contributions"]],
        "answers": [{**each, "file_name": ""} for each in document["answers"]],
    }


def difference(old: str, new: str) -> Iterator[Piece]:
    """``old`` turned into ``new``, word by word; for Chinese and Japanese, character by character."""
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    if max(len(before), len(after)) > _MOST_COMPARED:
        before, after = [old], [new]
    # With its heuristic for frequent words on, or a text of one repeated word takes minutes.
    matcher = SequenceMatcher(None, before, after, autojunk=True)
    for kind, start, end, new_start, new_end in matcher.get_opcodes():
        if kind == "equal":
            yield Piece("same", "".join(before[start:end]))
            continue
        if end > start:
            yield Piece("del", "".join(before[start:end]))
        if new_end > new_start:
            yield Piece("ins", "".join(after[new_start:new_end]))
