"""What every bench yields, and how it is printed: one JSON object a line."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

SECONDS = 60.0  # for a bench that searches until they are over
COMPARED = {"<=": operator.le, ">=": operator.ge, "==": operator.eq}


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line asks for beside a bench and its case."""

    seed: int = 1
    files: tuple[Path, ...] = ()
    urls: tuple[str, ...] = ()
    seconds: float = SECONDS
    seeds: int = 1  # how many, from ``seed`` on


@dataclass(frozen=True, slots=True)
class Figure:
    """One number measured; ``reach`` is what it is to be, such as ``<= 10240``."""

    figure: str
    value: float
    unit: str
    reach: str = ""

    @property
    def met(self) -> bool | None:
        if not self.reach:
            return None
        how, most = self.reach.split()
        return bool(COMPARED[how](self.value, float(most)))


Measure = Callable[[Options], Iterable[Figure]]


@dataclass(frozen=True, slots=True)
class Bench:
    """A name, what it measures, and its cases."""

    name: str
    about: str
    cases: Mapping[str, Measure] = field(default_factory=dict)


def as_line(bench: str, case: str, figure: Figure, options: Options) -> dict[str, object]:
    """What is printed, with the command that measures it again."""
    files = "".join(f" --file {file}" for file in options.files)
    urls = "".join(f" --url {url}" for url in options.urls)
    seconds = f" --seconds {options.seconds:g}" if options.seconds != SECONDS else ""
    seeds = f" --seeds {options.seeds}" if options.seeds != 1 else ""
    return {
        "bench": bench,
        "case": case,
        "figure": figure.figure,
        "value": figure.value,
        "unit": figure.unit,
        "reach": figure.reach or None,
        "met": figure.met,
        "command": f"bin/bench {bench} --case {case} --seed {options.seed}{files}{urls}{seconds}{seeds}",
    }
