"""Chairs decide, the secretariat releases; held back means that nobody else can tell."""

import pytest
from django.db import IntegrityError, transaction

from convenor.audit.models import Concern, Entry
from convenor.editions.models import Office, Role
from convenor.kernel.refusals import NotAllowed
from convenor.outbox.models import Message
from convenor.proposals.actions.decisions import (
    DecidedMeanwhile,
    IsWithdrawn,
    NothingDecided,
    ReasonNeeded,
    decide,
    decide_many,
    release_decisions,
)
from convenor.proposals.models import Conflict, Decision, Proposal, Verdict, Withdrawal
from convenor.proposals.queries import proposals_decidable_by
from convenor.proposals.rules import may_decide
from tests import make

pytestmark = pytest.mark.django_db


class Committee:
    """An edition with a chair, a secretary and a call."""

    def __init__(self):
        self.chair, self.secretary = make.person("Cleo"), make.person("Sela")
        self.edition = make.edition(chairs=(self.chair,), secretaries=(self.secretary,))
        self.track = make.track(self.edition)
        self.call = make.call(self.edition, self.track)

    def proposal(self, **facts):
        return make.proposal(to=self.call, **facts)

    def release(self, at=make.LATER):
        return release_decisions(edition=self.edition, by=self.secretary, at=at)


@pytest.fixture
def committee():
    return Committee()


def _verdicts(proposal):
    return list(proposal.decisions.order_by("pk").values_list("verdict", flat=True))


def test_a_change_of_mind_leaves_both_decisions_and_a_trace(committee):
    proposal = committee.proposal()

    first = decide(proposal=proposal, verdict=Verdict.ACCEPT, by=committee.chair, at=make.NOON)
    second = decide(proposal=proposal, verdict=Verdict.DECLINE, by=committee.chair, at=make.LATER)

    assert (_verdicts(proposal), second.supersedes) == (["accept", "decline"], first)
    assert list(Decision.objects.standing()) == [second]
    assert [
        (entry.action, entry.actor, entry.detail["verdict"]) for entry in Entry.objects.order_by("seq")
    ] == [
        ("proposal.decided", committee.chair, "accept"),
        ("proposal.decided", committee.chair, "decline"),
    ]


def test_the_same_decision_again_is_no_second_one(committee):
    proposal = committee.proposal()

    first = decide(
        proposal=proposal, verdict=Verdict.ACCEPT, note="Well done", by=committee.chair, at=make.NOON
    )
    again = decide(
        proposal=proposal, verdict=Verdict.ACCEPT, note="Well done", by=committee.chair, at=make.LATER
    )

    assert (first, Decision.objects.count(), Entry.objects.count()) == (again, 1, 1)


def test_a_proposal_has_one_first_decision_and_each_decision_one_that_follows(committee):
    proposal = committee.proposal()
    first = make.decision(proposal)
    make.decision(proposal, supersedes=first)

    for supersedes in (None, first):
        with pytest.raises(IntegrityError), transaction.atomic():
            make.decision(proposal, supersedes=supersedes)


def _chair(person, proposal):
    return make.office(proposal.edition, person, Role.CHAIR)


def _chair_of_its_track(person, proposal):
    make.office(proposal.edition, person, Role.TRACK_CHAIR, proposal.track)


def _chair_of_another_track(person, proposal):
    make.office(proposal.edition, person, Role.TRACK_CHAIR, make.track(proposal.edition))


def _chair_who_contributes(person, proposal):
    _chair(person, proposal)
    make.contributor(proposal, person)


def _chair_in_conflict(person, proposal, **facts):
    _chair(person, proposal)
    Conflict.objects.create(
        proposal=proposal, person=person, declared_by=person, declared_at=make.NOON, **facts
    )


def _chair_whose_conflict_is_retracted(person, proposal):
    _chair_in_conflict(person, proposal, retracted_at=make.NOON)


def _chair_whose_office_ended(person, proposal):
    Office.objects.filter(pk=_chair(person, proposal).pk).update(ended_at=make.NOON)


def _chair_of_another_edition(person, proposal):
    make.office(make.edition(), person, Role.CHAIR)


def _secretary(person, proposal):
    make.office(proposal.edition, person, Role.SECRETARY)


def _reviewer(person, proposal):
    make.office(proposal.edition, person, Role.REVIEWER, proposal.track)


