"""How well each reviewer suits each proposal, from 0 to 1, as the sum of four shares that are capped."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import TypeVar

import numpy as np

from convenor.optim.affinity.meaning import Meaning
from convenor.optim.affinity.people import Bid, Proposal, Reviewer, Work
from convenor.optim.affinity.reading import Reading, digest_of
from convenor.optim.affinity.similarity import Known, Scores
from convenor.optim.affinity.words import Remark, Terms, words_of

HALF_WAY = 0.03  # the similarity at which words give half of their share
FAR, NEAR = 0.1, 0.7  # the cosines at which meaning gives nothing, and all of its share
TEXT, TOPICS, LANGUAGE, WISH = 0.6, 0.2, 0.1, 0.1  # the most that each can give; 1 together
ENOUGH_WORDS = 2  # key words found in a proposal that give as much as its topic
WISHES = {Bid.WANTS: 1.0, Bid.CAN: 0.75, None: 0.5, Bid.NOT: 0.0}  # of the share

Points = TypeVar("Points", float, Scores)
Bids = Mapping[tuple[str, str], Bid]


@dataclass(frozen=True)
class Affinity:
    """All proposals × all reviewers, in the order given. ``scores`` and ``similarities`` have that shape.

    A similarity is the mean of a reviewer's ``CLOSEST`` most similar works (of all, where there are fewer):
    0 without works. ``similarity / (similarity + HALF_WAY)`` makes points of it and keeps the order.
    """

    proposals: Sequence[Proposal]
    reviewers: Sequence[Reviewer]
    bids: Bids
    known: Known
    similarities: Scores
    remarks: Mapping[str, frozenset[Remark]] = field(default_factory=dict)  # by key of a proposal, where any
    found: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)  # key words, of each pair
    nearness: Scores | None = None  # in meaning, NaN where it is not known; None without that channel

    @cached_property
    def scores(self) -> Scores:
        """Each in [0, 1]."""
        shares = TEXT * _joined(text_points(self.similarities), self.nearness)
        for row, proposal in enumerate(self.proposals):
            shares[row] += [self.other_points(proposal, reviewer) for reviewer in self.reviewers]
        return np.minimum(shares, 1.0)

    def other_points(self, proposal: Proposal, reviewer: Reviewer) -> float:
        bid = self.bids.get((proposal.key, reviewer.key))
        return (
            TOPICS * self.topic_points(proposal, reviewer)
            + LANGUAGE * language_points(proposal, reviewer)
            + WISH * WISHES[bid]
        )

    def topic_points(self, proposal: Proposal, reviewer: Reviewer) -> float:
        """The share of topics that the reviewer declared, or of key words in the text: what is more."""
        found = self.found.get((proposal.key, reviewer.key), ())
        return max(topic_points(proposal, reviewer), min(1.0, len(found) / ENOUGH_WORDS))


def text_points(similarity: Points) -> Points:
    """From similarities to [0, 1): a half at ``HALF_WAY``."""
    return similarity / (similarity + HALF_WAY)


def meaning_points(nearness: Points) -> Points:
    """From cosines to [0, 1]; NaN stays."""
    points: Points = np.clip((nearness - FAR) / (NEAR - FAR), 0.0, 1.0)
    return points


def _joined(words: Scores, nearness: Scores | None) -> Scores:
    """The mean of both channels; words alone where only they are known."""
    if nearness is None:
        return words
    return np.where(np.isnan(nearness), words, (words + meaning_points(nearness)) / 2)


def topic_points(proposal: Proposal, reviewer: Reviewer) -> float:
    """The share of the proposal's topics that the reviewer declared."""
    return len(proposal.topics & reviewer.topics) / len(proposal.topics) if proposal.topics else 0.0


def language_points(proposal: Proposal, reviewer: Reviewer) -> float:
    """1 where the reviewer reads the proposal's language, a half where either is not told."""
    if not proposal.language or not reviewer.languages:
        return 0.5
    return float(proposal.language in reviewer.languages)


def affinity_of(
    proposals: Sequence[Proposal],
    reviewers: Sequence[Reviewer],
    *,
    bids: Bids | None = None,
    earlier: Iterable[Work] = (),
    kept: MutableMapping[str, bytes] | None = None,
    meaning: Meaning | None = None,
) -> Affinity:
    """How well ``reviewers`` suit ``proposals``. ``earlier`` texts only tell which words are common.

    With ``meaning`` (``meaning.installed()``) half of what text gives comes from it, where texts are English.

    Raises ``ValueError`` where a key is there twice. In ``kept`` the terms of texts and the rows of proposals
    are found again, and put: with it or without, the same bytes come out.
    """
    _require_unique(proposals)
    _require_unique(reviewers)
    reading = Reading(kept)
    works = [[reading.terms(work.title, work.abstract) for work in each.works] for each in reviewers]
    others = [reading.terms(work.title, work.abstract) for work in earlier]
    known = Known(works, others)
    offered = [reading.terms(each.title, each.abstract) for each in proposals]
    remarks = {each.key: text.remarks for each, text in zip(proposals, offered, strict=True) if text.remarks}
    rows = reading.rows(offered, _digest(works, others), known.similarities, len(reviewers))
    nearness = None if meaning is None else meaning.nearness(proposals, reviewers, kept)
    found = _found(proposals, offered, reviewers)
    return Affinity(proposals, reviewers, bids or {}, known, rows, remarks, found, nearness)


def _found(
    proposals: Sequence[Proposal], texts: Sequence[Terms], reviewers: Sequence[Reviewer]
) -> dict[tuple[str, str], tuple[str, ...]]:
    """Which key words of each reviewer stand in each proposal, as whole words beside each other."""
    has: defaultdict[str, set[int]] = defaultdict(set)
    asked = {word: needed_terms(word) for each in reviewers for word in each.words}
    wanted = {term for terms in asked.values() for term in terms}
    for place, text in enumerate(texts):
        for term in wanted & text.counts.keys():
            has[term].add(place)
    found: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for reviewer in reviewers:
        for word in reviewer.words:
            if asked[word]:
                for place in set.intersection(*(has[term] for term in asked[word])):
                    found[proposals[place].key, reviewer.key].append(word)
    return {pair: tuple(words) for pair, words in found.items()}


def needed_terms(word: str) -> list[str]:
    """The terms that a text has in which the key word ``word`` stands; none where it says nothing."""
    read = list(words_of(word))
    return read if len(read) == 1 else list(map(" ".join, pairwise(read)))


def _digest(works: Sequence[Sequence[Terms]], others: Sequence[Terms]) -> str:
    by_reviewer = [[text.digest for text in texts] for texts in works]
    return digest_of("known", *by_reviewer, sorted(text.digest for text in others))


def _require_unique(people: Sequence[Proposal] | Sequence[Reviewer]) -> None:
    many = Counter(each.key for each in people)
    if twice := [key for key, times in many.items() if times > 1]:
        raise ValueError(f"{twice[0]!r} is there twice")
