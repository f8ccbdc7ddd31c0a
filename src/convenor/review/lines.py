"""A proposal on one line, as its organisers list it.

Plain values, fetched by key: models of all that a line says would take most of the time of a page.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from convenor.kernel.translated import Translated
from convenor.optim.calibration import Estimate
from convenor.proposals.models import Contributor, Proposal, name_shown
from convenor.review.queries import Result, results_by_key
from convenor.review.summaries import recommended


@dataclass(frozen=True, slots=True)
class Line:
    """What a list says of a proposal; the verdict is the standing one, and none where nobody decided."""

    contributors: list[str]
    result: Result
    recommended: str  # the verdict, or nothing
    key: int
    code: str
    title: Translated
    format: str
    language: str
    submitted_at: datetime
    track: Translated
    subtheme: Translated | None
    verdict: str | None
    released_at: datetime | None
    withdrawn_at: datetime | None
    country: str
    organization: str | None
    corrected: Estimate | None = None


_OF_A_PROPOSAL = (
    "code",
    "title",
    "format",
    "language",
    "submitted_at",
    "track__name",
    "subtheme__name",
    "decisions__verdict",
    "decisions__released_at",
    "withdrawal__at",
    "proposer__country",
    "organization__name",
)


def lines_of(proposals: Collection[int]) -> dict[int, Line]:
    """The lines of the proposals with these keys, for somebody who may see them; in four queries."""
    contributors, results = _contributors(proposals), results_by_key(proposals)
    verdicts = recommended(proposals)
    rows = Proposal.objects.filter(pk__in=proposals, decisions__superseded_by=None)
    return {
        key: Line(contributors[key], results[key], verdicts.get(key, ""), key, *values)
        for key, *values in rows.values_list("pk", *_OF_A_PROPOSAL)
    }


def _contributors(proposals: Collection[int]) -> defaultdict[int, list[str]]:
    """How those who did not refuse are named, in order."""
    rows = Contributor.objects.filter(proposal__in=proposals, refused_at=None).order_by("position", "pk")
    facts = rows.values_list("proposal", "person__name", "invited_as", "agreed_at")
    names: defaultdict[int, list[str]] = defaultdict(list)
    for proposal, name, invited_as, agreed_at in facts:
        names[proposal].append(name_shown(name, invited_as, agreed_at))
    return names
