"""Where a line runs through the points of proposals, and which of them are even at it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from convenor.optim.calibration import METHOD
from convenor.review.calibrating import Judged

BY_SCORE, BY_CORRECTED = "mean-1", METHOD  # what a suggestion is made by, with its version


@dataclass(frozen=True, slots=True)
class Line:
    """The keys above the line, the best first; and all with the points of the last, where it divides them."""

    inside: tuple[int, ...]
    even: tuple[int, ...]
    points: int | None


def line_at(number: int, points: Mapping[int, float]) -> Line:
    """The line below the ``number`` proposals with most ``points``; whole ones, as shown, say who is even."""
    ranked = sorted(points, key=lambda key: (-points[key], key))
    inside, outside = ranked[:number], ranked[number:]
    if not inside:
        return Line((), (), None)
    last = round(points[inside[-1]])
    is_divided = bool(outside) and round(points[outside[0]]) == last
    even = [key for key in ranked if round(points[key]) == last] if is_divided else []
    return Line(tuple(inside), tuple(even), last)


def points_by(method: str, judged: Judged, keys: Collection[int]) -> dict[int, float]:
    """The points by ``method`` of those of the seen proposals with ``keys`` that have some."""
    if method == BY_CORRECTED:
        return {key: judged.corrected[key].points for key in keys if key in judged.corrected}
    results = judged.results_among(keys)
    return {key: result.score for key, result in results.items() if result.score is not None}


def inputs_hash(method: str, track: int, number: int, judged: Judged, among: Collection[int]) -> str:
    """The SHA-256, in hexadecimal, of all that a suggestion is computed from."""
    said = [method, number, sorted(among), judged.points.get(track, ())]
    return hashlib.sha256(json.dumps(said, separators=(",", ":")).encode()).hexdigest()
