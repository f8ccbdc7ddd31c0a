"""``bin/bench matching``: reviewers assigned to proposals: how good, how well proven, how fast.

Each case runs in a process of its own, for its peak of memory. Reading or making the scores is not in the
time; the checker, which shares no code with the solver, is run afterwards and is not in it either.
"""

from __future__ import annotations

import json
import multiprocessing
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from math import ceil
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench import expertise
from bench.figures import Bench, Figure, Options
from bench.homes import home
from convenor.optim.matching.check import verify
from convenor.optim.matching.form import read, written
from convenor.optim.matching.lots import solve_by_lot
from convenor.optim.matching.problem import UNIT, Balance, Problem
from convenor.optim.matching.solve import Goal, solve

TOPICS = 24
CONCENTRATION = 0.15  # of the Dirichlet distribution: the less, the fewer topics each has
BARRED = 0.01
OFFERED = (0.5, 0.15, 0.15, 0.08, 0.06, 0.06)  # the shares of languages among proposals
SPOKEN = (0.9, 0.3, 0.25, 0.12, 0.12, 0.1)  # of reviewers who read each
REGIONS = (0.4, 0.2, 0.2, 0.1, 0.1)
HALF = Fraction(1, 2)
GIVEN = Path(__file__).resolve().parents[2] / "shared" / "data" / "matching"

Scores = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Measured:
    """Sums are in the unit of scores; ``gap`` is a share of the bound, ``wrong`` what the checker finds."""

    value: float
    bound: float
    seconds: float
    cpu_seconds: float
    peak_gigabytes: float
    wrong: int

    @property
    def gap(self) -> float:
        return (self.bound - self.value) / self.bound if self.bound != self.value else 0.0


def topics(n: int, m: int, *, most: int, seed: int, least: int = 0) -> Problem:
    """Proposals and reviewers in a space of topics; a score is their cosine, and a little chance."""
    drawn = np.random.default_rng(seed)
    scores = _directions(drawn, n) @ _directions(drawn, m).T
    scores = 0.95 * (scores + 0.05 * drawn.random((n, m), dtype=np.float32))
    barred = drawn.random((n, m), dtype=np.float32) < BARRED
    return Problem.of(scores, wanted=3, most=most, least=least, barred=barred)


