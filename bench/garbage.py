"""``bin/bench garbage``: what the server saves by telling Python when to look for garbage."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator
from functools import partial
from statistics import fmean

from bench.figures import Bench, Figure, Options
from bench.pages import PAGES, WARM_UP, Page
from convenor.kernel import garbage

ROUNDS, REQUESTS = 20, 5
CASES = ("edition", "my-proposal", "proposals")
AS_PYTHON_DOES = gc.get_threshold()


def measure(options: Options, *, page: Page) -> Iterator[Figure]:
    from bench.world import readers  # noqa: PLC0415  # sets up Django, which takes a while

    reader = readers(options.seed)[page.who]
    for _ in range(WARM_UP):
        answer = reader.get(page.path)
    assert answer.status_code == 200, f"{page.path}: {answer.status_code}"
    before: list[float] = []
    after: list[float] = []
    for _ in range(ROUNDS):  # by turns, so that what else happens on the machine happens to both
        unsettle()
        before.append(cpu_ms(reader.get, page.path))
        garbage.settle()
        after.append(cpu_ms(reader.get, page.path))
    yield Figure("cpu_ms_unsettled", round(fmean(before), 2), "ms")
    yield Figure("cpu_ms_settled", round(fmean(after), 2), "ms")
    yield Figure("ratio", round(fmean(after) / fmean(before), 3), "settled / unsettled")


def unsettle() -> None:
    gc.unfreeze()
    gc.set_threshold(*AS_PYTHON_DOES)
    gc.collect()


def cpu_ms(get: Callable[[str], object], path: str) -> float:
    started = time.process_time()
    for _ in range(REQUESTS):
        get(path)
    return 1000 * (time.process_time() - started) / REQUESTS


BENCH = Bench(
    "garbage",
    f"processor time of pages as Python collects garbage and as the server does, mean of {ROUNDS} rounds",
    {case: partial(measure, page=PAGES[case]) for case in CASES},
)
