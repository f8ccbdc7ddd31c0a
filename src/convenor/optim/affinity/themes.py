"""Which proposals are about one thing, with a label to read: a suggestion, from which people make sessions.

Proposals of one language are joined step by step, always the two groups whose members are the most similar
on the average (average linkage: R. R. Sokal, C. D. Michener, University of Kansas Science Bulletin 38, 1958),
until there are as few groups as were asked for, and only while that is twice the average of all proposals:
where texts have no topics in common, there are no themes. Where that puts all proposals of a language into
one group, nothing tells a topic from the words that every text has: they are a theme only if most of their
words are shared. Nothing is random; the order has no part in it.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from math import ceil

import numpy as np
from numpy.typing import NDArray

from convenor.optim.affinity.people import Proposal
from convenor.optim.affinity.similarity import Scores
from convenor.optim.affinity.vectors import Matrix, vectors_of, vocabulary_of
from convenor.optim.affinity.words import (
    MOST_CHARACTERS,
    UNSEPARATED,
    Terms,
    spelled,
    spellings_of,
    terms_of,
    words_in,
)

SIZE = 6  # proposals that a theme has about
LABELLED = 3  # terms of a label
LIKER = 2  # times the mean similarity of all pairs, that the parts of a theme have at least
ALIKE = 0.5  # a similarity, or part of words shared, that suffices in any case: all texts may be the same
ELSEWHERE = 0.1  # of the other texts may have a word of a label: so it has no "the", in any language
MOST = 5_000  # proposals of one language: the memory grows with their square


_BESIDE = 4  # characters before and after, of scripts that do not separate words
_RUN = re.compile(f"[{UNSEPARATED}]+")

Places = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Theme:
    """``proposals`` of one language, the one most like the others first; ``label`` has up to three terms."""

    label: tuple[str, ...]
    proposals: tuple[Proposal, ...]


def themes_of(proposals: Iterable[Proposal], *, size: int = SIZE) -> list[Theme]:
    """Themes of about ``size`` proposals, by language, the largest first; who is like no other is in none.

    Raises ``ValueError`` where ``size`` is below 1 or more than ``MOST`` proposals are in one language.
    """
    if size < 1:
        raise ValueError("a theme has at least one proposal")
    by_language: dict[str, list[Proposal]] = defaultdict(list)
    for each in sorted(proposals, key=lambda each: each.key):
        by_language[each.language].append(each)
    return [theme for language in sorted(by_language) for theme in _themes(by_language[language], size)]


def _themes(proposals: Sequence[Proposal], size: int) -> list[Theme]:
    if len(proposals) > MOST:
        raise ValueError(f"more than {MOST} proposals in one language")
    read = [terms_of("", each.title, each.abstract) for each in proposals]
    terms = _shared_terms(read)
    placed = [place for place, each in enumerate(terms) if each.counts]
    if not placed:
        return []
    group = _Group([proposals[place] for place in placed], [terms[place] for place in placed])
    themes = sorted(group.themes(size), key=lambda theme: (-len(theme.proposals), theme.proposals[0].key))
    is_all = any(len(theme.proposals) == len(placed) for theme in themes)
    return themes if not is_all or _weight(terms) >= ALIKE * _weight(read) else []


def _weight(terms: Iterable[Terms]) -> float:
    return sum(sum(each.counts.values()) for each in terms)


def _shared_terms(read: Sequence[Terms]) -> list[Terms]:
    """The terms of each that at least one other proposal has: the rest says nothing of what they share."""
    texts_with = Counter(term for each in read for term in each.counts)
    return [
        replace(each, counts={term: many for term, many in each.counts.items() if texts_with[term] > 1})
        for each in read
    ]


class _Group:
    """The proposals of one language that share a word with another one."""

    def __init__(self, proposals: Sequence[Proposal], terms: Sequence[Terms]) -> None:
        vocabulary = vocabulary_of(terms)
        self._proposals, self._vocabulary = proposals, vocabulary
        self._vectors: Matrix = vectors_of(terms, vocabulary)
        self._similar: Scores = (self._vectors @ self._vectors.T).toarray().clip(0.0, 1.0)

    def themes(self, size: int) -> Iterator[Theme]:
        numbers = _joined(self._similar, ceil(len(self._proposals) / size))
        for number in np.unique(numbers):
            members = np.flatnonzero(numbers == number)
            if len(members) > 1:
                yield self._theme(members, np.flatnonzero(numbers != number))

    def _theme(self, members: Places, others: Places) -> Theme:
        likeness = self._similar[np.ix_(members, members)].sum(axis=1)
        in_order = [self._proposals[place] for place in members[np.argsort(-likeness, kind="stable")]]
        label = _spelled(self._label(members, others), in_order)
        return Theme(label, tuple(in_order))

    def _label(self, members: Places, others: Places) -> list[str]:
        """The terms of at least two members that weigh more here than elsewhere, no word twice."""
        here, there = self._vectors[members], self._vectors[others]
        more = here.sum(axis=0) / len(members) - there.sum(axis=0) / max(len(others), 1)
        more[(here > 0).sum(axis=0) == 1] = 0.0
        elsewhere = (there > 0).sum(axis=0)
        label: list[str] = []
        used: set[str] = set()
        for place in np.argsort(-more, kind="stable"):
            if more[place] <= 0 or len(label) == LABELLED:
                break
            term = self._vocabulary.terms[place]
            is_rare = all(
                elsewhere[self._vocabulary.place[word]] <= ELSEWHERE * len(others) for word in term.split()
            )
            if is_rare and not term.isdecimal() and not words_in(term) & used:
                label.append(term)
                used |= words_in(term)
        return label


def _joined(similar: Scores, most: int) -> Places:
    """A number for each row, the same for those that end in one group, of which ``most`` are wished for."""
    from scipy.cluster.hierarchy import fcluster, linkage  # noqa: PLC0415 – slow to import, rarely needed

    if len(similar) == 1:
        return np.zeros(1, np.intp)
    distances = 1.0 - similar[np.triu_indices(len(similar), 1)]
    least = min(LIKER * (1.0 - distances.mean()), ALIKE)
    tree = linkage(distances, "average")
    apart = 1 + int((tree[:, 2] > 1.0 - least).sum())
    numbers: Places = fcluster(tree, max(most, apart), "maxclust")
    return numbers


def _spelled(label: Iterable[str], proposals: Sequence[Proposal]) -> tuple[str, ...]:
    """Each term as most of the ``proposals`` spell it."""
    texts = [f"{each.title}\n{each.abstract}"[:MOST_CHARACTERS] for each in proposals]
    spellings = [spellings_of(text) for text in texts]
    return tuple(_whole(spelled(term, {}), texts) or _usual(term, spellings) for term in label)


def _usual(term: str, spellings: Iterable[dict[str, str]]) -> str:
    """The most frequent spelling; those that do not have all of its words do not count."""
    many = Counter(spelled(term, each) for each in spellings if each.keys() >= set(term.split()))
    return max(sorted(many), key=many.__getitem__, default=spelled(term, {}))


def _whole(term: str, texts: Iterable[str]) -> str:
    """Characters of an unseparated script with those that always stand beside them: 务器 becomes 服务器."""
    if not _RUN.fullmatch(term):
        return ""
    found = [(text, place) for text in texts for place in re.finditer(term, text)]
    left = [text[max(place.start() - _BESIDE, 0) : place.start()][::-1] for text, place in found]
    right = [text[place.end() : place.end() + _BESIDE] for text, place in found]
    before, after = _shared_beginning(left)[::-1], _shared_beginning(right)
    runs: list[str] = _RUN.findall(before + term + after)
    return next(run for run in runs if term in run)


def _shared_beginning(texts: Collection[str]) -> str:
    # What the first and the last in order share, all between them share too.
    pairs = zip(min(texts, default=""), max(texts, default=""), strict=False)
    return "".join(one for one, _other in takewhile(lambda pair: pair[0] == pair[1], pairs))
