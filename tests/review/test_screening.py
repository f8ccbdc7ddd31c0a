"""Where a track has checks, a proposal is looked through before reviewers are asked."""

from datetime import timedelta

import pytest

from convenor.audit.models import Entry
from convenor.editions.models import Role
from convenor.kernel.refusals import NotAllowed
from convenor.outbox.models import Message
from convenor.proposals.actions.drafts import save_draft
from convenor.proposals.actions.editing import CallClosed
from convenor.proposals.models import Conflict, Proposal, Withdrawal
from convenor.review.actions.asking import NotScreened, ProposalWithdrawn
from convenor.review.actions.assignments import assign
from convenor.review.actions.screening import (
    ChecksChanged,
    InReview,
    NothingToMend,
    remove_check,
    screen,
    set_check,
)
from convenor.review.bidding import proposals_open_to_bids
from convenor.review.models import ReviewRules
from convenor.review.screening import is_passed, to_mend, to_screen
from convenor.review.screenings import Check, Outcome, Screening
from tests import make

pytestmark = pytest.mark.django_db

AFTER_CALL = make.NOON + timedelta(days=12)
IN_TIME = AFTER_CALL + timedelta(days=1)
UNTIL = AFTER_CALL + timedelta(days=5)


@pytest.fixture
def track():
    track = make.track(make.edition())
    Check.objects.create(track=track, slug="complete", name=make.english("Is it complete?"))
    return track


@pytest.fixture
def secretary(track):
    secretary = make.person("Secretary")
    make.office(track.edition, secretary, Role.SECRETARY)
    return secretary


@pytest.fixture
def tides(track):
    proposal = make.proposal("Tides", track=track)
    make.version(proposal)
    return proposal


def passed(proposal, by, at=AFTER_CALL, **changed):
    facts = {"answers": {"complete": (True, "")}, "outcome": Outcome.PASSED}
    return screen(proposal=proposal, **{**facts, **changed}, by=by, at=at)


def returned(proposal, by, **changed):
    facts = {"answers": {"complete": (False, "Half.")}, "outcome": Outcome.RETURNED}
    words = {"to_contributors": "Say how many took part.", "until": UNTIL}
    return passed(proposal, by, **{**facts, **words, **changed})


def waiting(at):
    return list(to_screen(Proposal.objects.all(), at))


def mended(proposal, at):
    proposal.refresh_from_db()
    save_draft(proposal=proposal, abstract="Sixty took part.", by=proposal.proposer, at=at)


def test_nobody_is_asked_to_review_it_before_it_has_passed(track, tides, secretary):
    reviewer = make.reviewer(track)
    with pytest.raises(NotScreened):
        assign(proposal=tides, reviewer=reviewer, by=secretary, at=AFTER_CALL)

    passed(tides, secretary)

    assert assign(proposal=tides, reviewer=reviewer, by=secretary, at=AFTER_CALL).reviewer == reviewer
    assert ("proposal.screened", secretary) in [(each.action, each.actor) for each in Entry.objects.all()]


def test_reviewers_are_not_offered_it_either(track, tides, secretary):
    ReviewRules.objects.create(track=track, bids_until=IN_TIME)
    reviewer = make.reviewer(track)

    offered = [list(proposals_open_to_bids(reviewer, track.edition, AFTER_CALL))]
    passed(tides, secretary)
    offered.append(list(proposals_open_to_bids(reviewer, track.edition, AFTER_CALL)))

    assert offered == [[], [tides]]


def test_a_track_without_checks_screens_nothing(track, tides, secretary):
    remove_check(check=Check.objects.get(), by=secretary, at=make.NOON)

    assert (is_passed(tides), waiting(AFTER_CALL)) == (True, [])
    with pytest.raises(ChecksChanged):
        passed(tides, secretary, answers={})


def test_what_was_in_review_before_there_were_checks_stays_there(track, tides, secretary):
    make.assignment(tides, make.reviewer(track))

    assert (is_passed(tides), waiting(AFTER_CALL)) == (True, [])
    with pytest.raises(InReview):
        returned(tides, secretary)


def test_it_goes_back_with_a_letter_and_can_be_changed_until_then(tides, secretary):
    with pytest.raises(CallClosed):
        mended(tides, IN_TIME)

    returned(tides, secretary)
    mended(tides, IN_TIME)

    letters = [(each.person, "Say how many took part." in each.body) for each in Message.objects.all()]
    assert letters == [(tides.proposer, True)]
    with pytest.raises(CallClosed):
        mended(tides, UNTIL)


def test_it_waits_for_the_secretariat_again_once_changed_or_out_of_time(tides, secretary):
    never_seen = waiting(AFTER_CALL)
    returned(tides, secretary)
    with_contributors, out_of_time = waiting(IN_TIME), waiting(UNTIL)
    mended(tides, IN_TIME)

    assert [never_seen, with_contributors, out_of_time, waiting(IN_TIME)] == [[tides], [], [tides], [tides]]


def test_once_it_has_passed_it_is_changed_no_more(tides, secretary):
    returned(tides, secretary)
    told = to_mend(tides, IN_TIME)
    passed(tides, secretary, at=IN_TIME)

    assert (told.to_contributors, to_mend(tides, IN_TIME)) == ("Say how many took part.", None)
    with pytest.raises(CallClosed):
        mended(tides, IN_TIME + timedelta(hours=1))


def test_others_and_who_has_a_conflict_do_not_screen(track, tides, secretary):
    chair = make.person()
    make.office(track.edition, chair, Role.CHAIR)
    Conflict.objects.create(proposal=tides, person=secretary, declared_by=secretary, declared_at=make.NOON)

    for person in (chair, secretary, tides.proposer):
        with pytest.raises(NotAllowed):
            passed(tides, person)
    assert not Screening.objects.exists()


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"to_contributors": " "}, NothingToMend),
        ({"until": None}, NothingToMend),
        ({"until": AFTER_CALL}, NothingToMend),
        ({"answers": {"another": (True, "")}}, ChecksChanged),
    ],
)
def test_it_goes_back_with_words_and_time_and_an_answer_to_each_check(tides, secretary, changed, refusal):
    with pytest.raises(refusal):
        returned(tides, secretary, **changed)


def test_a_withdrawn_proposal_is_not_screened(tides, secretary):
    Withdrawal.objects.create(proposal=tides, by=tides.proposer, at=make.NOON)

    assert waiting(AFTER_CALL) == []
    with pytest.raises(ProposalWithdrawn):
        passed(tides, secretary)


def test_checks_are_set_by_who_arranges_reviewing(track, secretary):
    one = set_check(
        track=track, name=make.english("In our field?"), position=None, by=secretary, at=make.NOON
    )
    set_check(track=track, slug=one.slug, name=make.english("Ours?"), position=3, by=secretary, at=make.NOON)

    with pytest.raises(NotAllowed):
        set_check(track=track, name=make.english("No"), position=None, by=make.reviewer(track), at=make.NOON)
    assert list(Check.objects.order_by("position").values_list("slug", "position")) == [
        ("complete", 0),
        ("in-our-field", 3),
    ]
    assert str(Check.objects.get(slug=one.slug).name) == "Ours?"
