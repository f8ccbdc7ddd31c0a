"""A reviewer has somebody else write a review."""

import pytest

from convenor.audit.models import Entry
from convenor.editions.models import Role
from convenor.kernel.refusals import NotAllowed
from convenor.outbox.models import Message
from convenor.people.models import Organization, Person
from convenor.proposals.models import Conflict, Verdict
from convenor.review import personal
from convenor.review.actions.asking import AlreadyAsked
from convenor.review.actions.assignments import (
    AlreadySubmitted,
    ReviewingIsOver,
    assign,
    declare_conflict,
)
from convenor.review.actions.conflicts import find_conflicts
from convenor.review.actions.delegations import (
    AlreadyDelegated,
    HandedOver,
    NotAgreed,
    NotToBeAsked,
    answer_delegation,
    declare_conflict_of_sub_reviewer,
    delegate,
    take_back,
    write_for,
)
from convenor.review.actions.reminders import remind
from convenor.review.actions.reviews import BeingWritten, ReviewIncomplete, submit_review
from convenor.review.candidates import Obstacle, candidates
from convenor.review.models import Assignment, Delegation, EndReason, Review, ReviewRules
from convenor.review.queries import assignments_of, comments_to_contributors, delegations_to, reviews_of
from tests import make

pytestmark = pytest.mark.django_db

WORDS = {"to_contributors": "Clear.", "to_committee": "Take it."}


@pytest.fixture
def chair():
    return make.person("Chair")


@pytest.fixture
def track(chair):
    track = make.track(make.edition(chairs=(chair,)))
    make.criterion(track, "clarity")
    ReviewRules.objects.create(track=track, due_at=make.NEXT_DAY)
    return track


@pytest.fixture
def reviewer(track):
    return make.reviewer(track, "Ruth")


@pytest.fixture
def proposal(track):
    return make.proposal("Tides", track=track)


@pytest.fixture
def assignment(proposal, reviewer):
    return make.assignment(proposal, reviewer)


@pytest.fixture
def sam():
    return make.person("Sam", address="sam@people.example")


def named(assignment, address="sam@people.example", name="Sam S."):
    return delegate(assignment=assignment, address=address, name=name, by=assignment.reviewer, at=make.NOON)


def agreed(assignment, sam):
    delegation = named(assignment)
    return answer_delegation(delegation=delegation, agrees=True, by=sam, at=make.NOON)


def written(delegation, *, hands_over=True, scores=None):
    scores = {"clarity": 4} if scores is None else scores
    facts = {"scores": scores, **WORDS, "hands_over": hands_over}
    return write_for(delegation=delegation, **facts, by=delegation.person, at=make.LATER)


def submitted(assignment, **facts):
    facts = {"scores": {"clarity": 5}, **WORDS, **facts}
    return submit_review(assignment=assignment, **facts, by=assignment.reviewer, at=make.LATER)


def letters(**to):
    return list(Message.objects.filter(**to).order_by("pk").values_list("kind", flat=True))


def in_sight(assignment, sam):
    theirs = assignments_of(assignment.reviewer, assignment.proposal.edition, make.LATER)
    mine = delegations_to(sam, make.LATER).filter(agreed_at__isnull=False)
    return theirs.exists(), mine.exists()


def test_the_sub_reviewer_is_asked_agrees_writes_and_the_reviewer_submits(assignment, sam):
    delegation = agreed(assignment, sam)
    written(delegation)
    review = submitted(assignment)

    found = reviews_of(assignment.proposal).get()
    assert (found, found.submitted_at) == (review, make.LATER)
    assert [each.person for each in found.assignment.sub_reviewers] == [sam]
    assert (letters(person=sam), letters(person=assignment.reviewer)) == (
        ["subreview-invitation"],
        ["subreview-news", "subreview-news"],
    )
    assert list(Entry.objects.order_by("pk").values_list("action", flat=True)) == [
        "review.delegated",
        "review.delegation_answered",
        "review.handed_over",
        "review.submitted",
    ]


def test_the_letter_says_who_asks_what_until_when_and_where_to_answer(assignment, sam):
    delegation = named(assignment)

    body = Message.objects.get(person=sam).body
    for text in (
        "Ruth asks you to write it",
        "Tides",
        "16 January 2027",
        f"/en/reviewing/{delegation.token}/",
    ):
        assert text in body


def test_somebody_new_is_met_with_the_name_they_are_given(assignment):
    delegation = named(assignment, "new@people.example", "New Person")

    assert (delegation.person.name, delegation.shown_name) == ("New Person", "New Person")


def test_before_they_agree_nobody_learns_the_name_behind_an_address(assignment, sam):
    delegation = named(assignment)

    assert (delegation.shown_name, agreed_name(delegation, sam)) == ("Sam S.", "Sam")


