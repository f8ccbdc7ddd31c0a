"""Who may do what with calls and proposals. Whether it is still possible is the actions' to say."""

from __future__ import annotations

from datetime import datetime

from convenor.editions.models import Edition, Role
from convenor.editions.queries import holds, offices_of
from convenor.people.models import ContactPoint, Person
from convenor.proposals.models import Conflict, LateLink, Proposal
from convenor.proposals.queries import proposals_decidable_by, proposals_for_organiser


def may_see(person: Person, proposal: Proposal) -> bool:
    """As one of its people. What organisers and reviewers see, their queries say."""
    return proposal.contributors.filter(person=person, refused_at=None).exists()


def may_write(person: Person, proposal: Proposal) -> bool:
    """Its proposer and those contributors who agreed to take part."""
    return proposal.contributors.filter(person=person, agreed_at__isnull=False).exists()


def may_manage(person: Person, proposal: Proposal) -> bool:
    """Name its people, hand it in and take it back."""
    return proposal.proposer_id == person.pk


def may_translate(person: Person, proposal: Proposal, *, at: datetime) -> bool:
    """Those who may write it; and the secretariat, where it exists for them."""
    is_known = proposals_for_organiser(person, proposal.edition, at).filter(pk=proposal.pk).exists()
    is_secretary = holds(person, proposal.edition, Role.SECRETARY, at=at)
    return may_write(person, proposal) or (is_known and is_secretary)


def may_use(person: Person, link: LateLink) -> bool:
    """A late link is personal: it serves whoever is reached at its address."""
    return person.contact_points.filter(key=ContactPoint.key_of(link.address)).exists()


def may_declare_conflict(by: Person, proposal: Proposal, person: Person, *, at: datetime) -> bool:
    """Officers of the edition for themselves; the chair and the secretariat for anybody."""
    if by == person:
        return offices_of(by, edition=proposal.edition, at=at).exists()
    return holds(by, proposal.edition, Role.CHAIR, Role.SECRETARY, at=at)


def may_declare_tie(by: Person, edition: Edition, proposal: Proposal | None, *, at: datetime) -> bool:
    """People in a proposal of it; those who hold an office in the edition of themselves."""
    if proposal is not None:
        return proposal.edition_id == edition.pk and may_write(by, proposal)
    return offices_of(by, edition=edition, at=at).exists()


def may_retract_conflict(by: Person, conflict: Conflict, *, at: datetime) -> bool:
    """Who declared it; or the chair and the secretariat, unless they have one with the proposal too."""
    if by.pk == conflict.declared_by_id:
        return True
    is_independent = Proposal.objects.without_conflict(by).filter(pk=conflict.proposal_id).exists()
    return is_independent and holds(by, conflict.proposal.edition, Role.CHAIR, Role.SECRETARY, at=at)


def may_decide(person: Person, proposal: Proposal, *, at: datetime) -> bool:
    """A chair, or the chair of its track; never with a conflict of interest, never on their own."""
    return proposals_decidable_by(person, proposal.edition, at).filter(pk=proposal.pk).exists()


def may_release(person: Person, edition: Edition, *, at: datetime) -> bool:
    """The secretary sends the letters; deciding is for the chairs."""
    return holds(person, edition, Role.SECRETARY, at=at)
