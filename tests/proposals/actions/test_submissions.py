"""Handing in says at once what is missing, and keeps to the limits, however many hand in at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from unittest import mock
from uuid import uuid4

import pytest
from django.db import connection

from convenor.audit.models import Entry
from convenor.editions.models import Format, Office
from convenor.kernel.refusals import NotAllowed
from convenor.outbox.models import Message
from convenor.proposals.actions import submissions
from convenor.proposals.actions.drafts import save_draft, translate_text
from convenor.proposals.actions.editing import AlreadyWithdrawn, CallClosed, Incomplete
from convenor.proposals.actions.limits import LimitReached
from convenor.proposals.actions.submissions import NotRevised, submit, withdraw
from convenor.proposals.models import Decision, Proposal, Question, QuestionKind, Revision, Verdict
from tests import make
from tests.proposals import writing

pytestmark = pytest.mark.django_db


def hand_in(proposal, at=make.NOON):
    return submit(proposal=proposal, by=proposal.proposer, at=at)


def test_handing_in_makes_a_version_and_a_letter():
    proposal = writing.complete()

    hand_in(proposal, at=make.LATER)

    proposal.refresh_from_db()
    last = proposal.versions.order_by("number").last()
    letter = Message.objects.get()
    assert (proposal.submitted_at, last.is_submitted) == (make.LATER, True)
    assert (letter.kind, letter.person) == ("proposal-received", proposal.proposer)
    assert f"/en/me/proposals/{proposal.code}/" in letter.body
    assert Entry.objects.latest("seq").action == "proposal.submitted"


def test_everything_that_is_missing_is_said_at_once():
    call = writing.call()
    call.subthemes.add(make.subtheme(call.edition))
    Question.objects.create(
        call=call, slug="why", kind=QuestionKind.TEXT, text=make.english("Why now?"), is_required=True
    )
    proposal = writing.started(call, format=Format.SYMPOSIUM)

    with pytest.raises(Incomplete) as refusal:
        hand_in(proposal)

    assert [tuple(problem) for problem in refusal.value.problems] == [
        ("text", "The title is missing."),
        ("text", "The abstract is missing."),
        ("details", "Choose the subtheme it belongs to."),
        ("session", "A whole session needs at least one contribution."),
        ("questions", "Please answer: Why now?"),
    ]
    proposal.refresh_from_db()
    assert (proposal.submitted_at, Message.objects.count()) == (None, 0)


def test_a_question_of_another_track_need_not_be_answered():
    call = writing.call()
    question = Question.objects.create(
        call=call, slug="why", kind=QuestionKind.TEXT, text=make.english("Why now?"), is_required=True
    )
    question.tracks.add(make.track(call.edition))

    assert hand_in(writing.complete(call)).submitted_at == make.NOON


def test_contributions_fit_into_their_session():
    proposal = writing.complete(format=Format.PANEL)
    for number in (1, 2):
        proposal.contributions.create(position=number, title=make.english("Part"), minutes=40)

    with pytest.raises(Incomplete) as refusal:
        hand_in(proposal)

    assert [problem.sentence for problem in refusal.value.problems] == [
        "The contributions take 80 minutes, but the session has 60 minutes."
    ]


def test_handing_in_again_changes_nothing():
    proposal = writing.submitted()

    hand_in(proposal, at=make.LATER)

    proposal.refresh_from_db()
    assert (proposal.submitted_at, Message.objects.count()) == (make.NOON, 1)


def test_replayed_the_same_form_hands_in_once():
    proposal, key = writing.complete(), uuid4()

    for _time in range(3):
        submit.once(key, proposal=proposal, by=proposal.proposer, at=make.NOON)

    assert Entry.objects.filter(action="proposal.submitted").count() == 1


def test_a_change_stays_handed_in():
    proposal = writing.submitted()

    save_draft(proposal=proposal, title="Neap tides", by=proposal.proposer, at=make.LATER)

    versions = proposal.versions.order_by("number").values_list("number", "is_submitted")
    assert list(versions) == [(1, False), (2, False), (3, True), (4, True)]


def test_only_the_proposer_hands_in_and_withdraws():
    proposal, bo = writing.complete(), make.person("Bo")
    make.contributor(proposal, bo, agreed_at=make.NOON)

    with pytest.raises(NotAllowed):
        submit(proposal=proposal, by=bo, at=make.NOON)
    with pytest.raises(NotAllowed):
        withdraw(proposal=proposal, by=bo, at=make.NOON)


def test_one_second_too_late_is_too_late():
    call = writing.call()
    in_time, late = writing.complete(call), writing.complete(call)

    hand_in(in_time, at=call.closes_at - timedelta(seconds=1))
    with pytest.raises(CallClosed, match="25 January 2027 13:00"):
        hand_in(late, at=call.closes_at)

    assert list(Proposal.objects.submitted()) == [in_time]


def test_what_was_to_be_revised_is_handed_in_again():
    proposal = writing.submitted()
    told_at = proposal.call.closes_at + timedelta(days=9)
    Decision.objects.create(
        proposal=proposal,
        verdict=Verdict.REVISE,
        decided_by=make.person("Chair"),
        decided_at=told_at,
        released_at=told_at,
    )
    save_draft(proposal=proposal, abstract="Better.", by=proposal.proposer, at=told_at)

    hand_in(proposal, at=told_at)
    hand_in(proposal, at=told_at + timedelta(hours=1))

    proposal.refresh_from_db()
    assert (proposal.submitted_at, Message.objects.count()) == (make.NOON, 2)
    assert [(each.version.number, each.at) for each in Revision.objects.all()] == [(4, told_at)]
    assert "until" not in Message.objects.latest("pk").body


def test_what_was_not_changed_or_only_translated_is_no_revision():
    proposal = writing.submitted()
    make.decision(proposal, Verdict.REVISE, released_at=make.LATER)
    secretary = Office.objects.get(edition=proposal.edition).person

    with pytest.raises(NotRevised):
        hand_in(proposal, at=make.NEXT_DAY)
    texts = {"language": "fr", "title": "Marées", "abstract": "Des marées."}
    translate_text(proposal=proposal, by=secretary, at=make.NEXT_DAY, **texts)
    with pytest.raises(NotRevised):
        hand_in(proposal, at=make.NEXT_DAY)

    assert not Revision.objects.exists()


def test_withdrawing_twice_withdraws_once():
    proposal = writing.submitted()

    first = withdraw(proposal=proposal, reason="We cannot come.", by=proposal.proposer, at=make.NOON)
    again = withdraw(proposal=proposal, by=proposal.proposer, at=make.LATER)

    assert (first, first.reason) == (again, "We cannot come.")
    assert list(Proposal.objects.standing()) == []
    with pytest.raises(AlreadyWithdrawn):
        hand_in(proposal)


def test_nothing_is_withdrawn_after_the_deadline():
    proposal = writing.submitted()

    with pytest.raises(CallClosed):
        withdraw(proposal=proposal, by=proposal.proposer, at=proposal.call.closes_at)


def test_a_person_hands_in_as_many_as_the_call_takes():
    call, ada = writing.call(most_per_person=1), make.person("Ada")
    first, second = writing.submitted(call, ada), writing.complete(call, ada)

    with pytest.raises(LimitReached) as refusal:
        hand_in(second)
    withdraw(proposal=first, by=ada, at=make.NOON)
    hand_in(second)

    assert str(refusal.value) == "One person can hand in 1 proposal to this call. Withdraw another one first."
    assert list(Proposal.objects.standing()) == [second]


def test_an_organization_hands_in_as_many_as_the_call_takes():
    call = writing.call(most_per_organization=1)
    first, second, third = (writing.complete(call) for _number in range(3))
    for proposal, name in ((first, "Sea School"), (second, "SEA school"), (third, "Moon School")):
        save_draft(proposal=proposal, organization=name, by=proposal.proposer, at=make.NOON)
    hand_in(first)
    hand_in(third)

    with pytest.raises(LimitReached):
        hand_in(second)
    with pytest.raises(LimitReached):  # nor by changing it afterwards
        save_draft(proposal=third, organization="Sea School", by=third.proposer, at=make.NOON)


def race(proposals):
    """Hand all in at the same moment; how many were refused."""
    start = Barrier(len(proposals))

    def take(proposal):
        start.wait()
        try:
            hand_in(proposal)
        except LimitReached:
            return 1
        finally:
            connection.close()
        return 0

    with ThreadPoolExecutor(len(proposals)) as pool:
        return sum(pool.map(take, proposals))


def drafts_of_one(most, count):
    call, ada = writing.call(most_per_person=most), make.person("Ada")
    return [writing.complete(call, ada) for _number in range(count)]


@pytest.mark.django_db(transaction=True)
def test_at_once_no_more_are_handed_in_than_the_call_takes():
    proposals = drafts_of_one(most=2, count=8)

    refused = race(proposals)

    assert (refused, Proposal.objects.standing().count()) == (6, 2)


@pytest.mark.django_db(transaction=True)
def test_control_without_the_limit_all_would_be_handed_in():
    proposals = drafts_of_one(most=2, count=8)

    with mock.patch.object(submissions, "keep_within_limits"):
        refused = race(proposals)

    assert (refused, Proposal.objects.standing().count()) == (0, 8)
