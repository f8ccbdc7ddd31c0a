"""Why a reviewer suits a proposal: values, which pages put into sentences of their language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import fsum

import numpy as np

from convenor.optim.affinity.people import Bid, Proposal, Reviewer, Work
from convenor.optim.affinity.scoring import (
    LANGUAGE,
    TEXT,
    TOPICS,
    WISH,
    WISHES,
    Affinity,
    language_points,
    meaning_points,
    text_points,
)
from convenor.optim.affinity.similarity import CLOSEST
from convenor.optim.affinity.vectors import vectors_of
from convenor.optim.affinity.words import spelled, spellings_of, terms_of

SHOWN_WORKS = 3
SHOWN_TERMS = 8


@dataclass(frozen=True, slots=True)
class Shared:
    """A term of both, as the proposal spells it, and what it gives of the similarity."""

    term: str
    part: float


@dataclass(frozen=True, slots=True)
class Closest:
    work: Work
    similarity: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """One pair. ``score`` is the sum of ``text``, ``topics``, ``language`` and ``wish``.

    ``similarity`` is the sum of the parts of ``terms`` and of ``rest``, the terms that are not shown; it is 0
    where the reviewer ``has_works`` not: then only topics, languages and wishes count.
    Of ``text``, ``meaning`` comes from the ``nearness`` of English texts, None where it is not known.
    ``reads`` is None where the proposal or the reviewer tells no language.
    """

    score: float
    text: float
    topics: float
    language: float
    wish: float
    similarity: float
    closest: tuple[Closest, ...]
    terms: tuple[Shared, ...]
    rest: float
    has_works: bool
    shared_topics: frozenset[str]
    reads: bool | None
    bid: Bid | None
    nearness: float | None = None
    meaning: float = 0.0
    words: tuple[str, ...] = ()  # key words of the reviewer that stand in the proposal


def explain(affinity: Affinity, proposal: int, reviewer: int, *, terms: int = SHOWN_TERMS) -> Explanation:
    """Why the score in this row and column of ``affinity`` is what it is, with that many ``terms``."""
    offered, asked = affinity.proposals[proposal], affinity.reviewers[reviewer]
    similarity = float(affinity.similarities[proposal, reviewer])
    bid = affinity.bids.get((offered.key, asked.key))
    nearness = _nearness(affinity, proposal, reviewer)
    pair = _Pair(affinity, offered, reviewer)
    shared = pair.shared()
    shown = sorted(shared.items(), key=lambda item: (-item[1], item[0]))[:terms]
    spellings = spellings_of(offered.title, offered.abstract)
    return Explanation(
        score=float(affinity.scores[proposal, reviewer]),
        text=_words(similarity, nearness) + _meaning(nearness),
        topics=TOPICS * affinity.topic_points(offered, asked),
        language=LANGUAGE * language_points(offered, asked),
        wish=WISH * WISHES[bid],
        similarity=similarity,
        closest=tuple(pair.closest()),
        terms=tuple(Shared(spelled(term, spellings), part) for term, part in shown),
        rest=similarity - fsum(part for _term, part in shown),
        has_works=bool(asked.works),
        shared_topics=offered.topics & asked.topics,
        reads=_reads(offered, asked),
        bid=bid,
        nearness=nearness,
        meaning=_meaning(nearness),
        words=affinity.found.get((offered.key, asked.key), ()),
    )


def _nearness(affinity: Affinity, proposal: int, reviewer: int) -> float | None:
    if affinity.nearness is None or np.isnan(affinity.nearness[proposal, reviewer]):
        return None
    return float(affinity.nearness[proposal, reviewer])


def _words(similarity: float, nearness: float | None) -> float:
    share = TEXT * float(text_points(similarity))
    return share if nearness is None else share / 2


def _meaning(nearness: float | None) -> float:
    return 0.0 if nearness is None else TEXT * float(meaning_points(nearness)) / 2


def _reads(proposal: Proposal, reviewer: Reviewer) -> bool | None:
    if not proposal.language or not reviewer.languages:
        return None
    return proposal.language in reviewer.languages


class _Pair:
    """The vectors of one proposal and of one reviewer's works, in the terms that both have."""

    def __init__(self, affinity: Affinity, proposal: Proposal, reviewer: int) -> None:
        first, end = affinity.known.bounds[reviewer : reviewer + 2]
        self._works = affinity.reviewers[reviewer].works
        self._names = affinity.known.vocabulary.terms
        text = vectors_of([terms_of("", proposal.title, proposal.abstract)], affinity.known.vocabulary)
        self._places, self._weights = text.indices, text.data
        self._written = affinity.known.vectors[first:end][:, self._places].toarray()
        self._products = self._written @ self._weights
        self._counted = np.argsort(-self._products, kind="stable")[:CLOSEST]

    def closest(self) -> Iterator[Closest]:
        for place in self._counted[:SHOWN_WORKS]:
            if self._products[place] > 0:
                yield Closest(self._works[place], float(self._products[place]))

    def shared(self) -> dict[str, float]:
        """By term, its part of the similarity: the mean, over the works that count, of its product."""
        if not len(self._counted):
            return {}
        parts = self._written[self._counted].mean(axis=0) * self._weights
        return {
            self._names[place]: float(part)
            for place, part in zip(self._places, parts, strict=True)
            if part > 0
        }
