"""Contributions that no benefit tells apart are one class, so that no search tells them apart either.

Two contributions are alike if they have the same size and the same benefit with every other one. A session
is then a *pattern*: so many of each class. That leaves out people, places and topics, so a bound for
patterns is a bound for all that follows; who of a class is where is decided when places are found.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .problem import Problem

FORBIDDEN = -1e12  # what two are worth that are to be apart: no sum of others makes up for it

Numbers = NDArray[np.int64]
Reals = NDArray[np.float64]
Flags = NDArray[np.bool_]
Pattern = tuple[int, ...]  # the classes of a session in order, a class as often as it is in there


@dataclass(frozen=True, slots=True)
class Sort:
    """The sessions of one or more kinds of the same sizes; all are used where ``is_forced``."""

    least: int
    most: int
    count: int
    is_forced: bool


@dataclass(frozen=True)
class Classes:
    """``members`` of each class by their numbers; ``many`` how many; ``benefit`` of each two classes."""

    members: tuple[tuple[int, ...], ...]
    many: Numbers
    size: Numbers
    benefit: Reals
    sorts: tuple[Sort, ...]

    @classmethod
    def of(cls, problem: Problem) -> Classes:
        benefit = matrix(problem)
        sizes = [each.size for each in problem.contributions]
        members = _merged(benefit, sizes)
        first = [each[0] for each in members]
        between = benefit[np.ix_(first, first)]
        for at, each in enumerate(members):
            between[at, at] = benefit[each[0], each[1]] if len(each) > 1 else 0.0
        return cls(
            members=members,
            many=np.array([len(each) for each in members]),
            size=np.array([sizes[at] for at in first]),
            benefit=between,
            sorts=_sorts(problem),
        )

    def pattern(self, group: list[int], class_of: Numbers) -> Pattern:
        return tuple(sorted(int(class_of[at]) for at in group))

    def class_of(self) -> Numbers:
        """The class of each contribution."""
        found = np.zeros(int(self.many.sum()), dtype=np.int64)
        for at, each in enumerate(self.members):
            found[list(each)] = at
        return found

    def counts(self, pattern: Pattern) -> tuple[Numbers, Numbers]:
        """The classes of a pattern, and how often it has each."""
        found, often = np.unique(np.array(pattern, dtype=np.int64), return_counts=True)
        return found, often

    def worth(self, pattern: Pattern) -> float:
        at = np.array(pattern, dtype=np.int64)
        own = self.benefit[at, at].sum()
        return float((self.benefit[np.ix_(at, at)].sum() - own) / 2)


def matrix(problem: Problem) -> Reals:
    """The benefit of each two contributions, with nothing on the diagonal."""
    count = len(problem.contributions)
    found = np.zeros((count, count))
    for (one, other), value in problem.worth.items():
        found[one, other] = found[other, one] = value
    for one, other in problem.forbidden:
        found[one, other] = found[other, one] = FORBIDDEN
    return found


def _merged(benefit: Reals, sizes: list[int]) -> tuple[tuple[int, ...], ...]:
    """Each contribution joins the first class whose first member it is like."""
    classes: list[list[int]] = []
    for at in range(len(sizes)):
        for those in classes:
            if sizes[those[0]] == sizes[at] and _are_alike(benefit, those, at):
                those.append(at)
                break
        else:
            classes.append([at])
    return tuple(tuple(those) for those in classes)


def _are_alike(benefit: Reals, those: list[int], other: int) -> bool:
    """Whether both have the same benefit with all others, and with each other as the class within itself."""
    first = those[0]
    same = benefit[first] == benefit[other]
    same[[first, other]] = True
    return bool(same.all() and (len(those) == 1 or benefit[first, other] == benefit[first, those[1]]))


def _sorts(problem: Problem) -> tuple[Sort, ...]:
    """What the contributions leave free of all sessions is the most that any one can have free."""
    total = sum(each.size for each in problem.contributions)
    free = sum(kind.most * kind.count for kind in problem.kinds) - total
    found: dict[tuple[int, int, bool], int] = {}
    for kind in problem.kinds:
        least = max(kind.least, kind.most - free, 1)
        key = (least, kind.most, kind.most > free)
        if kind.count:
            found[key] = found.get(key, 0) + kind.count
    return tuple(
        Sort(least, most, count, is_forced) for (least, most, is_forced), count in sorted(found.items())
    )
