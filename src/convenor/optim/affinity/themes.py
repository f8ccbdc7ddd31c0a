"""Proposals grouped by what they are about, with labels in their own words. Suggestions only.

Spherical k-means (I. Dhillon, D. Modha, Machine Learning 42, 2001): each text belongs to the theme whose mean
it is most similar to, until none moves. The first means are texts chosen far from each other, by a draw
(D. Arthur, S. Vassilvitskii, SODA 2007); the same seed gives the same themes. A theme is labelled by the
terms that give most of its mean beyond what they give of all texts, as they are spelled.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from convenor.optim.affinity.people import Proposal
from convenor.optim.affinity.vectors import Matrix, vectors_of, vocabulary_of
from convenor.optim.affinity.words import spelled, spellings_of, terms_of

MOST_ROUNDS = 100
DRAWS = 5  # of first means, of which the best is kept
LABEL_TERMS = 4
_NOTHING = 1e-9  # of a distance, by rounding

Means = NDArray[np.float64]  # themes × terms


@dataclass(frozen=True, slots=True)
class Theme:
    """``closeness`` is the mean similarity of its proposals, the most typical first, with their own mean."""

    label: tuple[str, ...]
    proposals: tuple[Proposal, ...]
    closeness: float


def themes_of(proposals: Sequence[Proposal], *, themes: int, seed: int) -> list[Theme]:
    """At most so many ``themes``, the largest first. Proposals without words are in none."""
    if themes < 1:
        raise ValueError("at least one theme")
    texts = [terms_of("", each.title, each.abstract) for each in proposals]
    held = [place for place, text in enumerate(texts) if text.counts]
    if not held:
        return []
    vocabulary = vocabulary_of([texts[place] for place in held])
    vectors = vectors_of([texts[place] for place in held], vocabulary)
    drawn = np.random.default_rng(seed)
    groups, _means_found = max(
        (_settled(vectors, _first(vectors, themes, drawn)) for _ in range(DRAWS)),
        key=lambda found: _closeness(vectors, *found),
    )
    offered = [proposals[place] for place in held]
    made = [_theme(offered, vectors, vocabulary.terms, groups == theme) for theme in np.unique(groups)]
    return sorted(made, key=lambda theme: -len(theme.proposals))


def _first(vectors: Matrix, themes: int, drawn: np.random.Generator) -> Means:
    """Texts, each drawn the more likely the farther it is from those before."""
    chosen = [int(drawn.integers(vectors.shape[0]))]
    distances = np.ones(vectors.shape[0])
    while len(chosen) < themes:
        nearness = (vectors @ vectors[[chosen[-1]]].T).toarray()[:, 0]
        distances = np.minimum(distances, np.clip(1 - nearness, 0, None))
        if distances.sum() < _NOTHING:
            break  # all others are the same as one of these
        chosen.append(int(drawn.choice(len(distances), p=distances / distances.sum())))
    means: Means = vectors[chosen].toarray()
    return means


def _settled(vectors: Matrix, means: Means) -> tuple[NDArray[np.int64], Means]:
    groups = _nearest(vectors, means)
    for _ in range(MOST_ROUNDS):
        means = _means(vectors, groups, means)
        moved = _nearest(vectors, means)
        if (moved == groups).all():
            break
        groups = moved
    return groups, means


def _nearest(vectors: Matrix, means: Means) -> NDArray[np.int64]:
    nearest: NDArray[np.int64] = (vectors @ means.T).argmax(axis=1)
    return nearest


def _means(vectors: Matrix, groups: NDArray[np.int64], before: Means) -> Means:
    """The mean of each theme, at length 1; a theme without texts keeps what it was."""
    means = before.copy()
    for theme in np.unique(groups):
        means[theme] = _direction(vectors[np.flatnonzero(groups == theme)])
    return means


def _direction(vectors: Matrix) -> NDArray[np.float64]:
    total = np.asarray(vectors.sum(axis=0)).ravel()
    direction: NDArray[np.float64] = total / (np.linalg.norm(total) or 1.0)
    return direction


def _closeness(vectors: Matrix, groups: NDArray[np.int64], means: Means) -> float:
    return float((vectors @ means.T)[np.arange(len(groups)), groups].sum())


def _theme(
    proposals: Sequence[Proposal], vectors: Matrix, terms: Sequence[str], belongs: NDArray[np.bool_]
) -> Theme:
    places = np.flatnonzero(belongs)
    mean = _direction(vectors[places])
    nearness = vectors[places] @ mean
    typical = [proposals[place] for place in places[np.argsort(-nearness, kind="stable")]]
    beyond = mean * (mean - _direction(vectors))
    strongest = [terms[place] for place in np.argsort(-beyond, kind="stable") if beyond[place] > 0]
    return Theme(_label(strongest, typical), tuple(typical), float(nearness.mean()))


def _label(strongest: Sequence[str], typical: Sequence[Proposal]) -> tuple[str, ...]:
    """The strongest terms, but none that is a part of another one, spelled as in the most typical texts."""
    chosen: list[str] = []
    for term in strongest:
        if len(chosen) == LABEL_TERMS:
            break
        if not any(set(term.split()) & set(other.split()) for other in chosen):
            chosen.append(term)
    spellings: dict[str, str] = {}
    for proposal in typical:
        spellings = spellings_of(proposal.title, proposal.abstract) | spellings
    return tuple(spelled(term, spellings) for term in chosen)