def conference(n: int, m: int, *, seed: int, slack: float, price: float) -> Problem:
    """Rules that cross: six languages, institutions of about two, regions and kinds of organization."""
    drawn = np.random.default_rng(seed)
    scores = _directions(drawn, n) @ _directions(drawn, m).T
    scores = 0.95 * (scores + 0.05 * drawn.random((n, m), dtype=np.float32))
    language = drawn.choice(len(SPOKEN), n, p=OFFERED)
    reads = drawn.random((len(SPOKEN), m)) < np.array(SPOKEN)[:, None]
    return Problem.of(
        scores,
        wanted=3,
        most=ceil(3 * n / m * slack),
        barred=drawn.random((n, m)) < 2 * BARRED,
        institutions=drawn.integers(0, m // 2, m),
        readers=reads[language],
        balances=[
            Balance("region", drawn.choice(5, m, p=REGIONS), price),
            Balance("kind of organization", drawn.choice(4, m), price),
        ],
    )


def _directions(drawn: np.random.Generator, number: int) -> Scores:
    shares = drawn.dirichlet(np.full(TOPICS, CONCENTRATION), number).astype(np.float32)
    directions: Scores = shares / np.linalg.norm(shares, axis=1, keepdims=True)
    return directions


def total(problem: Problem) -> Measured:
    """The best total."""
    return _measured(problem, lambda: solve(problem).certificate, Goal.TOTAL)


def fair(problem: Problem) -> Measured:
    """The least sum of a proposal."""
    return _measured(problem, lambda: solve(problem, [Goal.FAIR]).certificate, Goal.FAIR)


def half(problem: Problem) -> Measured:
    """The expected total where no pair is likelier than one half."""
    return _measured(problem, lambda: solve_by_lot(problem, HALF, 1).certificate, "expected")


def _measured(problem: Problem, solving: Callable[[], dict[str, Any]], goal: str) -> Measured:
    import ortools.graph.python.min_cost_flow  # noqa: F401, PLC0415  # loading it is not in the time

    started, started_cpu = time.perf_counter(), time.process_time()
    certificate = solving()
    seconds, cpu = time.perf_counter() - started, time.process_time() - started_cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    wrong = verify(written(problem), certificate)
    stage = next(stage for stage in certificate["stages"] if stage["goal"] == goal)
    unit = UNIT * (HALF.denominator if goal == "expected" else 1)
    return Measured(stage["value"] / unit, stage["bound"] / unit, seconds, cpu, peak, len(wrong))


def _conference(n: int, m: int, slack: float, price: float, seed: int) -> Measured:
    return total(conference(n, m, seed=seed, slack=slack, price=price))


def _world(n: int, m: int, most: int, run: Callable[[Problem], Measured], seed: int) -> Measured:
    return run(topics(n, m, most=most, seed=seed))


def measure(options: Options, *, made: Callable[[int], Measured], reach: dict[str, str]) -> Iterator[Figure]:
    """Figures of one instance, ``made`` and solved in a process that ends with it."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as processes:
        measured = processes.submit(made, options.seed).result()
    for name, unit in UNITS.items():
        yield Figure(name, round(getattr(measured, name), 6), unit, reach.get(name, ""))


def midl(options: Options) -> Iterator[Figure]:
    """118 papers and 177 reviewers of MIDL, or another folder of that form: worst paper, and total."""
    folder = options.files[0] if options.files else GIVEN / "midl"
    problem = Problem.of(
        np.load(folder / "scores.npy").T,
        wanted=np.load(folder / "covs.npy"),
        most=np.load(folder / "loads.npy"),
    )
    measured = fair(problem)
    stages = {stage["goal"]: stage for stage in solve(problem, [Goal.FAIR]).certificate["stages"]}
    yield Figure("worst", measured.value, "score", "" if options.files else ">= 0.9448")
    yield Figure("gap_of_worst", round(measured.gap, 6), "share", "== 0")
    yield Figure("total", stages["total"]["value"] / UNIT, "score", "" if options.files else ">= 201.72")
    yield Figure("bound_of_total", stages["total"]["bound"] / UNIT, "score")
    yield Figure("seconds", round(measured.seconds, 3), "s", "<= 1")
    yield Figure("wrong", measured.wrong, "sentences of the checker", "== 0")


def bids(options: Options, *, name: str, most: int, reach: str) -> Iterator[Figure]:
    """Bids of AAMAS, or another PrefLib file of that form: what is left of the optimum at Q = 1/2."""
    path = options.files[0] if options.files else GIVEN / "bids" / name
    head, *rows = path.read_text().splitlines()
    scores = np.array([row.split() for row in rows if row.strip()], float).reshape(
        [int(word) for word in head.split()]
    )
    problem = Problem.of(scores, wanted=3, most=most)
    certain, drawn = total(problem), half(problem)
    yield Figure("optimum", certain.value, "score")
    yield Figure("expected", drawn.value, "score")
    yield Figure("kept", round(drawn.value / certain.value, 4), "share", reach)
    yield Figure("gap", drawn.gap, "share", "== 0")
    yield Figure("seconds", round(drawn.seconds, 3), "s")
    yield Figure("wrong", certain.wrong + drawn.wrong, "sentences of the checker", "== 0")


UNITS = {
    "value": "score",
    "bound": "score",
    "gap": "share",
    "seconds": "s",
    "cpu_seconds": "s",
    "peak_gigabytes": "GiB",
    "wrong": "sentences of the checker",
}
PROVEN = {"gap": "== 0", "wrong": "== 0"}


# Proposals, reviewers, how much more load they take than there is, and the price of one more of a label.
MIXED = {
    "mixed-150": (150, 60, 1.3, 0.05),
    "mixed": (300, 100, 1.3, 0.05),
    "mixed-tight": (300, 100, 1.01, 0.2),
    "mixed-1000": (1_000, 300, 1.3, 0.05),
}


def files(options: Options) -> Iterator[Figure]:
    """Any problem in JSON of our form."""
    for path in options.files:
        yield from measure(options, made=partial(_file, path), reach={"wrong": "== 0"})


def _file(path: Path, _seed: int) -> Measured:
    return total(read(json.loads(path.read_text())))


def demo(_options: Options) -> Iterator[Figure]:
    """The demonstration edition: conflicts, affinity, assignment and letters, by actions and the worker."""
    with home() as environment:
        environment["CONVENOR_DEMO"] = "yes"
        asked = [sys.executable, "-m", "bench.suggesting"]
        answer = subprocess.run(asked, env=environment, check=True, capture_output=True, text=True)  # ours
    told = json.loads(answer.stdout)
    yield Figure("seconds", told["seconds"], "s", "<= 10")
    yield Figure("assigned", told["assigned"], "reviews", ">= 1")
    yield Figure("refused", told["refused"], "reviews", "== 0")
    yield Figure("missing", told["missing"], "reviews", "== 0")
    yield Figure("letters", told["letters"], "letters", ">= 1")
    yield Figure("gap", told["gap"], "millionths")


BENCH = Bench(
    "matching",
    "the best assignment of reviewers, its proof over all pairs, time and memory",
    {
        "1000": partial(
            measure, made=partial(_world, 1_000, 1_000, 6, total), reach=PROVEN | {"seconds": "<= 0.5"}
        ),
        "10000": partial(
            measure,
            made=partial(_world, 10_000, 10_000, 6, total),
            reach=PROVEN | {"seconds": "<= 15", "peak_gigabytes": "<= 2.5"},
        ),
        "10000-tight": partial(
            measure, made=partial(_world, 10_000, 10_000, 3, total), reach=PROVEN | {"seconds": "<= 40"}
        ),
        "10000-half": partial(
            measure, made=partial(_world, 10_000, 10_000, 6, half), reach=PROVEN | {"seconds": "<= 20"}
        ),
        "10000-fair": partial(
            measure,
            made=partial(_world, 10_000, 7_500, 4, fair),
            reach={"gap": "<= 0.06", "wrong": "== 0", "seconds": "<= 40"},
        ),
        **{
            name: partial(
                measure, made=partial(_conference, *world), reach={"gap": "<= 0.005", "wrong": "== 0"}
            )
            for name, world in MIXED.items()
        },
        "demo": demo,
        "midl": midl,
        "bids-2015": partial(bids, name="aamas2015.in", most=12, reach=">= 0.83"),
        "bids-2016": partial(bids, name="aamas2016.in", most=12, reach=">= 0.81"),
        "file": files,
        **expertise.CASES,
    },
)
