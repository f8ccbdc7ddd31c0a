"""Texts as unit vectors whose products are similarities, term by term.

A term that is *n* times in a text weighs ``(1 + ln n) · idf``, and vectors have length 1 (the sublinear
scheme "ltc" of G. Salton, C. Buckley, Information Processing & Management 24, 1988). A term that is in *d* of
the *N* known texts that have a word of its script has ``idf = ln((N + 10) / (d + 1))``: what is in every text
weighs next to nothing, in each script for itself and without lists of stop words. The ten keep weights
apart while there are few texts. Known texts are reviewers' works and earlier editions, never the proposals
that are compared: so no proposal has a part in another's scores.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import fsum, log, sqrt
from typing import Any

import numpy as np
from scipy import sparse

from convenor.optim.affinity.words import Terms

UNSEEN_TEXTS = 10
_SCRIPTS = ((0x0030, "0"), (0x003A, "Latin"), (0x0370, "Greek"), (0x0400, "Cyrillic"), (0x0530, "other"),
            (0x0600, "Arabic"), (0x0780, "other"), (0x1E00, "Latin"), (0x1F00, "other"), (0x3040, "Han"),
            (0xA000, "other"))  # fmt: skip

Matrix = Any  # scipy.sparse.csr_array, which has no types


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The terms of the known texts and what each weighs."""

    terms: list[str]  # sorted
    place: dict[str, int]
    idf: list[float]  # by place
    unseen: dict[str, float]  # by script, of a term that no known text has

    def weight(self, term: str, count: int) -> float:
        place = self.place.get(term)
        idf = self.unseen_in(script_of(term)) if place is None else self.idf[place]
        return (1 + log(count)) * idf

    def unseen_in(self, script: str) -> float:
        return self.unseen.get(script, log(UNSEEN_TEXTS))


def script_of(term: str) -> str:
    """The script, roughly, of a term's first character; digits are of none."""
    point = ord(term[0])
    return next(name for first, name in reversed(_SCRIPTS) if first <= point)


def vocabulary_of(known: Iterable[Terms]) -> Vocabulary:
    """What is learned from ``known`` texts, whose order does not matter."""
    texts_with: Counter[str] = Counter()
    texts_in: Counter[str] = Counter()
    texts = 0
    for text in known:
        texts += 1
        texts_with.update(text.counts.keys())
        texts_in.update({script_of(term) for term in text.counts})
    texts_in["0"] = texts  # numbers are of every script
    terms = sorted(texts_with)
    idf = [log((texts_in[script_of(term)] + UNSEEN_TEXTS) / (texts_with[term] + 1)) for term in terms]
    unseen = {script: log(many + UNSEEN_TEXTS) for script, many in texts_in.items()}
    return Vocabulary(terms, {term: place for place, term in enumerate(terms)}, idf, unseen)


def vectors_of(texts: Sequence[Terms], vocabulary: Vocabulary) -> Matrix:
    """One row of length 1 a text, one column a term of the ``vocabulary``; all 0 for a text without words.

    Terms outside the vocabulary have no column, but a part in the length: what no reviewer knows lowers
    a proposal's similarities.
    """
    starts, places, parts = [0], [], []
    for text in texts:
        weights = {term: vocabulary.weight(term, count) for term, count in text.counts.items()}
        length = sqrt(fsum(weight * weight for weight in weights.values())) or 1.0
        known = sorted(
            (place, weights[term]) for term in weights if (place := vocabulary.place.get(term)) is not None
        )
        places += [place for place, _weight in known]
        parts += [weight / length for _place, weight in known]
        starts.append(len(places))
    shape = (len(texts), len(vocabulary.place))
    return sparse.csr_array((np.array(parts), np.array(places, np.int64), np.array(starts)), shape=shape)
