"""Who could review what: hints for those who assign. They suggest and order; only obstacles decide."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from convenor.editions.models import Edition, Office, Role
from convenor.people.models import Person
from convenor.proposals.kinds import Severity
from convenor.proposals.models import Conflict, Contributor, Proposal
from convenor.proposals.queries import conflicts_with
from convenor.review.bidding import interests_in
from convenor.review.models import Assignment, AssignmentQuerySet, Delegation, EndReason, Expertise, Interest
from convenor.review.queries import Progress, assignments_run_by, progress_by


class Obstacle(TextChoices):
    """Why somebody cannot be asked."""

    ASKED = "asked", _("is asked already")
    CONTRIBUTES = "contributes", _("contributes to this proposal")
    CONFLICT = "conflict", _("has a conflict of interest")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A reviewer of the proposal's track, as those who assign see them."""

    reviewer: Person
    languages: tuple[str, ...]
    most: int | None
    progress: Progress
    reads_it: bool
    shares_organization: bool
    has_declined: bool
    interest: str
    obstacle: Obstacle | None
    reviews_each_other: bool = False
    conflicts: tuple[Conflict, ...] = ()

    @property
    def wish(self) -> str:
        """What they said of the proposal, in words."""
        return str(Interest(self.interest).label) if self.interest else ""

    @property
    def is_barred(self) -> bool:
        return any(conflict.severity == Severity.BARS for conflict in self.conflicts)

    @property
    def is_full(self) -> bool:
        """Asked for as many reviews as they said they can write, as far as the reader may know."""
        return self.most is not None and self.progress.asked >= self.most


def candidates(proposal: Proposal, *, by: Person, at: datetime) -> list[Candidate]:
    """The reviewers of the track of ``proposal``, those first who suit it best."""
    offices = Office.objects.held_at(at).filter(role=Role.REVIEWER, track=proposal.track_id)
    reviewers = list(Person.objects.filter(offices__in=offices).select_related("organization"))
    expertise = expertise_of(reviewers, proposal.edition)
    seen = assignments_run_by(by, proposal.edition, at)
    progress = progress_by("reviewer", seen, at=at)
    conflicts, reviewed_back = _conflicts(proposal), _reviewed_by_its_people(proposal, seen)
    obstacles, organizations = _obstacles(proposal, conflicts), organizations_of([proposal])[proposal.pk]
    interests = interests_in(proposal)
    declined = set(
        Assignment.objects.filter(proposal=proposal, end_reason=EndReason.DECLINED).values_list(
            "reviewer", flat=True
        )
    )
    found = [
        Candidate(
            reviewer=reviewer,
            languages=tuple(said.languages) if (said := expertise.get(reviewer.pk)) else (),
            most=said.most_reviews if said else None,
            progress=progress.get(reviewer.pk, Progress()),
            reads_it=said is not None and can_read(said, proposal),
            shares_organization=reviewer.organization_id in organizations,
            has_declined=reviewer.pk in declined,
            interest=interests.get(reviewer.pk, ""),
            obstacle=obstacles.get(reviewer.pk),
            reviews_each_other=reviewer.pk in reviewed_back,
            conflicts=conflicts.get(reviewer.pk, ()),
        )
        for reviewer in reviewers
    ]
    return sorted(found, key=_how_well)


def expertise_of(reviewers: Iterable[Person], edition: Edition) -> dict[int, Expertise]:
    """What each of ``reviewers`` said of themselves for ``edition``."""
    return {each.person_id: each for each in Expertise.objects.filter(edition=edition, person__in=reviewers)}


def organizations_of(proposals: Iterable[Proposal]) -> dict[int, set[int | None]]:
    """The organizations behind each of ``proposals``: its own, and its contributors'."""
    found: dict[int, set[int | None]] = {each.pk: {each.organization_id} - {None} for each in proposals}
    contributors = Contributor.objects.filter(proposal__in=found, person__organization__isnull=False)
    for proposal, organization in contributors.values_list("proposal", "person__organization"):
        found[proposal].add(organization)
    return found


def can_read(said: Expertise, proposal: Proposal) -> bool:
    """Whether the proposal is in one of the languages, not only by a machine's translation."""
    by_people = {
        language for language in proposal.abstract.languages if not proposal.abstract.in_(language).is_machine
    }
    return bool(({proposal.language} | by_people) & set(said.languages))


def _conflicts(proposal: Proposal) -> dict[int, tuple[Conflict, ...]]:
    found: defaultdict[int, list[Conflict]] = defaultdict(list)
    for conflict in conflicts_with(proposal):
        found[conflict.person_id].append(conflict)
    return {person: tuple(conflicts) for person, conflicts in found.items()}


def _reviewed_by_its_people(proposal: Proposal, seen: AssignmentQuerySet) -> set[int]:
    """Who proposes something that somebody in ``proposal`` is asked to review, as far as ``seen`` tells."""
    people = Contributor.objects.filter(proposal=proposal).values("person")
    back = seen.filter(reviewer__in=people).values("proposal")
    return set(Contributor.objects.filter(proposal__in=back).values_list("person", flat=True))


def _obstacles(proposal: Proposal, conflicts: Mapping[int, tuple[Conflict, ...]]) -> dict[int, Obstacle]:
    asked = Assignment.objects.filter(proposal=proposal, ended_at=None).values_list("reviewer", flat=True)
    barred = [
        person
        for person, of_person in conflicts.items()
        if any(conflict.severity == Severity.BARS for conflict in of_person)
    ]
    people = Contributor.objects.filter(proposal=proposal).values_list("person", flat=True)
    writing = Delegation.objects.open().filter(assignment__proposal=proposal, assignment__ended_at=None)
    return {
        **dict.fromkeys(barred, Obstacle.CONFLICT),
        **dict.fromkeys(people, Obstacle.CONTRIBUTES),
        **dict.fromkeys([*asked, *writing.values_list("person", flat=True)], Obstacle.ASKED),
    }


def _how_well(candidate: Candidate) -> tuple[bool | int | str, ...]:
    return (
        candidate.obstacle is not None,
        candidate.has_declined,
        candidate.interest == Interest.NOT,
        candidate.shares_organization,
        bool(candidate.conflicts),
        candidate.reviews_each_other,
        not candidate.reads_it,
        candidate.is_full,
        candidate.interest != Interest.WANTS,
        candidate.progress.asked,
        candidate.reviewer.name.casefold(),
    )
