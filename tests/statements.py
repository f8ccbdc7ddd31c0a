"""Which statements each test has the database execute, so that PostgreSQL executes each, and none all day.

``--statements FOLDER`` writes them down on SQLite. On PostgreSQL it leaves out a test whose every statement,
from the same line of our code, another executes there. Tests that start servers or commit,
to which a database refuses something, or of which nothing is written down, are never left out.
CONTRIBUTING.md says what that misses.
"""

from __future__ import annotations

import heapq
import json
import os
import re
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

EACH_COSTS = 0.02  # seconds, beside those that a test takes
PRODUCT = str(Path(__file__).resolve().parents[1] / "src" / "convenor")
ITEMS = re.compile(r"%s(?:, %s)+|\(%s\)(?:, \(%s\))+|(?<=LIMIT )\d+|(?<=OFFSET )\d+")
OF_TRANSACTIONS = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT", "PRAGMA")


@dataclass
class Told:
    """Of one test: what it had executed, how long it took, and whether the database refused something."""

    statements: set[str] = field(default_factory=set)
    seconds: float = 0
    is_refused: bool = False


class Writer:
    """Listens to the database during each test, and writes down what it heard."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._file = (folder / f"{time.time_ns()}-{os.getpid()}.jsonl").open("w", encoding="utf-8")
        self._now = Told()
        self._names: dict[tuple[str, str], str] = {}

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: Any, context: Any) -> Any:
        if not sql.startswith(OF_TRANSACTIONS):
            self._now.statements.add(self._name(sql, _place()))
        try:
            return execute(sql, params, many, context)
        except Exception:
            self._now.is_refused = True
            raise

    def _name(self, sql: str, place: str) -> str:
        if (sql, place) not in self._names:
            words = f"{ITEMS.sub('…', sql)} {place}"
            self._names[sql, place] = blake2b(words.encode(errors="replace"), digest_size=6).hexdigest()
        return self._names[sql, place]

    def pytest_sessionstart(self) -> None:
        connection.execute_wrappers.append(self)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Any:
        with self.during(item.nodeid):
            return (yield)

    @contextmanager
    def during(self, test: str) -> Iterator[None]:
        """Write down what ``test`` has executed meanwhile."""
        self._now, started = Told(), time.monotonic()
        try:
            yield
        finally:
            told = [test, time.monotonic() - started, self._now.is_refused, *sorted(self._now.statements)]
            self._file.write(json.dumps(told) + "\n")

    def pytest_sessionfinish(self) -> None:
        self._file.close()


def _place() -> str:
    """The line of our code that asks."""
    frame = sys._getframe(2)
    while frame is not None:
        if frame.f_code.co_filename.startswith(PRODUCT):
            return f"{frame.f_code.co_filename}:{frame.f_lineno}"
        frame = frame.f_back  # type: ignore[assignment]
    return ""


def read(folder: Path) -> dict[str, Told]:
    """What all processes wrote down, by test."""
    return {
        test: Told(set(statements), seconds, is_refused)
        for file in sorted(folder.glob("*.jsonl"))
        for line in file.read_text(encoding="utf-8").splitlines()
        for test, seconds, is_refused, *statements in [json.loads(line)]
    }


def enough(told: dict[str, Told], tests: Iterable[str], always: Iterable[str]) -> set[str]:
    """``always``, and the cheapest of ``tests`` that together execute all that they do."""
    tests, chosen = [test for test in tests if test in told], set(always)
    missing = {each for test in tests for each in told[test].statements}
    for test in chosen & told.keys():
        missing -= told[test].statements
    waiting = [(-_worth(missing, told[test]), test) for test in tests if test not in chosen]
    heapq.heapify(waiting)
    while waiting:
        _before, test = heapq.heappop(waiting)
        now = _worth(missing, told[test])  # it can only have become less
        if now == 0:
            continue
        if waiting and now < -waiting[0][0]:
            heapq.heappush(waiting, (-now, test))
            continue
        chosen.add(test)
        missing -= told[test].statements
    return chosen


def _worth(missing: set[str], told: Told) -> float:
    return len(missing & told.statements) / (told.seconds + EACH_COSTS)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--statements", type=Path, help="write them down there, or choose tests by them")


def pytest_configure(config: pytest.Config) -> None:
    folder = config.getoption("--statements")
    if folder and connection.vendor == "sqlite":
        config.pluginmanager.register(Writer(folder), "statements")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    folder = config.getoption("--statements")
    if not folder or connection.vendor == "sqlite":
        return
    told = read(folder)
    always = {each.nodeid for each in items if each.nodeid not in told or _is_never_left_out(each, told)}
    chosen = enough(told, sorted(each.nodeid for each in items), always)
    config.hook.pytest_deselected(items=[each for each in items if each.nodeid not in chosen])
    items[:] = longest_first([each for each in items if each.nodeid in chosen], told)


def longest_first(items: list[pytest.Item], told: dict[str, Told]) -> list[pytest.Item]:
    """By the seconds of their files, so that no worker ends alone with a long one."""
    seconds: dict[Path, float] = defaultdict(float)
    for each in items:
        seconds[each.path] += told[each.nodeid].seconds if each.nodeid in told else 0
    return sorted(items, key=lambda each: -seconds[each.path])


def _is_never_left_out(item: pytest.Item, told: dict[str, Told]) -> bool:
    database = item.get_closest_marker("django_db")
    commits = bool(database and database.kwargs.get("transaction"))
    return commits or told[item.nodeid].is_refused or bool(item.get_closest_marker("slow"))
