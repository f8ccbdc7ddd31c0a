"""How the verdicts are spread: over tracks, subthemes, formats, languages and countries."""

from __future__ import annotations

from collections import Counter, defaultdict

from django.db.models import OuterRef, Subquery

from convenor.proposals.models import Decision, ProposalQuerySet

# What is counted by, and where a proposal says it.
DIMENSIONS = {
    "track": "track__slug",
    "subtheme": "subtheme__slug",
    "format": "format",
    "language": "language",
    "country": "proposer__country",
}

Spread = dict[str, Counter[str]]  # how many proposals of each verdict, by slug or code; undecided: ""


def spreads(proposals: ProposalQuerySet) -> dict[str, Spread]:
    """For each dimension, how often each verdict stands among ``proposals``."""
    last = Decision.objects.standing().filter(proposal=OuterRef("pk")).values("verdict")[:1]
    rows = proposals.annotate(last_verdict=Subquery(last)).values_list("last_verdict", *DIMENSIONS.values())
    counted: dict[str, Spread] = {name: defaultdict(Counter) for name in DIMENSIONS}
    for verdict, *values in rows:
        for name, value in zip(DIMENSIONS, values, strict=True):
            counted[name][value or ""][verdict or ""] += 1
    return counted
