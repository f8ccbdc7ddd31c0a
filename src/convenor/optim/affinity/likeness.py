"""Texts that say the same: proposals handed in twice, or again after an earlier edition. Suggestions only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from convenor.optim.affinity.people import Proposal, Work
from convenor.optim.affinity.vectors import Matrix, vectors_of, vocabulary_of
from convenor.optim.affinity.words import Terms, terms_of

ALIKE = 0.6  # the similarity from which two texts are shown
_ROWS = 512  # texts compared at once: bounds the memory


@dataclass(frozen=True, slots=True)
class Likeness:
    """``proposal`` is like ``other``; ``is_same`` where they have the same words as often."""

    proposal: Proposal
    other: Proposal | Work
    similarity: float
    is_same: bool


def duplicates_of(proposals: Sequence[Proposal], *, alike: float = ALIKE) -> list[Likeness]:
    """Pairs of proposals whose similarity is at least ``alike``, the most similar first, each once."""
    texts = _read(proposals)
    vectors = vectors_of(texts, vocabulary_of(texts))
    found = [
        _likeness(proposals, proposals, texts, texts, pair)
        for pair in _pairs(vectors, vectors, alike)
        if pair[0] < pair[1]
    ]
    return _in_order(found)


def resubmissions_of(
    proposals: Sequence[Proposal], earlier: Sequence[Work], *, alike: float = ALIKE
) -> list[Likeness]:
    """Proposals and the ``earlier`` texts that they are like, the most similar first."""
    texts, others = _read(proposals), _read(earlier)
    vocabulary = vocabulary_of([*texts, *others])
    pairs = _pairs(vectors_of(texts, vocabulary), vectors_of(others, vocabulary), alike)
    return _in_order([_likeness(proposals, earlier, texts, others, pair) for pair in pairs])


def _read(given: Sequence[Proposal] | Sequence[Work]) -> list[Terms]:
    return [terms_of("", each.title, each.abstract) for each in given]


def _pairs(one: Matrix, other: Matrix, alike: float) -> Iterator[tuple[int, int, float]]:
    """Rows of ``one`` and ``other`` and their similarity, where it is at least ``alike`` and not 0."""
    for start in range(0, one.shape[0], _ROWS):
        products = (one[start : start + _ROWS] @ other.T).tocoo()
        kept = products.data >= max(alike, 1e-9)
        rows, columns, values = products.row[kept], products.col[kept], products.data[kept]
        for row, column, value in zip(rows, columns, values, strict=True):
            yield start + int(row), int(column), min(float(value), 1.0)


def _likeness(
    proposals: Sequence[Proposal],
    others: Sequence[Proposal] | Sequence[Work],
    texts: Sequence[Terms],
    other_texts: Sequence[Terms],
    pair: tuple[int, int, float],
) -> Likeness:
    row, column, similarity = pair
    is_same = texts[row].counts == other_texts[column].counts
    return Likeness(proposals[row], others[column], similarity, is_same)


def _in_order(found: list[Likeness]) -> list[Likeness]:
    return sorted(found, key=lambda each: (not each.is_same, -each.similarity))  # else as they were given
