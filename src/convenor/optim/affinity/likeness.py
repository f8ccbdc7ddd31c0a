"""Texts that are almost the same: handed in twice, or brought again from an earlier edition. Suggestions.

Texts are compared by their runs of four words, or of four characters where words are not separated
(shingles: A. Z. Broder, "On the resemblance and containment of documents", 1997). All pairs are compared,
exactly and without sketches; the share that is reported is that of the words which stand in shared runs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from operator import attrgetter

import numpy as np
from scipy import sparse

from convenor.optim.affinity.passages import Read, Run, Text, share_of
from convenor.optim.affinity.vectors import Matrix

LEAST = 0.3  # of the words of one of the two, that the other has in the same runs
CLOSEST = 5  # other texts that a text is compared with: those that share the most runs
_ROWS = 256  # texts compared at once: bounds the memory


@dataclass(frozen=True, slots=True)
class Resemblance:
    """How much of ``one`` stands in ``other``, and the other way round: shares of their words, in [0, 1].

    ``passage`` is the longest stretch of ``one`` that stands in ``other``, as ``one`` writes it.
    """

    one: str
    other: str
    of_one: float
    of_other: float
    passage: str


def resemblances(texts: Iterable[Text], earlier: Iterable[Text] = ()) -> list[Resemblance]:
    """Pairs of ``texts``, and of a text and an ``earlier`` one, of which either has ``LEAST`` of the other.

    The strongest first. Keys are to be unique, and the order of texts does not matter.
    """
    new = [*map(Read, sorted(texts, key=attrgetter("key")))]
    old = [*map(Read, sorted(earlier, key=attrgetter("key")))]
    found = [_compared(*pair) for pair in _candidates(new, [*new, *old])]
    strong = [each for each in found if max(each.of_one, each.of_other) >= LEAST]
    return sorted(strong, key=lambda each: (-max(each.of_one, each.of_other), each.one, each.other))


def _compared(one: Read, other: Read) -> Resemblance:
    of_one, of_other = one.covered_by(other), other.covered_by(one)
    shares = share_of(of_one), share_of(of_other)
    return Resemblance(one.text.key, other.text.key, *shares, one.longest(of_one))


def _candidates(new: Sequence[Read], everything: Sequence[Read]) -> Iterator[tuple[Read, Read]]:
    """For each of the ``new``, which come first, those that share the most runs with it; each pair once."""
    pairs: dict[tuple[int, int], None] = {}
    for row, shared in enumerate(_shared(new, everything)):
        own = new[row].text.of
        others = (place for place in _by_count(shared) if everything[place].text.of != own)
        for _, place in zip(range(CLOSEST), others, strict=False):
            pairs[min(row, place), max(row, place)] = None
    yield from ((everything[one], everything[other]) for one, other in pairs)


def _by_count(shared: Matrix) -> Iterator[int]:
    """The columns of a sparse row, the greatest entry first."""
    order = np.lexsort((shared.indices, -shared.data))
    yield from map(int, shared.indices[order])


def _shared(new: Sequence[Read], everything: Sequence[Read]) -> Iterator[Matrix]:
    """For each of the ``new``, at how many of its words a run begins that each text has, as sparse rows."""
    place = {
        run: number
        for number, run in enumerate(dict.fromkeys(chain.from_iterable(each.runs for each in new)))
    }
    begins = _counted(new, place)
    there = (_counted(everything, place) > 0).astype(np.int32).T.tocsr()
    for start in range(0, len(new), _ROWS):
        block = begins[start : start + _ROWS] @ there
        yield from (block[[row]] for row in range(block.shape[0]))


def _counted(texts: Sequence[Read], place: dict[Run, int]) -> Matrix:
    """How often each text has each run that has a ``place``: texts × runs."""
    starts: list[int] = [0]
    places: list[int] = []
    many: list[int] = []
    for text in texts:
        counts = Counter(place[run] for run in text.runs if run in place)
        places += counts.keys()
        many += counts.values()
        starts.append(len(places))
    shape = (len(texts), len(place))
    return sparse.csr_array(
        (np.array(many, np.int32), np.array(places, np.int64), np.array(starts)), shape=shape
    )
