"""What proposals have in common: themes, and texts that are almost the same. Suggestions.

All is worked out from what its asker may see, and shown to nobody else. What is kept is shown with its age,
and no longer once something that was compared is not to be seen any more.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.util import find_spec
from itertools import islice
from typing import Any

from django.db.models import Q, QuerySet

from convenor.editions.models import Edition, Track
from convenor.kernel.queued import RunState
from convenor.people.models import Person
from convenor.proposals.models import Proposal
from convenor.proposals.queries import proposals_for_organiser
from convenor.review.alike import earlier_editions, last_looks, seen_among
from convenor.review.compared import Comparison, Looked

NEEDED = ("numpy", "scipy")  # of requirements/solver.txt
MOST = 5_000  # proposals compared at once, and as many earlier ones: half a gigabyte, half a minute
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
    looked: Looked | None = None  # what was said of them last

    @property
    def both(self) -> tuple[Proposal, Proposal]:
        return self.one, self.other

    @property
    def newer(self) -> Proposal:
        return max(self.both, key=lambda each: each.edition.year)

    @property
    def older(self) -> Proposal:
        return self.other if self.newer == self.one else self.one

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


def in_common(person: Person, edition: Edition, track: Track | None, at: datetime) -> InCommon:
    """What ``person`` asked for last, and whether it is still so."""
    asked = comparisons_of(person, edition, track)
    last = asked.first()
    kept = asked.filter(state=RunState.DONE).first()
    texts = texts_for(person, edition, track, at)
    compared = set(kept.result["proposals"]) if kept else set()
    seen = seen_among(person, edition, Q(), at) if kept else []
    known = {each.pk: each for each in seen if each.pk in compared}
    if kept is None or known.keys() < compared:
        return InCommon(last if last != kept else None, too_many=texts.are_too_many)
    looks = last_looks(compared)
    return InCommon(
        last if last != kept else None,
        kept,
        [Theme(tuple(terms), [known[key] for key in keys]) for terms, keys in kept.result["themes"]],
        [
            Pair(known[one], known[other], share, passage, looks.get(frozenset((one, other))))
            for one, other, share, passage in kept.result["pairs"]
        ],
        texts.hash != kept.texts,
        texts.are_too_many,
    )


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
