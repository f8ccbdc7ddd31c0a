"""What proposals have in common: themes, and texts that are almost the same. Suggestions.

All is worked out from what its asker may see, and shown to nobody else. What is kept is shown with its age,
and no longer once something that was compared is not to be seen any more.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.util import find_spec
from itertools import islice
from typing import Any

from django.db.models import QuerySet

from convenor.editions.models import Edition, Track
from convenor.people.models import Person
from convenor.proposals.models import Proposal
from convenor.proposals.queries import proposals_for_organiser
from convenor.review.compared import Comparison
from convenor.review.queued import RunState

NEEDED = ("numpy", "scipy")  # of requirements/solver.txt
MOST = 5_000  # proposals compared at once, and as many earlier ones: half a gigabyte, half a minute
EDITIONS = 3  # earlier ones of the series that are compared with
STEPS = 3  # looking for themes, looking for what is alike, keeping it

Written = tuple[int, str, str, str]  # key, title, abstract, language


@dataclass(frozen=True, slots=True)
class Texts:
    """What is compared: each of ``new`` with the others, and with the ``earlier`` ones."""

    new: Sequence[Written]
    earlier: Sequence[Written]

    @property
    def are_too_many(self) -> bool:
        return len(self.new) > MOST

    @property
    def hash(self) -> str:
        return hashlib.sha256(json.dumps(self.inputs).encode()).hexdigest()

    @property
    def inputs(self) -> dict[str, Sequence[Written]]:
        return {"new": self.new, "earlier": self.earlier}

    @property
    def keys(self) -> set[int]:
        return {each[0] for each in (*self.new, *self.earlier)}


@dataclass(frozen=True, slots=True)
class Theme:
    """Proposals on the same things, the most typical first; ``terms`` say which."""

    terms: tuple[str, ...]
    proposals: list[Proposal]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two proposals of which one has ``share`` (percent) of its words in passages that the other has, too."""

    one: Proposal
    other: Proposal
    share: int
    passage: str

    @property
    def both(self) -> tuple[Proposal, Proposal]:
        return self.one, self.other

    @property
    def earlier(self) -> Edition | None:
        """The edition that one of them was handed in for, where it is another one."""
        editions = sorted((self.one.edition, self.other.edition), key=lambda each: each.year)
        return editions[0] if editions[0] != editions[1] else None


@dataclass(frozen=True, slots=True)
class InCommon:
    """``kept`` is the last answer that may be shown, ``asked`` what is being worked out or failed."""

    asked: Comparison | None = None
    kept: Comparison | None = None
    themes: Sequence[Theme] = ()
    pairs: Sequence[Pair] = ()
    is_changed: bool = True  # texts are others than those that were compared
    too_many: bool = False


def is_installed() -> bool:
    """Whether texts can be compared here. Nothing of it is loaded."""
    return all(find_spec(name) for name in NEEDED)


def comparisons_of(person: Person, edition: Edition, track: Track | None) -> QuerySet[Comparison]:
    """What ``person`` asked for, the last first; nobody sees that of others."""
    return Comparison.objects.filter(by=person, edition=edition, track=track).order_by("-at", "-pk")


def texts_for(person: Person, edition: Edition, track: Track | None, at: datetime) -> Texts:
    """The texts (of ``track``) that ``person`` organises, and those of the earlier editions."""
    seen = proposals_for_organiser(person, edition, at).standing()
    if track is not None:
        seen = seen.filter(track=track)
    earlier = islice(
        (each for old in earlier_editions(edition) for each in _written(person, old, at)),
        MOST,
    )
    return Texts(_texts(seen), list(earlier))


def earlier_editions(edition: Edition) -> list[Edition]:
    """The last ones of the series before ``edition``, the newest first."""
    before = Edition.objects.filter(series=edition.series_id, year__lt=edition.year)
    return list(before.order_by("-year", "pk")[:EDITIONS])


def in_common(person: Person, edition: Edition, track: Track | None, at: datetime) -> InCommon:
    """What ``person`` asked for last, and whether it is still so."""
    asked = comparisons_of(person, edition, track)
    last = asked.first()
    kept = asked.filter(state=RunState.DONE).first()
    texts = texts_for(person, edition, track, at)
    known = _known(person, edition, kept.result, at) if kept else {}
    if kept is None or not known.keys() >= set(kept.result["proposals"]):
        return InCommon(last if last != kept else None, too_many=texts.are_too_many)
    return InCommon(
        last if last != kept else None,
        kept,
        [Theme(tuple(terms), [known[key] for key in keys]) for terms, keys in kept.result["themes"]],
        [
            Pair(known[one], known[other], share, passage)
            for one, other, share, passage in kept.result["pairs"]
        ],
        texts.hash != kept.texts,
        texts.are_too_many,
    )


def _known(person: Person, edition: Edition, result: Mapping[str, Any], at: datetime) -> dict[int, Proposal]:
    """Those of the compared proposals that ``person`` may see now, withdrawn ones too."""
    wanted = set(result["proposals"])
    return {
        each.pk: each
        for of in (edition, *earlier_editions(edition))
        for each in proposals_for_organiser(person, of, at).select_related("edition").defer("abstract")
        if each.pk in wanted
    }


def _written(person: Person, edition: Edition, at: datetime) -> Iterator[Written]:
    yield from _texts(proposals_for_organiser(person, edition, at))


def _texts(proposals: QuerySet[Proposal]) -> list[Written]:
    rows: Iterable[tuple[int, Any, Any, str]] = proposals.order_by("pk").values_list(
        "pk", "title", "abstract", "language"
    )
    return [
        (key, title.in_(language).text, abstract.in_(language).text, language)
        for key, title, abstract, language in rows
    ]
