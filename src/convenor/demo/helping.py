"""Who helps with a review, and who is thanked for reviewing, in the demonstration."""

from __future__ import annotations

from datetime import datetime

from convenor.editions.models import Edition
from convenor.people.models import Person
from convenor.review.actions.credits import set_thanked
from convenor.review.actions.delegations import answer_delegation, delegate, write_for
from convenor.review.crediting import service_of
from convenor.review.models import Assignment, Criterion, Delegation

NAME, ADDRESS = "Delphine Aubry", "delphine.aubry@helpers.example"


def ask(assignment: Assignment, at: datetime) -> None:
    """The reviewer has a colleague write the review, who agrees."""
    by = assignment.reviewer
    delegation = delegate(assignment=assignment, address=ADDRESS, name=NAME, by=by, at=at)
    answer_delegation(delegation=delegation, agrees=True, by=delegation.person, at=at)


def hand_over(assignment: Assignment, at: datetime) -> None:
    """The colleague has written it; the reviewer reads, changes and submits it later."""
    delegation = Delegation.objects.writing().filter(assignment=assignment).first()
    if delegation is None:
        return
    criteria = Criterion.objects.filter(track=assignment.proposal.track_id)
    write_for(
        delegation=delegation,
        scores={criterion.slug: min(4, criterion.most) for criterion in criteria},
        to_contributors="The idea is clear. Please say how many teachers took part.",
        to_committee="I would take it, if they answer this.",
        hands_over=True,
        by=delegation.person,
        at=at,
    )


def thank(edition: Edition, addresses: list[str], at: datetime) -> None:
    """Some reviewers wish to be named in public."""
    for address in addresses:
        person = Person.objects.at_address(address)
        if person and service_of(person, edition):
            set_thanked(edition=edition, is_listed=True, by=person, at=at)
