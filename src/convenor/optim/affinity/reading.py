"""What was read and compared before is found again by the hash of the text, and not done twice.

What is kept of a text are its terms and how often they are there, which depend on nothing else. Weights
depend on all works (through *idf*), so they are never kept but made anew from the terms. A row of
similarities is kept under the proposal's text together with every text that has a part in it, so one changed
proposal costs one row, and one changed work costs all rows but no reading. Figures are kept as the bytes that
they are: whatever is found again equals what would have been computed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, MutableMapping, Sequence
from hashlib import sha256

import numpy as np

from convenor.optim.affinity.similarity import Scores
from convenor.optim.affinity.words import Remark, Terms, terms_of

METHOD = "lexical-1"  # changed when other figures come out of the same texts


class Reading:
    """Reads texts and compares them, but those that are ``kept`` under their hash."""

    def __init__(self, kept: MutableMapping[str, bytes] | None) -> None:
        self._kept = {} if kept is None else kept

    def terms(self, *parts: str) -> Terms:
        key = digest_of("terms", *parts)
        if (found := self._kept.get(key)) is not None:
            return _decoded(key, found)
        terms = terms_of(key, *parts)
        self._kept[key] = _encoded(terms)
        return terms

    def rows(
        self, texts: Sequence[Terms], known: str, compare: Callable[[Sequence[Terms]], Scores], width: int
    ) -> Scores:
        """One row of ``width`` a text, by ``compare`` where none is kept for it and these ``known`` texts."""
        keys = [digest_of("row", text.digest, known) for text in texts]
        new = {key: text for key, text in zip(keys, texts, strict=True) if key not in self._kept}
        for key, row in zip(new, compare([*new.values()]) if new else (), strict=True):
            self._kept[key] = row.tobytes()
        rows = [np.frombuffer(self._kept[key], np.float64) for key in keys]
        return np.stack(rows) if rows else np.empty((0, width))


def digest_of(*parts: str | Iterable[str]) -> str:
    """A name for exactly these texts, in this order, under this method."""
    told = json.dumps([METHOD, *(part if isinstance(part, str) else [*part] for part in parts)])
    return sha256(told.encode()).hexdigest()


def _encoded(terms: Terms) -> bytes:
    return json.dumps([terms.counts, sorted(remark.value for remark in terms.remarks)]).encode()


def _decoded(digest: str, found: bytes) -> Terms:
    counts, remarks = json.loads(found)
    return Terms(digest, counts, frozenset(map(Remark, remarks)))
