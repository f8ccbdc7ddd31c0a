"""Symmetric positive matrices as lower triangles: lists of rows, the i-th of length i + 1."""

from __future__ import annotations

from collections.abc import Iterator
from math import sqrt
from operator import mul

Triangle = list[list[float]]

_NOTHING = 1e-10  # of a pivot, against the diagonal that it began as


def factored(matrix: Triangle) -> Triangle:
    """The Cholesky factor of ``matrix``; where a row depends on those before it, its pivot is 0."""
    factor: Triangle = []
    for row in matrix:
        made: list[float] = []
        for above, entry in zip(factor, row, strict=False):
            pivot = above[-1]
            made.append((entry - sum(map(mul, made, above))) / pivot if pivot else 0.0)
        left = row[-1] - sum(map(mul, made, made))
        made.append(sqrt(left) if left > _NOTHING * row[-1] else 0.0)
        factor.append(made)
    return factor


def solved(factor: Triangle, right: list[float]) -> list[float]:
    """What times ``factor`` and its transpose gives ``right``; 0 for what a pivot of 0 leaves open."""
    forth: list[float] = []
    for row, entry in zip(factor, right, strict=True):
        forth.append((entry - sum(map(mul, row, forth))) / row[-1] if row[-1] else 0.0)
    for place in range(len(forth) - 1, -1, -1):
        row = factor[place]
        found = forth[place] = forth[place] / row[-1] if row[-1] else 0.0
        for before in range(place):
            forth[before] -= row[before] * found
    return forth


class Inverse:
    """Entries of the inverse of a matrix, from its Cholesky factor without zeros on the diagonal."""

    def __init__(self, factor: Triangle) -> None:
        # The columns of the factor's inverse, each from its diagonal downwards.
        self._columns = [_column(factor, place) for place in range(len(factor))]

    def entry(self, one: int, other: int) -> float:
        first, last = sorted((one, other))
        products: Iterator[float] = map(mul, self._columns[first][last - first :], self._columns[last])
        return sum(products)


def _column(factor: Triangle, place: int) -> list[float]:
    column = [1 / factor[place][place]]
    for row in factor[place + 1 :]:
        column.append(-sum(map(mul, row[place:], column)) / row[-1])
    return column
