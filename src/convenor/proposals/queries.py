"""Reads of calls and proposals."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from convenor.editions.models import Edition, Office, Role, Track
from convenor.people.models import Person
from convenor.proposals.models import (
    Answer,
    Call,
    Conflict,
    Contributor,
    ContributorQuerySet,
    ContributorRole,
    Decision,
    LateLink,
    Proposal,
    ProposalQuerySet,
    Question,
    Revision,
    Tie,
    Verdict,
    Version,
)


def calls_of(edition: Edition) -> QuerySet[Call]:
    return Call.objects.filter(edition=edition).order_by("opens_at", "slug")


def calls_as_they_stand(edition: Edition, at: datetime) -> list[Call]:
    """The calls of ``edition``: those open at ``at``, those to come, those closed; first to close first."""

    def place(call: Call) -> tuple[bool, bool, datetime]:
        return call.is_over(at), not call.is_open(at), call.closes_at

    return sorted(calls_of(edition), key=place)


def late_link(call: Call, token: str, at: datetime) -> LateLink | None:
    """The personal link that still opens ``call`` at ``at``."""
    return LateLink.objects.filter(call=call, token=token, until__gt=at).first() if token else None


def proposals_of(person: Person) -> ProposalQuerySet:
    """What ``person`` has a part in and did not refuse, drafts and withdrawn ones included; newest first."""
    part = Contributor.objects.filter(proposal=OuterRef("pk"), person=person, refused_at=None)
    mine = Proposal.objects.filter(Exists(part))
    return mine.select_related(
        "edition__series", "call", "track", "late_link", "withdrawal", "proposer"
    ).order_by("-created_at", "code")


def proposals_for_organiser(person: Person, edition: Edition, at: datetime) -> ProposalQuerySet:
    """The submitted proposals that ``person`` organises: a track chair those of the track, others all.

    What they contribute to, or have a conflict of interest with, does not exist here for them.
    """
    offices = Office.objects.held_at(at).filter(person=person, edition=edition)
    of_all = offices.filter(role__in=[Role.CHAIR, Role.SECRETARY])
    of_one = offices.filter(role=Role.TRACK_CHAIR, track=OuterRef("track"))
    organised = Proposal.objects.filter(Exists(of_all) | Exists(of_one), edition=edition)
    return organised.submitted().without_conflict(person)


def proposals_kept_from(person: Person, edition: Edition) -> ProposalQuerySet:
    """The proposals of ``edition`` that ``person`` may not judge: their own, and those in conflict."""
    of_edition = Proposal.objects.filter(edition=edition)
    return of_edition.exclude(pk__in=of_edition.without_conflict(person).values("pk"))


def conflicts_of(person: Person) -> QuerySet[Conflict]:
    """The standing conflicts that ``person`` declared of themselves, the last one first."""
    own = Conflict.objects.standing().direct().filter(person=person, declared_by=person)
    return own.select_related("proposal__edition").order_by("-declared_at", "-pk")


def conflicts_with(proposal: Proposal) -> QuerySet[Conflict]:
    """The standing conflicts with ``proposal``, for those who see it and may know of them."""
    standing = Conflict.objects.standing().filter(proposal=proposal)
    with_people = standing.select_related("proposal__edition", "person", "declared_by", "counterpart")
    return with_people.order_by("declared_at", "pk")


def ties_of_proposal(proposal: Proposal) -> QuerySet[Tie]:
    """Whom the contributors of ``proposal`` name: for themselves, never for reviewers."""
    return Tie.objects.filter(proposal=proposal, retracted_at=None).order_by("declared_at", "pk")


def ties_of_judge(person: Person, edition: Edition) -> QuerySet[Tie]:
    """Whose proposals ``person`` said in advance that they cannot judge."""
    own = Tie.objects.filter(person=person, edition=edition, proposal=None, retracted_at=None)
    return own.order_by("declared_at", "pk")


def questions_for(call: Call, track: Track) -> QuerySet[Question]:
    """What the secretariat asks of a proposal to ``track``, in order."""
    asked = Q(tracks=None) | Q(tracks=track)
    return Question.objects.filter(asked, call=call).distinct().order_by("position", "pk")


def answers_of(proposal: Proposal) -> dict[int, Answer]:
    """The answers of ``proposal`` by their question's key."""
    return {answer.question_id: answer for answer in proposal.answers.all()}


def deadline_of(proposal: Proposal) -> datetime:
    """Up to when ``proposal`` may be changed: its call's end, its late link's, or while it is mended."""
    late = proposal.late_link.until if proposal.late_link else None
    return max(each for each in (proposal.call.closes_at, late, proposal.mend_until) if each)


def is_to_be_revised(proposal: Proposal) -> bool:
    """Whether its contributors were told to revise it, and nothing else since."""
    return proposal.decisions.known().filter(verdict=Verdict.REVISE).exists()


def revisions_of(proposal: Proposal) -> QuerySet[Revision]:
    """What was handed in since its contributors were told to revise it, and nothing else; the last first."""
    asked = proposal.decisions.known().filter(verdict=Verdict.REVISE)
    return Revision.objects.filter(decision__in=asked).select_related("decision", "version").order_by("-pk")


def version_to_revise(proposal: Proposal, decision: Decision) -> Version | None:
    """What ``proposal`` said when its contributors were told ``decision``."""
    known = proposal.versions.filter(is_submitted=True, at__lte=decision.released_at)
    return known.order_by("-number").first()


def is_open(proposal: Proposal, at: datetime) -> bool:
    """Whether its contributors may change ``proposal`` at ``at``."""
    if hasattr(proposal, "withdrawal"):
        return False
    return at < deadline_of(proposal) or is_to_be_revised(proposal)


def proposals_decidable_by(person: Person, edition: Edition, at: datetime) -> ProposalQuerySet:
    """The proposals whose verdict ``person`` may give or change: theirs as a chair, not as the secretary."""
    offices = Office.objects.held_at(at).filter(person=person, edition=edition)
    of_all = offices.filter(role=Role.CHAIR)
    of_one = offices.filter(role=Role.TRACK_CHAIR, track=OuterRef("track"))
    return proposals_for_organiser(person, edition, at).filter(Exists(of_all) | Exists(of_one))


def contributors_asked_to_come(edition: Edition) -> ContributorQuerySet:
    """Those who are to come with an accepted proposal, and know it."""
    accepted = Decision.objects.standing().filter(
        proposal=OuterRef("proposal"), verdict=Verdict.ACCEPT, released_at__isnull=False
    )
    return (
        Contributor.objects.taking_part()
        .filter(Exists(accepted), proposal__edition=edition, proposal__withdrawal=None)
        .exclude(role=ContributorRole.AUTHOR)
    )


def unconfirmed_contributors(edition: Edition) -> ContributorQuerySet:
    """Those of them who have not said whether they will."""
    silent = contributors_asked_to_come(edition).filter(confirmations=None)
    return silent.select_related("person", "proposal__track").order_by("pk")


def is_asked_to_confirm(contributor: Contributor) -> bool:
    """Whether ``contributor`` takes part in a proposal that they know is accepted."""
    known = Decision.objects.known().filter(proposal=OuterRef("proposal"), verdict=Verdict.ACCEPT)
    asked = Contributor.objects.taking_part().filter(Exists(known), proposal__withdrawal=None)
    return asked.filter(pk=contributor.pk).exists()