@pytest.mark.parametrize(
    ("become", "may"),
    [
        (_chair, True),
        (_chair_of_its_track, True),
        (_chair_whose_conflict_is_retracted, True),
        (_chair_of_another_track, False),
        (_chair_who_contributes, False),
        (_chair_in_conflict, False),
        (_chair_whose_office_ended, False),
        (_chair_of_another_edition, False),
        (_secretary, False),
        (_reviewer, False),
    ],
)
def test_who_decides(committee, become, may):
    person, proposal = make.person("Pim"), committee.proposal()
    become(person, proposal)

    allowed = may_decide(person, proposal, at=make.NOON)
    listed = proposals_decidable_by(person, committee.edition, make.NOON).filter(pk=proposal.pk).exists()

    assert (allowed, listed) == (may, may)


def test_who_may_not_decide_is_refused(committee):
    proposal = committee.proposal()

    with pytest.raises(NotAllowed):
        decide(proposal=proposal, verdict=Verdict.ACCEPT, by=committee.secretary, at=make.NOON)

    assert Decision.objects.count() == 0


@pytest.mark.parametrize("facts", [{"submitted_at": None}])
def test_a_draft_is_not_decided(committee, facts):
    with pytest.raises(NotAllowed):
        decide(proposal=committee.proposal(**facts), verdict=Verdict.ACCEPT, by=committee.chair, at=make.NOON)


def test_a_withdrawn_proposal_is_not_decided(committee):
    proposal = committee.proposal()
    Withdrawal.objects.create(proposal=proposal, by=proposal.proposer, at=make.NOON)

    with pytest.raises(IsWithdrawn):
        decide(proposal=proposal, verdict=Verdict.ACCEPT, by=committee.chair, at=make.NOON)


def test_what_another_chair_decided_meanwhile_is_not_overruled_unseen(committee):
    other = make.person("Odd")
    make.office(committee.edition, other, Role.CHAIR)
    proposal = committee.proposal()
    seen = []  # by both, who opened the page at the same time

    first = decide(proposal=proposal, verdict=Verdict.DECLINE, by=other, at=make.NOON, over=seen)
    with pytest.raises(DecidedMeanwhile) as refusal:
        decide(proposal=proposal, verdict=Verdict.ACCEPT, by=committee.chair, at=make.NOON, over=seen)
    looked_again = decide(
        proposal=proposal, verdict=Verdict.ACCEPT, by=committee.chair, at=make.LATER, over=[first.pk]
    )

    assert str(refusal.value) == "Odd decided meanwhile: decline. Look at it again, then decide."
    assert (_verdicts(proposal), looked_again.supersedes) == (["decline", "accept"], first)


def test_two_chairs_who_agree_do_not_disturb_each_other(committee):
    other = make.person("Odd")
    make.office(committee.edition, other, Role.CHAIR)
    proposal = committee.proposal()

    decisions = {
        decide(proposal=proposal, verdict=Verdict.ACCEPT, by=chair, at=make.NOON, over=[])
        for chair in (committee.chair, other)
    }

    assert len(decisions) == 1


def test_a_list_is_decided_wholly(committee):
    proposals = [committee.proposal() for _ in range(3)]

    count = decide_many(
        proposals=proposals, verdict=Verdict.WAITLIST, note="Soon", by=committee.chair, at=make.NOON
    )

    assert (count, Proposal.objects.decided(Verdict.WAITLIST).count()) == (3, 3)


def test_a_list_is_decided_not_at_all_where_one_of_it_cannot_be(committee):
    fine, withdrawn, own = committee.proposal(), committee.proposal(), committee.proposal()
    Withdrawal.objects.create(proposal=withdrawn, by=withdrawn.proposer, at=make.NOON)
    make.contributor(own, committee.chair)

    with pytest.raises(NothingDecided) as refusal:
        decide_many(
            proposals=[own, fine, withdrawn], verdict=Verdict.ACCEPT, by=committee.chair, at=make.NOON
        )

    assert Decision.objects.count() == 0
    assert refusal.value.problems == [
        (withdrawn.code, "Its contributors withdrew this proposal."),
        (own.code, "Only a chair without a conflict of interest may decide."),
    ]


@pytest.mark.parametrize("many", [1, 3, 60])
def test_a_list_costs_the_same_queries_however_long_it_is(committee, django_assert_max_num_queries, many):
    proposals = [committee.proposal() for _ in range(many)]

    with django_assert_max_num_queries(15):
        decide_many(proposals=proposals, verdict=Verdict.ACCEPT, by=committee.chair, at=make.NOON)


