"""Search across editions: one interface, with the same answers on SQLite and PostgreSQL."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import reduce
from operator import add, or_
from typing import Any

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from convenor.archive.models import Findable, Word
from convenor.kernel.translated import Text, Translated
from convenor.kernel.words import Term, terms_of, words_of

BEFORE, LENGTH = 60, 200  # characters of a snippet
_LAST = b"\xff"  # no word in UTF-8 has this byte
_PIECES = re.compile(r"\S+")


def search(question: str, *, kind: str = "") -> QuerySet[Findable]:
    """What has every word of ``question``: what has most of them in its title first, then the newest."""
    terms = terms_of(question)
    if not terms:
        return Findable.objects.none()
    found = Findable.objects.filter(kind=kind) if kind else Findable.objects.all()
    for term in terms:
        found = found.filter(pk__in=_with(term))
    ranked = found.annotate(in_title=reduce(add, [_in_title(term) for term in terms]))
    return ranked.select_related("edition__series").order_by(
        "-in_title", "-edition__starts_on", "edition_id", "order", "pk"
    )


def _with(term: Term, **facts: bool) -> QuerySet[Any]:
    return Word.objects.filter(reduce(or_, (_like(form, term) for form in term.forms)), **facts).values(
        "findable"
    )


def _like(form: str, term: Term) -> Q:
    folded = form.encode()
    return Q(word=folded) if term.is_whole else Q(word__gte=folded, word__lt=folded + _LAST)


def _in_title(term: Term) -> Case:
    is_there = When(pk__in=_with(term, is_of_title=True), then=Value(1))
    return Case(is_there, default=Value(0), output_field=IntegerField())


def snippet(text: Translated, terms: Sequence[Term]) -> Text:
    """The part of ``text`` where ``terms`` are found, in the reader's language if it has them."""
    here = text.here
    languages = sorted(text.versions, key=lambda language: language != here.language)
    for language in languages:
        version = text.in_(language)
        place = _place(version.text, terms)
        if place is not None:
            return Text(_cut(version.text, place), language, version.status, here.wanted)
    return Text(_cut(here.text, 0), here.language, here.status, here.wanted)


def _place(text: str, terms: Sequence[Term]) -> int | None:
    """Where the first word that matches begins; in a run of Chinese, the first sign that does."""
    for piece in _PIECES.finditer(text):
        words = words_of(piece.group())
        matching = [form for term in terms if term.matches(words) for form in term.forms]
        if matching:
            inside = [piece.group().casefold().find(form) for form in matching]
            return piece.start() + min((place for place in inside if place > 0), default=0)
    return None


def _cut(text: str, place: int) -> str:
    start = place - BEFORE if place > BEFORE else 0
    if start:  # not in the middle of a word
        start = text.find(" ", start, place) + 1 or start
    end = start + LENGTH
    if end < len(text):
        end = text.rfind(" ", start + LENGTH // 2, end) if " " in text[start + LENGTH // 2 : end] else end
    part = " ".join(text[start:end].split())
    return ("… " if start else "") + part + (" …" if end < len(text) else "")
