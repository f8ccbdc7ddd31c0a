"""A small network of the same shape as the real one, and what it computes, number by number."""

import json
from hashlib import sha256
from math import erf, exp, sqrt

import numpy as np

from convenor.optim.affinity.encoder import HEADS
from convenor.optim.affinity.meaning import VOCABULARY, WEIGHTS, Meaning

SIZE, INNER, LAYERS, PLACES = 24, 40, 2, 300
PIECES = [
    *("[PAD]", "[UNK]", "[CLS]", "[SEP]", ".", ",", "the", "of", "radio", "phone", "school", "lesson", "##s"),
    *("on", "for", "pupil", "teach", "##er", "##ing", "read", "learn"),
]


def weights(seed=4):
    drawn = np.random.default_rng(seed)
    shapes: dict[str, tuple[int, ...]] = {
        "embeddings.word_embeddings.weight": (len(PIECES), SIZE),
        "embeddings.position_embeddings.weight": (PLACES, SIZE),
        "embeddings.token_type_embeddings.weight": (2, SIZE),
    }
    norms = ["embeddings.LayerNorm"]
    for layer in (f"encoder.layer.{number}." for number in range(LAYERS)):
        linear = {f"attention.self.{name}": (SIZE, SIZE) for name in ("query", "key", "value")}
        linear |= {"attention.output.dense": (SIZE, SIZE)}
        linear |= {"intermediate.dense": (INNER, SIZE), "output.dense": (SIZE, INNER)}
        for name, shape in linear.items():
            shapes |= {f"{layer}{name}.weight": shape, f"{layer}{name}.bias": shape[:1]}
        norms += [layer + "attention.output.LayerNorm", layer + "output.LayerNorm"]
    for name in norms:
        shapes |= {f"{name}.weight": (SIZE,), f"{name}.bias": (SIZE,)}
    return {name: drawn.normal(0, 0.5, shape).astype("<f4") for name, shape in shapes.items()}


def safetensors(tables):
    head: dict[str, object] = {"__metadata__": {"format": "pt"}}
    content = b""
    for name, table in tables.items():
        place = [len(content), len(content) + table.nbytes]
        head[name] = {"dtype": "F32", "shape": list(table.shape), "data_offsets": place}
        content += table.tobytes()
    told = json.dumps(head).encode()
    return len(told).to_bytes(8, "little") + told + content


def channel(folder):
    """The real channel, with this network and vocabulary in ``folder``."""
    files = {WEIGHTS: safetensors(weights()), VOCABULARY: "\n".join(PIECES).encode()}
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return Meaning(folder, {name: sha256(content).hexdigest() for name, content in files.items()})


def plainly(tables, pieces):
    """The direction of a text by the formulas of the papers, one number after the other."""
    kind = tables["embeddings.token_type_embeddings.weight"][0]
    state = [
        [
            float(word + place + of_kind)
            for word, place, of_kind in zip(
                tables["embeddings.word_embeddings.weight"][piece],
                tables["embeddings.position_embeddings.weight"][number],
                kind,
                strict=True,
            )
        ]
        for number, piece in enumerate(pieces)
    ]
    state = _normal(tables, "embeddings.LayerNorm", state)
    for layer in (f"encoder.layer.{number}." for number in range(LAYERS)):
        seen = _linear(tables, layer + "attention.output.dense", _attended(tables, layer, state))
        state = _normal(tables, layer + "attention.output.LayerNorm", _sum(state, seen))
        inner = [
            [x * (1 + erf(x / sqrt(2))) / 2 for x in row]
            for row in _linear(tables, layer + "intermediate.dense", state)
        ]
        state = _normal(
            tables, layer + "output.LayerNorm", _sum(state, _linear(tables, layer + "output.dense", inner))
        )
    mean = [sum(column) / len(state) for column in zip(*state, strict=True)]
    length = sqrt(sum(x * x for x in mean))
    return [x / length for x in mean]


def _attended(tables, layer, state):
    asked, offered, told = (
        _linear(tables, f"{layer}attention.self.{name}", state) for name in ("query", "key", "value")
    )
    width = SIZE // HEADS
    rows = [[0.0] * SIZE for _ in state]
    for first in range(0, SIZE, width):
        here = range(first, first + width)
        for row, question in zip(rows, asked, strict=True):
            powers = [exp(sum(question[i] * other[i] for i in here) / sqrt(width)) for other in offered]
            for i in here:
                parts = zip(powers, told, strict=True)
                row[i] = sum(power * other[i] for power, other in parts) / sum(powers)
    return rows


def _linear(tables, name, state):
    rows, bias = tables[name + ".weight"].tolist(), tables[name + ".bias"].tolist()
    return [
        [sum(x * w for x, w in zip(each, row, strict=True)) + b for row, b in zip(rows, bias, strict=True)]
        for each in state
    ]


def _normal(tables, name, state):
    weight, bias = tables[name + ".weight"].tolist(), tables[name + ".bias"].tolist()
    found = []
    for row in state:
        mean = sum(row) / len(row)
        spread = sqrt(sum((x - mean) ** 2 for x in row) / len(row) + 1e-12)
        found.append([(x - mean) / spread * w + b for x, w, b in zip(row, weight, bias, strict=True)])
    return found


def _sum(one, other):
    return [[a + b for a, b in zip(*rows, strict=True)] for rows in zip(one, other, strict=True)]
