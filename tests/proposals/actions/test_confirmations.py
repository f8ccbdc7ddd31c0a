"""Speakers say whether they will come, once they know that they are accepted; the silent are reminded."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from convenor.audit.models import Entry
from convenor.kernel.refusals import NotAllowed
from convenor.outbox.models import Message
from convenor.proposals.actions.confirmations import (
    HasBegun,
    NotToBeConfirmed,
    confirm,
    remind_unconfirmed,
)
from convenor.proposals.models import Confirmation, ContributorRole, Verdict, Withdrawal
from convenor.proposals.tasks import remind_unconfirmed as remind_by_itself
from tests import make

pytestmark = pytest.mark.django_db

WEEK = timedelta(days=7)


@pytest.fixture
def accepted():
    """An accepted proposal that its proposer knows of since noon."""
    secretary = make.person("Sela")
    edition = make.edition(secretaries=(secretary,))
    proposal = make.proposal(to=make.call(edition, make.track(edition)))
    make.decision(proposal, Verdict.ACCEPT, released_at=make.NOON)
    proposal.secretary = secretary
    return proposal


def _speaker(proposal):
    return proposal.contributors.get(person=proposal.proposer)


def _say(contributor, will_come, at=make.LATER):
    return confirm(contributor=contributor, will_come=will_come, by=contributor.person, at=at)


def _reminded():
    return list(
        Message.objects.filter(kind="confirmation-reminder")
        .order_by("queued_at", "address")
        .values_list("person__name", "queued_at")
    )


def test_an_answer_can_be_changed_and_both_are_kept(accepted):
    speaker = _speaker(accepted)

    first = _say(speaker, will_come=True)
    again = _say(speaker, will_come=True)
    changed = _say(speaker, will_come=False)

    assert (first, changed.supersedes) == (again, first)
    assert list(Confirmation.objects.filter(superseded_by=None)) == [changed]
    assert [entry.detail["will_come"] for entry in Entry.objects.order_by("seq")] == [True, False]


def test_a_contributor_has_one_first_answer_and_each_answer_one_that_follows(accepted):
    speaker = _speaker(accepted)
    _say(speaker, will_come=True)

    with pytest.raises(IntegrityError), transaction.atomic():
        Confirmation.objects.create(contributor=speaker, will_come=False, at=make.LATER)


def test_nobody_answers_for_another(accepted):
    with pytest.raises(NotAllowed):
        confirm(contributor=_speaker(accepted), will_come=True, by=accepted.secretary, at=make.LATER)


@pytest.mark.parametrize("verdict", [verdict for verdict in Verdict.values if verdict != Verdict.ACCEPT])
def test_only_an_accepted_proposal_is_confirmed(accepted, verdict):
    proposal = make.proposal(to=accepted.call)
    make.decision(proposal, verdict, released_at=make.NOON)

    with pytest.raises(NotToBeConfirmed):
        _say(_speaker(proposal), will_come=True)


def test_an_acceptance_that_is_held_back_cannot_be_confirmed(accepted):
    proposal = make.proposal(to=accepted.call)
    make.decision(proposal, Verdict.ACCEPT)

    with pytest.raises(NotToBeConfirmed):
        _say(_speaker(proposal), will_come=True)


def test_a_change_that_is_held_back_cannot_be_noticed(accepted):
    make.decision(accepted, Verdict.DECLINE, supersedes=accepted.decisions.get())

    assert _say(_speaker(accepted), will_come=True).will_come


def test_a_withdrawn_proposal_is_not_confirmed(accepted):
    Withdrawal.objects.create(proposal=accepted, by=accepted.proposer, at=make.NOON)

    with pytest.raises(NotToBeConfirmed):
        _say(_speaker(accepted), will_come=True)


@pytest.mark.parametrize("facts", [{}, {"refused_at": make.NOON}])
def test_who_did_not_agree_to_take_part_does_not_confirm(accepted, facts):
    other = make.contributor(accepted, make.person("Bo"), **facts)

    with pytest.raises(NotToBeConfirmed):
        _say(other, will_come=True)


def test_answers_are_taken_until_the_first_day_begins_where_the_edition_is(accepted):
    midnight_in_paris = datetime(2027, 2, 28, 23, 0, tzinfo=UTC)

    _say(_speaker(accepted), will_come=True, at=midnight_in_paris - timedelta(seconds=1))
    with pytest.raises(HasBegun):
        _say(_speaker(accepted), will_come=False, at=midnight_in_paris)


def test_the_secretariat_reminds_those_who_are_silent_once_a_day(accepted):
    silent, answered, absent = make.person("Si"), make.person("An"), make.person("Ab")
    make.contributor(accepted, silent, agreed_at=make.NOON)
    _say(make.contributor(accepted, answered, agreed_at=make.NOON), will_come=False)
    make.contributor(accepted, absent, agreed_at=make.NOON, role=ContributorRole.AUTHOR)
    make.contributor(accepted, make.person("Not asked yet"))

    for at in (make.NOON, make.LATER, make.NEXT_DAY):
        remind_unconfirmed(edition=accepted.edition, by=accepted.secretary, at=at)

    names = sorted([accepted.proposer.name, "Si"])
    assert sorted(_reminded()) == sorted((name, at) for name in names for at in (make.NOON, make.NEXT_DAY))


def test_a_reminder_has_the_link_to_answer(accepted):
    remind_unconfirmed(edition=accepted.edition, by=accepted.secretary, at=make.NOON)

    assert f"/en/me/coming/{_speaker(accepted).token}/" in Message.objects.get().body


def test_only_the_secretariat_reminds(accepted):
    with pytest.raises(NotAllowed):
        remind_unconfirmed(edition=accepted.edition, by=accepted.proposer, at=make.NOON)


def test_reminders_go_by_themselves_a_week_after_the_release_and_then_weekly(accepted):
    name = accepted.proposer.name

    for days in range(22):
        remind_by_itself(make.NOON + timedelta(days=days))

    assert _reminded() == [(name, make.NOON + weeks * WEEK) for weeks in (1, 2, 3)]


def test_they_wait_for_a_week_after_a_reminder_by_hand(accepted):
    by_hand = make.NOON + timedelta(days=10)
    remind_unconfirmed(edition=accepted.edition, by=accepted.secretary, at=by_hand)

    for days in range(10, 18):
        remind_by_itself(make.NOON + timedelta(days=days))

    assert [at for _name, at in _reminded()] == [by_hand, by_hand + WEEK]


def test_they_stop_with_the_answer(accepted):
    remind_by_itself(make.NOON + WEEK)
    _say(_speaker(accepted), will_come=False, at=make.NOON + WEEK)

    remind_by_itself(make.NOON + 2 * WEEK)

    assert len(_reminded()) == 1


def test_they_stop_with_a_withdrawal(accepted):
    Withdrawal.objects.create(proposal=accepted, by=accepted.proposer, at=make.NOON)

    remind_by_itself(make.NOON + WEEK)

    assert _reminded() == []


def test_they_stop_when_the_edition_begins(accepted):
    remind_by_itself(datetime(2027, 3, 1, 12, tzinfo=UTC))

    assert _reminded() == []


def test_nobody_is_reminded_of_what_is_held_back(accepted):
    make.decision(accepted, Verdict.DECLINE, supersedes=accepted.decisions.get())

    remind_by_itself(make.NOON + WEEK)

    assert _reminded() == []
