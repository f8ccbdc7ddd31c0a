"""How well affinity orders papers as experts rated them, and how long it takes for a large conference.

The loss is that of the gold standard of I. Stelmakh, J. Wieting, G. Neubig, N. Shah (arXiv 2303.16750): of
all pairs of papers that a reviewer rated differently, the difference of the ratings where the order is wrong,
half of it at a tie, over the sum of all differences.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

from bench import dense
from bench.figures import Figure, Options
from bench.prose import Prose
from convenor.optim.affinity.meaning import Meaning
from convenor.optim.affinity.people import Proposal, Reviewer, Work
from convenor.optim.affinity.scoring import affinity_of

GIVEN = Path(__file__).resolve().parents[2] / "shared" / "data" / "matching" / "expertise-half.json"
PROPOSALS, REVIEWERS, WORKS = 1_000, 300, 5
LENGTH = 1_500  # characters of an abstract
LANGUAGES = ("en", "fr", "es", "ar", "ru", "zh")

Rating = tuple[float, float]  # what the expert said, what was computed


def expertise(options: Options) -> Iterator[Figure]:
    """Of each file of that form; without one, of the half that was given."""
    for path in options.files or (GIVEN,):
        content = json.loads(path.read_text(encoding="utf-8"))
        yield from _figures(content, None, "", "<= 0.24")
        if (meaning := dense.found()) is None:
            print("The weights of the dense channel cannot be had: it is not measured.", file=sys.stderr)
        else:
            yield from _figures(content, meaning, "_with_dense", "<= 0.22")


def _figures(content: Any, meaning: Meaning | None, name: str, reach: str) -> Iterator[Figure]:
    started = time.process_time()
    rated = [*_rated(content, meaning)]
    seconds = time.process_time() - started
    pairs = [pair for ratings in rated for pair in combinations(ratings, 2) if pair[0][0] != pair[1][0]]
    easy = [pair for pair in pairs if _said(max, pair) >= 4 and _said(min, pair) <= 2]
    hard = [pair for pair in pairs if _said(min, pair) >= 4]
    yield Figure(f"loss{name}", round(_loss(pairs), 4), "of 1", reach)
    yield Figure(f"easy_pairs_right{name}", round(_right(easy), 4), "of 1")
    yield Figure(f"hard_pairs_right{name}", round(_right(hard), 4), "of 1")
    yield Figure(f"cpu{name}", round(seconds, 2), "s")


def _rated(content: Any, meaning: Meaning | None) -> Iterator[list[Rating]]:
    papers = content["papers"]
    people = [
        Reviewer(each["key"], tuple(Work(*_text(papers[key])) for key in each["works"] if key in papers))
        for each in content["reviewers"]
    ]
    asked = sorted({key for each in content["reviewers"] for key in each["expertise"]})
    affinity = affinity_of([Proposal(key, *_text(papers[key])) for key in asked], people, meaning=meaning)
    row = {key: place for place, key in enumerate(asked)}
    for column, each in enumerate(content["reviewers"]):
        yield [(said, float(affinity.scores[row[key], column])) for key, said in each["expertise"].items()]


def _text(paper: Any) -> tuple[str, str]:
    return paper.get("title") or "", paper.get("abstract") or ""


def _said(which: Any, pair: tuple[Rating, Rating]) -> float:
    said: float = which(pair[0][0], pair[1][0])
    return said


def _wrong(pair: tuple[Rating, Rating]) -> float:
    (said, found), (other_said, other_found) = pair
    if found == other_found:
        return 0.5
    return float((said > other_said) != (found > other_found))


def _loss(pairs: list[tuple[Rating, Rating]]) -> float:
    weights = [abs(one[0] - other[0]) for one, other in pairs]
    return sum(weight * _wrong(pair) for weight, pair in zip(weights, pairs, strict=True)) / sum(weights)


def _right(pairs: list[tuple[Rating, Rating]]) -> float:
    return 1 - sum(map(_wrong, pairs)) / len(pairs) if pairs else 0.0


def affinity(options: Options) -> Iterator[Figure]:
    prose = {language: Prose(language, options.seed) for language in LANGUAGES}

    def written(place: int) -> tuple[str, str]:
        author = prose[LANGUAGES[place % len(LANGUAGES)]]
        return author.text(80), author.text(LENGTH)

    proposals = [Proposal(str(place), *written(place)) for place in range(PROPOSALS)]
    reviewers = [
        Reviewer(str(place), tuple(Work(*written(place)) for _ in range(WORKS))) for place in range(REVIEWERS)
    ]
    kept: dict[str, bytes] = {}
    yield Figure("cpu", _cpu(proposals, reviewers, kept), "s", "<= 20")
    yield Figure("cpu_again", _cpu(proposals, reviewers, kept), "s")
    changed = [Proposal("0", *written(0)), *proposals[1:]]
    yield Figure("cpu_after_one_proposal_changed", _cpu(changed, reviewers, kept), "s")


def _cpu(proposals: list[Proposal], reviewers: list[Reviewer], kept: dict[str, bytes]) -> float:
    started = time.process_time()
    found = affinity_of(proposals, reviewers, kept=kept)
    assert found.scores.shape == (len(proposals), len(reviewers))
    return round(time.process_time() - started, 2)


CASES = {"expertise": expertise, "affinity": affinity}
