"""Reviewers say what they would like to review, of what they may, while they are asked."""

import pytest

from convenor.audit.models import Entry
from convenor.proposals.models import Conflict, Verdict
from convenor.review.actions.bids import BiddingIsOver, set_bids
from convenor.review.bidding import in_order_for, interests_of, proposals_open_to_bids
from convenor.review.candidates import candidates
from convenor.review.models import Bid, Interest, ReviewRules
from convenor.review.personal import erase, own_data
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def track():
    track = make.track(make.edition())
    ReviewRules.objects.create(track=track, bids_until=make.LATER)
    return track


@pytest.fixture
def ada(track):
    return make.reviewer(track, "Ada")


def said(track, by, *bids, at=make.NOON):
    set_bids(edition=track.edition, bids=list(bids), by=by, at=at)


def test_wishes_are_said_changed_and_taken_back(track, ada):
    tides, moss = make.proposal("Tides", track=track), make.proposal("Moss", track=track)

    said(track, ada, (tides, Interest.WANTS), (moss, Interest.NOT))
    said(track, ada, (tides, Interest.CAN), (moss, None))

    assert interests_of(ada, track.edition) == {tides.pk: "can"}
    assert [(entry.action, entry.proposal) for entry in Entry.objects.order_by("seq")] == [
        ("review.bid", code) for code in (tides.code, moss.code, tides.code, moss.code)
    ]


def test_only_proposals_that_one_may_judge_are_offered(track, ada):
    tides = make.proposal("Tides", track=track)
    own = make.proposal("Own", track=track, proposer=ada)
    in_conflict = make.proposal("In conflict", track=track)
    Conflict.objects.create(proposal=in_conflict, person=ada, declared_by=ada, declared_at=make.NOON)
    decided = make.proposal("Decided", track=track)
    make.decision(decided, Verdict.ACCEPT, released_at=make.NOON)
    elsewhere = make.proposal("Elsewhere", track=make.track(track.edition))

    assert list(proposals_open_to_bids(ada, track.edition, make.NOON)) == [tides]
    for proposal in (own, in_conflict, decided, elsewhere):
        with pytest.raises(BiddingIsOver):
            said(track, ada, (tides, Interest.WANTS), (proposal, Interest.WANTS))
    assert not Bid.objects.exists()


def test_bidding_ends(track, ada):
    tides = make.proposal("Tides", track=track)

    with pytest.raises(BiddingIsOver):
        said(track, ada, (tides, Interest.WANTS), at=make.LATER)

    assert list(proposals_open_to_bids(ada, track.edition, make.LATER)) == []


def test_each_reviewer_begins_with_others(track):
    proposals = [make.proposal(f"Talk {number}", track=track) for number in range(6)]
    readers = [make.reviewer(track) for _ in range(6)]

    orders = [in_order_for(reader, proposals) for reader in readers]

    assert [sorted(each.code for each in order) for order in orders] == [
        sorted(each.code for each in proposals)
    ] * 6
    assert len({order[0].code for order in orders}) > 1
    assert in_order_for(readers[0], reversed(proposals)) == orders[0]


def test_those_who_assign_see_who_would_like_to_first_and_who_would_rather_not_last(track, ada):
    chair = make.person()
    make.office(track.edition, chair, "track-chair", track)
    bo, cleo, dan = (make.reviewer(track, name) for name in ("Bo", "Cleo", "Dan"))
    tides = make.proposal("Tides", track=track)
    said(track, dan, (tides, Interest.WANTS))
    said(track, ada, (tides, Interest.NOT))

    found = candidates(tides, by=chair, at=make.NOON)

    assert [(each.reviewer, each.interest) for each in found] == [
        (dan, "wants"),
        (bo, ""),
        (cleo, ""),
        (ada, "not"),
    ]


def test_a_reviewer_gets_their_wishes_and_takes_them_along(track, ada):
    tides = make.proposal("Tides", track=track)
    said(track, ada, (tides, Interest.WANTS))

    told = own_data(ada)["bids"]
    erase(ada, make.LATER)

    assert told == [{"proposal__code": tides.code, "interest": "wants", "at": make.NOON}]
    assert not Bid.objects.exists()
