"""The people in a proposal: named by its proposer, answering for themselves."""

from __future__ import annotations

from datetime import datetime

from django.utils.crypto import salted_hmac
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from convenor.accounts.actions import person_at
from convenor.accounts.addresses import checked
from convenor.audit.actions import locked, record, write
from convenor.editions.letters import Page, send
from convenor.editions.models import LetterKind
from convenor.kernel.refusals import NotAllowed, Refused
from convenor.kernel.text import one_line
from convenor.people.facts import facts_changed
from convenor.people.models import Person
from convenor.proposals.actions.contributions import TitleMissing
from convenor.proposals.actions.editing import MOST_PARTS, TooMany, editing, refuse_withdrawn
from convenor.proposals.models import Contributor, ContributorRole, Proposal


class AlreadyNamed(Refused):
    """A person stands in a proposal once."""


class ProposerStays(Refused):
    """A proposal without its proposer would be nobody's."""


@write
def invite_contributor(
    *, proposal: Proposal, address: str, name: str, role: ContributorRole, by: Person, at: datetime
) -> Contributor:
    """Name somebody in a proposal and ask them by mail whether they agree."""
    address, name = checked(address), one_line(name)[:200]
    with editing(proposal, "people", by=by, at=at, by_proposer=True) as held:
        if not held.title:
            raise TitleMissing(_("Give the proposal a title first: it stands in the letter."))
        if held.contributors.count() >= MOST_PARTS:
            raise TooMany(_("There are too many here already."))
        person = person_at(address, name=name, language=held.language, at=at)
        if held.contributors.filter(person=person).exists():
            raise AlreadyNamed(_("Whoever is reached at this address is in this proposal already."))
        contributor = Contributor.objects.create(
            proposal=held,
            person=person,
            role=role,
            position=_last_position(held) + 1,
            token=_token(held, person),
            invited_as=name,
            invited_at=at,
        )
        record(
            "contributor.invited",
            subject=held,
            actor=by,
            at=at,
            scope=held.edition.path,
            about=[person],
            role=str(role),
        )
        _write_to(contributor, by, at)
        facts_changed([person], at=at)
    return contributor


@write
def change_role(*, contributor: Contributor, role: ContributorRole, by: Person, at: datetime) -> Contributor:
    with editing(contributor.proposal, "people", by=by, at=at, by_proposer=True):
        contributor = locked(Contributor, contributor)
        contributor.role = role
        contributor.save(update_fields=["role"])
    return contributor


@write
def remove_contributor(*, contributor: Contributor, by: Person, at: datetime) -> Proposal:
    """Take somebody other than the proposer out of a proposal."""
    with editing(contributor.proposal, "people", by=by, at=at, by_proposer=True) as held:
        if contributor.person_id == held.proposer_id:
            raise ProposerStays(_("The proposer stays. Withdraw the proposal if it is no longer yours."))
        held.contributors.filter(pk=contributor.pk).delete()
        record(
            "contributor.removed",
            subject=held,
            actor=by,
            at=at,
            scope=held.edition.path,
            about=[contributor.person],
        )
        facts_changed([contributor.person, held.proposer], at=at)
    return held


@write
def answer_invitation(*, contributor: Contributor, agrees: bool, by: Person, at: datetime) -> Contributor:
    """A contributor says whether they take part; they may change their mind."""
    contributor = locked(Contributor, contributor)
    proposal = contributor.proposal
    if by.pk != contributor.person_id:
        raise NotAllowed(_("Only the person who was invited can answer."))
    refuse_withdrawn(proposal)
    if by.pk == proposal.proposer_id:
        raise ProposerStays(_("The proposer stays. Withdraw the proposal if it is no longer yours."))
    if contributor.agreed_at if agrees else contributor.refused_at:
        return contributor  # said before
    contributor.agreed_at, contributor.refused_at = (at, None) if agrees else (None, at)
    contributor.save(update_fields=["agreed_at", "refused_at"])
    record(
        "contributor.agreed" if agrees else "contributor.refused",
        subject=proposal,
        actor=by,
        at=at,
        scope=proposal.edition.path,
        about=[proposal.proposer],
    )
    facts_changed([contributor.person, proposal.proposer], at=at)
    return contributor


def _last_position(proposal: Proposal) -> int:
    return max(proposal.contributors.values_list("position", flat=True), default=0)


def _token(proposal: Proposal, person: Person) -> str:
    # The same for the same two: taken out and named again, somebody gets no second letter and needs none.
    return salted_hmac("contributor", f"{proposal.code}:{person.uid}", algorithm="sha256").hexdigest()[:32]


def _write_to(contributor: Contributor, by: Person, at: datetime) -> None:
    proposal = contributor.proposal
    send(
        edition=proposal.edition,
        kind=LetterKind.CONTRIBUTOR_INVITATION,
        to=contributor.person,
        key=f"invitation:{contributor.token}",
        at=at,
        name=contributor.shown_name,
        proposal_title=proposal.title,
        proposal_code=proposal.code,
        track=proposal.track.name,
        role=ContributorRole(contributor.role).label,
        note=format_lazy(gettext_lazy("You were named by {name}."), name=by.name or proposal.code),
        link=Page("public:invitation", (contributor.token,)),
    )
