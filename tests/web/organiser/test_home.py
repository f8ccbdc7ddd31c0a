"""The organisers' first page says what matters now."""

import re

import pytest

from convenor.editions.models import Role
from convenor.outbox.models import Message
from convenor.proposals.models import Conflict
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition():
    return make.edition(of=make.series("learning-week"))


@pytest.fixture
def call(edition):
    return make.call(edition, make.track(edition, "labs"))


def numbers(person):
    page = make.signed_in(person).get("/en/learning-week/2027/organise/").text
    return dict(re.findall(r'">([A-Z][a-z, ]+) <strong>(\d+)</strong></a>', page))


def holder(edition, role, track=None):
    person = make.person()
    make.office(edition, person, role, track)
    return person


def test_it_counts_what_waits_and_leads_there(edition, call):
    secretary = holder(edition, Role.SECRETARY)
    make.proposal(to=call)
    make.proposal(to=call)
    Message.objects.create(
        key="k",
        kind="accept",
        scope=edition.path,
        address="x@x.example",
        language="en",
        queued_at=make.NOON,
        not_before=make.NOON,
        given_up_at=make.NOON,
    )

    assert numbers(secretary) == {
        "Proposals submitted": "2",
        "Proposals undecided": "2",
        "Messages given up": "1",
    }


def test_the_undecided_ones_are_what_their_number_leads_to(edition, call):
    undecided, decided = make.proposal(to=call), make.proposal(to=call)
    make.decision(decided)
    client = make.signed_in(holder(edition, Role.CHAIR))

    home = client.get("/en/learning-week/2027/organise/").text
    address = re.search(r'href="([^"]*)">Proposals undecided', home)[1]
    listed = client.get(address).text

    assert [each.code in listed for each in (undecided, decided)] == [True, False]


def test_what_one_may_not_read_is_not_counted(edition, call):
    chair, free = holder(edition, Role.CHAIR), holder(edition, Role.CHAIR)
    Conflict.objects.create(
        proposal=make.proposal(to=call), person=chair, declared_by=chair, declared_at=make.NOON
    )

    assert (numbers(chair), numbers(free)) == (
        {"Proposals submitted": "0"},
        {"Proposals submitted": "1", "Proposals undecided": "1"},
    )


def test_a_track_chair_counts_a_track(edition, call):
    other = make.call(edition, make.track(edition, "symposium"))
    track_chair = holder(edition, Role.TRACK_CHAIR, call.tracks.get())
    make.proposal(to=call)
    make.proposal(to=other)

    assert numbers(track_chair)["Proposals submitted"] == "1"


def test_the_next_dates_are_those_to_come(edition, call, clock):
    secretary = make.signed_in(holder(edition, Role.SECRETARY))

    pages = []
    for clock.at in (make.NOON, call.closes_at):
        pages.append(secretary.get("/en/learning-week/2027/organise/").text)

    assert ["A call closes" in page for page in pages] == [True, False]
    assert "A call opens" not in pages[0]


def test_decisions_held_back_with_too_few_reviews_are_counted_and_found(edition, call):
    chair, track = holder(edition, Role.CHAIR), call.tracks.get()
    few, enough, undecided = (make.proposal(to=call) for _ in range(3))
    for _ in range(2):
        make.review(enough, make.reviewer(track))
    make.decision(few)
    make.decision(enough)

    counted = numbers(chair)
    page = make.signed_in(chair).get("/en/learning-week/2027/organise/").text
    way = re.search(r'href="([^"]*)">Held back with too few reviews', page)[1].replace("&amp;", "&")
    found = make.signed_in(chair).get(way).text

    assert (counted["Decisions not released"], counted["Held back with too few reviews"]) == ("2", "1")
    assert [each.code in found for each in (few, enough, undecided)] == [True, False, False]


def test_revised_proposals_are_counted_until_they_are_decided_again(edition, call):
    chair = holder(edition, Role.CHAIR)
    proposal = make.proposal(to=call)
    make.revision(proposal)

    before = numbers(chair)
    make.decision(proposal, supersedes=proposal.decisions.get())
    after = numbers(chair)

    label = "Revised, to be decided again"
    assert (before.get(label), after.get(label)) == ("1", None)
