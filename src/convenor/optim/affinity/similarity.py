"""How similar texts are to the works of reviewers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, chain, pairwise

import numpy as np
from numpy.typing import NDArray

from convenor.optim.affinity.vectors import Matrix, Vocabulary, vectors_of, vocabulary_of
from convenor.optim.affinity.words import Terms

CLOSEST = 5  # works of a reviewer, the most similar ones, whose mean counts: fixed in advance
_ROWS = 256  # texts compared at once: bounds the memory

Scores = NDArray[np.float64]


@dataclass(frozen=True)
class Known:
    """The ``works`` of each reviewer; ``earlier`` texts only tell which words are common.

    Reviewer *r* has the rows ``bounds[r]`` to ``bounds[r + 1]`` of ``vectors``. Each is made when needed.
    """

    works: Sequence[Sequence[Terms]]
    earlier: Sequence[Terms] = ()

    @cached_property
    def vocabulary(self) -> Vocabulary:
        return vocabulary_of([*chain.from_iterable(self.works), *self.earlier])

    @cached_property
    def vectors(self) -> Matrix:
        return vectors_of([*chain.from_iterable(self.works)], self.vocabulary)

    @cached_property
    def bounds(self) -> Sequence[int]:
        return [0, *accumulate(map(len, self.works))]

    def products(self, texts: Sequence[Terms]) -> Scores:
        """The similarity of each text with each work, in [0, 1]: texts × works."""
        products: Scores = (vectors_of(texts, self.vocabulary) @ self.vectors.T).toarray()
        return np.clip(products, 0.0, 1.0)

    def similarities(self, texts: Sequence[Terms]) -> Scores:
        """Of each text, for each reviewer, the mean of the ``CLOSEST`` works: texts × reviewers."""
        means = np.zeros((len(texts), len(self.bounds) - 1))
        for start in range(0, len(texts), _ROWS):
            rows = slice(start, start + _ROWS)
            products = self.products(texts[rows])
            for reviewer, (first, end) in enumerate(pairwise(self.bounds)):
                if first < end:
                    means[rows, reviewer] = mean_of_closest(products[:, first:end])
        return means


def mean_of_closest(products: Scores) -> Scores:
    closest = np.sort(products, axis=1)[:, -CLOSEST:]
    mean: Scores = closest.sum(axis=1) / closest.shape[1]
    return mean
