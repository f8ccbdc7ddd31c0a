"""Two suggestions beside each other: what they come to, and in which pairs they differ."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from convenor.review.runs import pairs_seen
from convenor.review.suggested import MatchedPair, MatchingRun, PairChange
from convenor.web.organiser.matching import words
from convenor.web.organiser.matching.run import run_at
from convenor.web.request import SignedInRequest

MOST = 200  # pairs of one that the other has not


@require_GET
def matching_comparison(request: SignedInRequest, uid: UUID, other: UUID) -> HttpResponse:
    """What the first has that the other has not, and the other way round."""
    here, there = run_at(request, uid), run_at(request, other)
    pairs, others = _pairs(request, here), _pairs(request, there)
    scores, earlier = [sorted(each.score for each in found.values()) for found in (pairs, others)]
    context = {
        "run": here,
        "other": there,
        "sides": [
            (here, [pairs[key] for key in pairs if key not in others][:MOST]),
            (there, [others[key] for key in others if key not in pairs][:MOST]),
        ],
        "same": len(pairs.keys() & others.keys()),
        "figures": [(len(scores), len(earlier)), _points(scores, earlier), _worst(scores, earlier)],
        "price": round(words.points(sum(earlier)) - words.points(sum(scores)), 1),
    }
    return render(request, "organiser/matching/comparison.html", context)


def _points(here: list[int], there: list[int]) -> tuple[float, float]:
    return words.points(sum(here)), words.points(sum(there))


def _worst(here: list[int], there: list[int]) -> tuple[float, float]:
    return words.points(here[0]) if here else 0.0, words.points(there[0]) if there else 0.0


def _pairs(request: SignedInRequest, run: MatchingRun) -> dict[tuple[int, int], MatchedPair]:
    """Of those suggested and seen."""
    seen = pairs_seen(run, request.at).exclude(change=PairChange.GOES)
    seen = seen.select_related("proposal", "reviewer").order_by("proposal__code", "reviewer__name")
    return {(each.proposal_id, each.reviewer_id): each for each in seen}
