"""Whether reviewers can be asked: all facts about many pairs, read at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from convenor.editions.models import Office, Role
from convenor.kernel.refusals import NotAllowed, Refused
from convenor.people.models import Person
from convenor.proposals.models import Conflict, Contributor, Decision, Proposal, Withdrawal
from convenor.proposals.queries import proposals_for_organiser
from convenor.review.models import Anonymity, Assignment, Delegation, ReviewRules
from convenor.review.screening import passed


class NotAReviewer(Refused):
    """They do not review for the proposal's track."""


class NotIndependent(Refused):
    """They contribute to the proposal, or have a conflict of interest with it."""


class AlreadyAsked(Refused):
    """They are asked to review the proposal already."""


class ProposalWithdrawn(Refused):
    """Its contributors took the proposal back."""


class NotScreened(Refused):
    """Its track has it looked through before it goes to review."""


class ReviewingIsOver(Refused):
    """A decision was released, so reviews stay as they are."""


class Mine:
    """Proposals held until the action ends, and which of them ``by`` may have reviewed, or not, now."""

    def __init__(self, proposals: set[int], by: Person, at: datetime) -> None:
        held = Proposal.objects.select_for_update(of=("self",)).filter(pk__in=proposals).order_by("pk")
        self.held = {each.pk: each for each in held.select_related("edition", "track")}
        self.may = set[int]()
        for edition in {each.edition for each in self.held.values()}:
            seen = proposals_for_organiser(by, edition, at).filter(pk__in=proposals)
            self.may |= set(seen.values_list("pk", flat=True))
        over = Decision.objects.known().filter(proposal__in=proposals, revisions=None)
        self.over = set(over.values_list("proposal", flat=True))

    def refuse(self, proposal: Proposal) -> None:
        """Say why its reviewers cannot be changed, if they cannot."""
        if proposal.pk not in self.may:
            raise NotAllowed(_("You do not assign the reviews of this proposal."))
        if proposal.pk in self.over:
            raise ReviewingIsOver(
                _("The decision on this proposal was sent, so its reviews stay as they are.")
            )


class Pairs(Mine):
    """What stands in the way of asking reviewers; a constant number of statements for however many."""

    def __init__(self, pairs: Sequence[tuple[Proposal, Person]], by: Person, at: datetime) -> None:
        proposals = {proposal.pk for proposal, _reviewer in pairs}
        super().__init__(proposals, by, at)
        withdrawn = Withdrawal.objects.filter(proposal__in=proposals)
        self.withdrawn = set(withdrawn.values_list("proposal", flat=True))
        ready = passed(Proposal.objects.filter(pk__in=proposals))
        self.passed = set(ready.values_list("pk", flat=True))
        tracks = {each.track_id for each in self.held.values()}
        open_ = ReviewRules.objects.filter(track__in=tracks, anonymity=Anonymity.OPEN)
        self.open = set(open_.values_list("track", flat=True))
        offices = Office.objects.held_at(at).filter(role=Role.REVIEWER, track__in=tracks)
        self.judging = set(offices.values_list("person", "track"))
        barring = Conflict.objects.barring().filter(proposal__in=proposals)
        self.barred = set(barring.values_list("proposal", "person"))
        contributors = Contributor.objects.filter(proposal__in=proposals)
        self.barred |= set(contributors.values_list("proposal", "person"))
        asked = Assignment.objects.filter(proposal__in=proposals, ended_at=None)
        self.asked = set(asked.values_list("proposal", "reviewer"))
        writing = Delegation.objects.open().filter(
            assignment__proposal__in=proposals, assignment__ended_at=None
        )
        self.asked |= set(writing.values_list("assignment__proposal", "person"))

    def refuse_pair(self, proposal: Proposal, reviewer: Person) -> None:
        """Say why ``reviewer`` cannot be asked, if they cannot."""
        self.refuse(proposal)
        said = {"name": reviewer.name, "code": proposal.code}
        if proposal.pk in self.withdrawn:
            raise ProposalWithdrawn(_("Its contributors withdrew %(code)s.") % said)
        if proposal.pk not in self.passed:
            raise NotScreened(_("%(code)s has not passed its screening yet.") % said)
        if (reviewer.pk, proposal.track_id) not in self.judging:
            raise NotAReviewer(_("%(name)s does not review for the track of %(code)s.") % said)
        if (proposal.pk, reviewer.pk) in self.barred:
            raise NotIndependent(
                _("%(name)s contributes to %(code)s or has a conflict of interest with it.") % said
            )
        if (proposal.pk, reviewer.pk) in self.asked:
            raise AlreadyAsked(_("%(name)s is asked to review %(code)s already.") % said)