def agreed_name(delegation, sam):
    return answer_delegation(delegation=delegation, agrees=True, by=sam, at=make.NOON).shown_name


def contributes(proposal, sam):
    make.contributor(proposal, sam, agreed_at=make.NOON)


def is_in_conflict(proposal, sam):
    Conflict.objects.create(proposal=proposal, person=sam, declared_by=sam, declared_at=make.NOON)


def is_of_the_same_house(proposal, sam):
    house = Organization.objects.create(name="House", key=Organization.key_of("House"))
    Person.objects.filter(pk__in=[sam.pk, proposal.proposer_id]).update(organization=house)


def reviews_it(proposal, sam):
    make.office(proposal.edition, sam, Role.REVIEWER, proposal.track)
    make.assignment(proposal, sam)


def declined_it(proposal, sam):
    make.assignment(proposal, sam, ended_at=make.NOON, end_reason=EndReason.DECLINED)


def writes_for_another(proposal, sam):
    other = make.assignment(proposal, make.reviewer(proposal.track, "Rosa"))
    make.delegation(other, sam)


WHY_NOT = [contributes, is_in_conflict, is_of_the_same_house, reviews_it, declined_it, writes_for_another]


@pytest.mark.parametrize("why_not", WHY_NOT)
def test_whoever_may_not_know_the_proposal_is_refused_in_one_sentence_for_all(
    assignment, proposal, sam, why_not
):
    why_not(proposal, sam)

    with pytest.raises(NotToBeAsked) as refusal:
        named(assignment)

    assert (
        str(refusal.value) == "This person cannot be asked to write this review. Please name somebody else."
    )
    assert (letters(), Delegation.objects.filter(assignment=assignment).exists()) == ([], False)


def test_nobody_writes_for_themselves(assignment):
    address = assignment.reviewer.contact_points.get().address

    with pytest.raises(NotToBeAsked):
        named(assignment, address)


def test_a_sub_reviewer_asks_nobody_further(assignment, sam):
    agreed(assignment, sam)

    with pytest.raises(NotAllowed):
        delegate(assignment=assignment, address="third@people.example", name="Third", by=sam, at=make.NOON)


def test_one_at_a_time_is_asked_and_none_once_the_review_is_submitted(assignment, sam):
    named(assignment)

    with pytest.raises(AlreadyDelegated):
        named(assignment, "third@people.example", "Third")
    submitted(assignment)
    with pytest.raises(AlreadySubmitted):
        named(assignment, "third@people.example", "Third")
    assert Delegation.objects.get().ended_at == make.LATER
    assert letters(person=sam) == ["subreview-invitation", "subreview-news"]


def test_nobody_is_asked_about_what_is_decided(assignment, proposal):
    make.decision(proposal, released_at=make.NOON)

    with pytest.raises(ReviewingIsOver):
        named(assignment)


def test_after_a_no_somebody_else_may_be_asked(assignment, sam):
    answer_delegation(delegation=named(assignment), agrees=False, by=sam, at=make.NOON)

    second = named(assignment, "third@people.example", "Third")

    assert list(Delegation.objects.open()) == [second]
    assert letters(person=assignment.reviewer) == ["subreview-news"]


def test_only_who_was_asked_answers(assignment, reviewer):
    with pytest.raises(NotAllowed):
        answer_delegation(delegation=named(assignment), agrees=True, by=reviewer, at=make.NOON)


def test_nothing_is_written_before_agreeing_nor_after_handing_over(assignment, sam):
    delegation = named(assignment)

    with pytest.raises(NotAgreed):
        written(delegation)
    answer_delegation(delegation=delegation, agrees=True, by=sam, at=make.NOON)
    written(delegation)
    for act in (written, lambda it: answer_delegation(delegation=it, agrees=False, by=sam, at=make.LATER)):
        with pytest.raises(HandedOver):
            act(delegation)


def test_what_is_incomplete_is_a_draft_and_not_handed_over(assignment, sam):
    delegation = agreed(assignment, sam)

    written(delegation, hands_over=False, scores={})
    with pytest.raises(ReviewIncomplete):
        written(delegation, scores={})

    delegation.refresh_from_db()
    assert (delegation.wrote_at, delegation.handed_at) == (make.LATER, None)


def test_while_somebody_writes_the_reviewer_does_not_until_they_take_it_back(assignment, sam):
    delegation = agreed(assignment, sam)
    written(delegation, hands_over=False)

    with pytest.raises(BeingWritten):
        submitted(assignment)
    take_back(delegation=delegation, by=assignment.reviewer, at=make.LATER)

    assert in_sight(assignment, sam) == (True, False)
    assert submitted(assignment).submitted_at == make.LATER
    assert letters(person=sam) == ["subreview-invitation", "subreview-news"]