def test_a_release_tells_everybody_who_takes_part_once(committee):
    proposal = committee.proposal(title="Tides", proposer=make.person("Ada", address="ada@people.example"))
    make.contributor(
        proposal, make.person("Bo", address="bo@people.example", language="fr"), agreed_at=make.NOON
    )
    make.contributor(proposal, make.person("Cy"))
    make.contributor(proposal, make.person("Di"), refused_at=make.NOON)
    decide(proposal=proposal, verdict=Verdict.ACCEPT, note="Bring tablets.", by=committee.chair, at=make.NOON)

    counts = [committee.release(), committee.release()]

    assert counts == [1, 0]
    assert [(each.address, each.kind, each.language) for each in Message.objects.order_by("address")] == [
        ("ada@people.example", "accept", "en"),
        ("bo@people.example", "accept", "fr"),
    ]
    letter = Message.objects.get(language="en")
    token = proposal.contributors.get(person=proposal.proposer).token
    assert (letter.subject, letter.scope) == (
        "Learning Week 2027: “Tides” is accepted",
        committee.edition.path,
    )
    assert [part in letter.body for part in ("Dear Ada,", "Bring tablets.", f"/en/me/coming/{token}/")] == [
        True
    ] * 3


def test_a_release_is_in_the_log_about_those_it_concerns(committee):
    proposal = committee.proposal()
    decide(proposal=proposal, verdict=Verdict.DECLINE, by=committee.chair, at=make.NOON)
    told_before = Concern.objects.filter(person=proposal.proposer).count()

    committee.release()

    entry = Entry.objects.get(action="decision.released")
    assert (entry.actor, entry.detail["verdict"]) == (committee.secretary, "decline")
    assert (told_before, list(entry.concerns.values_list("person", flat=True))) == (0, [proposal.proposer.pk])


def test_only_the_secretariat_releases(committee):
    decide(proposal=committee.proposal(), verdict=Verdict.ACCEPT, by=committee.chair, at=make.NOON)

    with pytest.raises(NotAllowed):
        release_decisions(edition=committee.edition, by=committee.chair, at=make.LATER)

    assert (Message.objects.count(), Decision.objects.known().count()) == (0, 0)


def test_a_withdrawn_proposal_gets_no_letter(committee):
    proposal = committee.proposal()
    decide(proposal=proposal, verdict=Verdict.ACCEPT, by=committee.chair, at=make.NOON)
    Withdrawal.objects.create(proposal=proposal, by=proposal.proposer, at=make.NOON)

    assert (committee.release(), Message.objects.count()) == (0, 0)


def test_a_release_keeps_to_its_edition(committee):
    other = Committee()
    decide(proposal=other.proposal(), verdict=Verdict.ACCEPT, by=other.chair, at=make.NOON)

    assert (committee.release(), Message.objects.count()) == (0, 0)


def test_a_released_decision_changes_with_a_reason_and_a_new_letter(committee):
    proposal = committee.proposal()
    decide(proposal=proposal, verdict=Verdict.WAITLIST, by=committee.chair, at=make.NOON)
    committee.release(at=make.NOON)

    with pytest.raises(ReasonNeeded):
        decide(proposal=proposal, verdict=Verdict.ACCEPT, reason=" ", by=committee.chair, at=make.LATER)
    decide(
        proposal=proposal, verdict=Verdict.ACCEPT, reason="A place is free", by=committee.chair, at=make.LATER
    )
    known_before = Decision.objects.known().get().verdict
    committee.release(at=make.NEXT_DAY)

    assert (known_before, Decision.objects.known().get().verdict) == ("waitlist", "accept")
    assert Decision.objects.standing().get().reason == "A place is free"
    assert list(Message.objects.order_by("pk").values_list("kind", flat=True)) == ["waitlist", "accept"]


def test_a_decision_changed_before_its_release_needs_no_reason_and_sends_one_letter(committee):
    proposal = committee.proposal()
    for verdict in (Verdict.ACCEPT, Verdict.DECLINE):
        decide(proposal=proposal, verdict=verdict, by=committee.chair, at=make.NOON)

    committee.release()

    assert list(Message.objects.values_list("kind", flat=True)) == ["decline"]


@pytest.mark.parametrize("verdict", Verdict.values)
def test_each_verdict_has_its_letter(committee, verdict):
    proposal = committee.proposal()
    decide(proposal=proposal, verdict=verdict, by=committee.chair, at=make.NOON)

    committee.release()

    letter = Message.objects.get()
    page = "/en/me/coming/" if verdict == "accept" else f"/en/me/proposals/{proposal.code}/"
    assert (letter.kind, page in letter.body) == (verdict, True)


@pytest.mark.parametrize("many", [1, 3, 60])
def test_a_release_costs_the_same_queries_however_many_it_tells(
    committee, django_assert_max_num_queries, many
):
    for _ in range(many):
        make.decision(committee.proposal())

    with django_assert_max_num_queries(20):
        count = committee.release()

    assert (count, Message.objects.count()) == (many, many)
