"""A sentence as a point among 384 dimensions, by a small network that is computed with NumPy alone.

BERT (J. Devlin and others, 2019) with six layers, as W. Wang and others (“MiniLM”, 2020) made it, trained on
sentences as N. Reimers and I. Gurevych (“Sentence-BERT”, 2019) did: the mean over a text's pieces, at length
1. Each text is computed by itself, so no other has a part in its vector.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from math import sqrt

import numpy as np
from numpy.typing import NDArray

HEADS = 12
SMALLEST = 1e-12  # added to a variance

Numbers = NDArray[np.float32]


def read_safetensors(content: bytes) -> dict[str, Numbers]:
    """The tables of a file in this format: the length of a JSON head, the head, and its numbers."""
    end = 8 + int.from_bytes(content[:8], "little")
    head = json.loads(content[8:end])
    tables = {}
    for name, told in head.items():
        if name != "__metadata__" and told["dtype"] == "F32":
            first, last = told["data_offsets"]
            numbers = np.frombuffer(content[end + first : end + last], "<f4")
            tables[name] = numbers.reshape(told["shape"])
    return tables


class Encoder:
    """``weights`` under the names that they have in BERT."""

    def __init__(self, weights: Mapping[str, Numbers]) -> None:
        self._weights = weights
        numbers = {int(name.split(".")[2]) for name in weights if name.startswith("encoder.layer.")}
        self._layers = [f"encoder.layer.{number}." for number in sorted(numbers)]

    def vector(self, pieces: Sequence[int]) -> Numbers:
        """The direction of a text, given all its pieces with those that stand around it."""
        state = self._looked_up(pieces)
        for layer in self._layers:
            state = self._normal(state + self._attended(state, layer), layer + "attention.output.LayerNorm")
            inner = _gelu(self._linear(state, layer + "intermediate.dense"))
            state = self._normal(
                state + self._linear(inner, layer + "output.dense"), layer + "output.LayerNorm"
            )
        mean = state.mean(axis=0)
        direction: Numbers = mean / np.linalg.norm(mean)
        return direction

    def _looked_up(self, pieces: Sequence[int]) -> Numbers:
        words = self._weights["embeddings.word_embeddings.weight"][list(pieces)]
        places = self._weights["embeddings.position_embeddings.weight"][: len(pieces)]
        kind = self._weights["embeddings.token_type_embeddings.weight"][0]
        return self._normal(words + places + kind, "embeddings.LayerNorm")

    def _attended(self, state: Numbers, layer: str) -> Numbers:
        asked, offered, told = (
            _by_head(self._linear(state, f"{layer}attention.self.{name}"))
            for name in ("query", "key", "value")
        )
        shares = _softmax(asked @ offered.transpose(0, 2, 1) / np.float32(sqrt(asked.shape[2])))
        together = (shares @ told).transpose(1, 0, 2).reshape(state.shape)
        return self._linear(together, layer + "attention.output.dense")

    def _linear(self, state: Numbers, name: str) -> Numbers:
        found: Numbers = state @ self._weights[name + ".weight"].T + self._weights[name + ".bias"]
        return found

    def _normal(self, state: Numbers, name: str) -> Numbers:
        centred = state - state.mean(axis=1, keepdims=True)
        spread = np.sqrt((centred * centred).mean(axis=1, keepdims=True) + np.float32(SMALLEST))
        found: Numbers = centred / spread * self._weights[name + ".weight"] + self._weights[name + ".bias"]
        return found


def _by_head(state: Numbers) -> Numbers:
    return state.reshape(len(state), HEADS, -1).transpose(1, 0, 2)


def _softmax(numbers: Numbers) -> Numbers:
    powers = np.exp(numbers - numbers.max(axis=-1, keepdims=True))
    shares: Numbers = powers / powers.sum(axis=-1, keepdims=True)
    return shares


def _gelu(numbers: Numbers) -> Numbers:
    from scipy.special import erf  # noqa: PLC0415  # slow to load

    found: Numbers = numbers * np.float32(0.5) * (1 + erf(numbers * np.float32(sqrt(0.5))))
    return found
