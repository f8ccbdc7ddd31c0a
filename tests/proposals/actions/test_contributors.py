"""The proposer names people; they answer for themselves."""

from typing import Any

import pytest

from convenor.accounts.addresses import NotAnAddress
from convenor.audit.models import Entry
from convenor.kernel.refusals import NotAllowed
from convenor.outbox.models import Message
from convenor.people.models import Person
from convenor.proposals.actions.contributions import TitleMissing
from convenor.proposals.actions.contributors import (
    AlreadyNamed,
    ProposerStays,
    answer_invitation,
    change_role,
    invite_contributor,
    remove_contributor,
)
from convenor.proposals.actions.editing import AlreadyWithdrawn, CallClosed, Incomplete, TooMany
from convenor.proposals.actions.submissions import submit, withdraw
from convenor.proposals.models import ContributorRole
from tests import make
from tests.proposals import writing

pytestmark = pytest.mark.django_db


def invited(proposal, address="bo@people.example", name="Bo", role=ContributorRole.MODERATOR, **facts):
    return invite_contributor(
        proposal=proposal, address=address, name=name, role=role, by=proposal.proposer, at=make.NOON, **facts
    )


def test_who_is_named_gets_a_letter_with_their_link():
    proposal = writing.complete(title="Tides")

    contributor = invited(proposal)

    letter = Message.objects.get(kind="contributor-invitation")
    assert (letter.person, letter.address) == (contributor.person, "bo@people.example")
    assert f"/en/invitations/{contributor.token}/" in letter.body
    assert "Tides" in letter.body
    assert (contributor.agreed_at, contributor.invited_at) == (None, make.NOON)


def test_naming_somebody_tells_the_proposer_nothing_of_them():
    make.person("Bo Lindqvist", address="bo@people.example")
    proposal = writing.complete()

    contributor = invited(proposal, name="B. L.")
    before = contributor.shown_name
    answer_invitation(contributor=contributor, agrees=True, by=contributor.person, at=make.NOON)

    contributor.refresh_from_db()
    assert (before, contributor.shown_name) == ("B. L.", "Bo Lindqvist")


def test_nobody_stands_in_a_proposal_twice():
    ada = make.person("Ada", address="ada@people.example")
    proposal = writing.complete(by=ada)
    invited(proposal)

    for address in ("ADA@people.example", "bo@people.example"):
        with pytest.raises(AlreadyNamed):
            invited(proposal, address=address)

    assert proposal.contributors.count() == 2


def test_taken_out_and_named_again_somebody_gets_one_letter_whose_link_works():
    proposal = writing.complete()
    first = invited(proposal)
    remove_contributor(contributor=first, by=proposal.proposer, at=make.NOON)

    again = invited(proposal)

    assert (again.token, Message.objects.count()) == (first.token, 1)


@pytest.mark.parametrize(
    "address", ["", "nobody", "a@b", "x" * 300 + "@people.example", "a\x00@people.example"]
)
def test_only_an_address_can_be_written_to(address):
    people = Person.objects.count()
    proposal = writing.complete()

    with pytest.raises(NotAnAddress):
        invited(proposal, address=address)

    assert Person.objects.count() == people + 2  # the secretary and the proposer


def test_a_proposal_is_named_in_the_letter_and_so_needs_a_title():
    with pytest.raises(TitleMissing):
        invited(writing.started())


def test_nobody_names_a_crowd():
    proposal = writing.complete()
    for number in range(29):
        make.contributor(proposal, make.person(f"Person {number}"))

    with pytest.raises(TooMany):
        invited(proposal)


def test_only_the_proposer_names_people():
    proposal, bo = writing.complete(), make.person("Bo")
    contributor = make.contributor(proposal, bo, agreed_at=make.NOON)
    people: dict[str, Any] = {"by": bo, "at": make.NOON}

    with pytest.raises(NotAllowed):
        invite_contributor(
            proposal=proposal, address="cy@people.example", name="Cy", role=ContributorRole.SPEAKER, **people
        )
    with pytest.raises(NotAllowed):
        change_role(contributor=contributor, role=ContributorRole.CHAIR, **people)
    with pytest.raises(NotAllowed):
        remove_contributor(contributor=contributor, **people)


def test_the_proposer_cannot_be_taken_out_or_refuse():
    proposal = writing.complete()
    (contributor,) = proposal.contributors.all()
    people = {"by": proposal.proposer, "at": make.NOON}

    with pytest.raises(ProposerStays):
        remove_contributor(contributor=contributor, **people)
    with pytest.raises(ProposerStays):
        answer_invitation(contributor=contributor, agrees=False, **people)


def test_a_mind_can_be_changed_and_each_answer_is_told_once():
    contributor = invited(writing.complete())
    bo = contributor.person

    for agrees in (True, True, False, True):
        answer_invitation(contributor=contributor, agrees=agrees, by=bo, at=make.LATER)

    contributor.refresh_from_db()
    assert (contributor.agreed_at, contributor.refused_at) == (make.LATER, None)
    told = Entry.objects.filter(actor=bo).order_by("seq").values_list("action", flat=True)
    assert list(told) == ["contributor.agreed", "contributor.refused", "contributor.agreed"]


def test_nobody_answers_for_somebody_else():
    contributor = invited(writing.complete())

    with pytest.raises(NotAllowed):
        answer_invitation(contributor=contributor, agrees=True, by=make.person("Cy"), at=make.NOON)


def test_an_invitation_can_be_answered_after_the_deadline_but_not_to_what_was_withdrawn():
    proposal = writing.complete()
    contributor = invited(proposal)
    late = proposal.call.closes_at

    answer_invitation(contributor=contributor, agrees=True, by=contributor.person, at=late)
    withdraw(proposal=proposal, by=proposal.proposer, at=make.NOON)
    with pytest.raises(AlreadyWithdrawn):
        answer_invitation(contributor=contributor, agrees=False, by=contributor.person, at=late)
    with pytest.raises(AlreadyWithdrawn):
        invited(proposal, address="cy@people.example")


def test_nobody_is_named_after_the_deadline():
    proposal = writing.complete()
    proposal.call.closes_at = make.NOON
    proposal.call.save()

    with pytest.raises(CallClosed):
        invited(proposal)


def test_somebody_who_will_be_present_stays_in_what_is_handed_in():
    proposal = writing.complete()
    (proposer,) = proposal.contributors.all()
    people = {"by": proposal.proposer, "at": make.NOON}
    submit(proposal=proposal, **people)

    with pytest.raises(Incomplete):
        change_role(contributor=proposer, role=ContributorRole.AUTHOR, **people)
    invited(proposal, role=ContributorRole.SPEAKER)
    change_role(contributor=proposer, role=ContributorRole.AUTHOR, **people)

    proposer.refresh_from_db()
    assert proposer.role == ContributorRole.AUTHOR
