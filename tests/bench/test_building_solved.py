"""A published file in our own format: what is found there is judged by code that shares nothing with us."""

from pathlib import Path

import pytest

from bench import building
from bench.figures import Options

pytestmark = pytest.mark.once

FILES = Path(__file__).resolve().parents[3] / "shared" / "data" / "timetable" / "session-building"


def test_a_small_published_file_is_solved_with_proof_and_judged():
    figures = {
        figure.figure.split()[1]: figure.value
        for figure in building.measure(Options(files=(FILES / "lars_30_1.txt",)))
    }

    assert {name: figures[name] for name in ("value", "bound", "gap", "judged", "wrong")} == {
        "value": 311,
        "bound": 311,
        "gap": 0,
        "judged": 311,
        "wrong": 0,
    }