@pytest.mark.parametrize(("has_written", "names"), [(True, ["Sam"]), (False, [])])
def test_who_wrote_stays_named_after_it_was_taken_back(assignment, sam, has_written, names):
    delegation = agreed(assignment, sam)
    if has_written:
        written(delegation, hands_over=False)
    take_back(delegation=delegation, by=assignment.reviewer, at=make.LATER)
    submitted(assignment)

    found = reviews_of(assignment.proposal).get().assignment.sub_reviewers

    assert [each.person.name for each in found] == names


def test_a_conflict_declared_by_the_sub_reviewer_takes_it_out_of_sight_of_both(assignment, sam):
    delegation = agreed(assignment, sam)

    declare_conflict_of_sub_reviewer(delegation=delegation, reason="Kin.", by=sam, at=make.LATER)

    assert in_sight(assignment, sam) == (False, False)
    assert Assignment.objects.get().end_reason == EndReason.CONFLICT
    assert Conflict.objects.barring().get().person == sam


def test_a_conflict_declared_by_the_reviewer_takes_it_out_of_sight_of_both(assignment, sam):
    agreed(assignment, sam)

    declare_conflict(assignment=assignment, reason="Kin.", by=assignment.reviewer, at=make.LATER)

    assert in_sight(assignment, sam) == (False, False)


def test_a_conflict_found_later_takes_a_handed_over_review_out_of_what_counts(assignment, proposal, sam):
    written(agreed(assignment, sam))
    submitted(assignment)
    before = list(Review.objects.counted())
    is_of_the_same_house(proposal, sam)

    find_conflicts(edition=proposal.edition, at=make.NEXT_DAY)

    assert (len(before), list(Review.objects.counted())) == (1, [])
    assert in_sight(assignment, sam) == (False, False)


def test_one_who_only_was_asked_takes_nothing_out_of_sight(assignment, proposal, sam):
    named(assignment)
    is_in_conflict(proposal, sam)

    assert in_sight(assignment, sam) == (True, False)
    assert list(delegations_to(sam, make.NOON)) == []


def test_what_contributors_were_told_stays_as_it_was_when_the_conflict_came(assignment, proposal, sam):
    written(agreed(assignment, sam))
    submitted(assignment)
    make.decision(proposal, Verdict.DECLINE, released_at=make.LATER)
    Conflict.objects.create(proposal=proposal, person=sam, declared_by=sam, declared_at=make.NEXT_DAY)

    assert comments_to_contributors(proposal) == ["Clear."]


def test_reminders_go_to_both_and_stop_when_each_is_done(chair, assignment, track, sam):
    delegation = agreed(assignment, sam)
    Message.objects.all().delete()

    both = remind(edition=track.edition, by=chair, at=make.NOON)
    to_both = letters(person=sam) + letters(person=assignment.reviewer)
    written(delegation)
    one = remind(edition=track.edition, by=chair, at=make.NEXT_DAY)
    submitted(assignment)

    assert (both, to_both, one) == (2, ["review-reminder"] * 2, 1)
    assert letters(person=sam) == ["review-reminder"]
    assert remind(edition=track.edition, by=chair, at=make.NEXT_DAY) == 0


def test_who_writes_a_review_is_not_asked_for_another_of_it(chair, assignment, proposal, track, sam):
    make.office(track.edition, sam, Role.REVIEWER, track)
    agreed(assignment, sam)

    with pytest.raises(AlreadyAsked):
        assign(proposal=proposal, reviewer=sam, by=chair, at=make.NOON)
    offered = {each.reviewer: each.obstacle for each in candidates(proposal, by=chair, at=make.NOON)}
    assert offered[sam] == Obstacle.ASKED


def test_both_find_it_in_their_data_until_a_conflict(assignment, proposal, sam):
    agreed(assignment, sam)

    mine, theirs = personal.own_data(sam), personal.own_data(assignment.reviewer)
    is_in_conflict(proposal, sam)

    assert [each["assignment__proposal__code"] for each in mine["written_for_others"]] == [proposal.code]
    assert [each["invited_as"] for each in theirs["delegated"]] == ["Sam S."]
    assert personal.own_data(sam)["written_for_others"] == []


def test_somebody_forgotten_writes_no_more_and_their_link_is_gone(assignment, sam):
    delegation = agreed(assignment, sam)

    personal.erase(sam, make.LATER)

    now = Delegation.objects.get()
    assert (now.ended_at, now.invited_as, now.token == delegation.token) == (make.LATER, "", False)
