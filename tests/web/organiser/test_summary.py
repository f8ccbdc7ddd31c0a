"""The page on which a summary of reviews is written, and where it is read."""

import re

import pytest

from convenor.editions.models import Role
from convenor.proposals.models import Conflict, Verdict
from convenor.review.models import ReviewRules
from convenor.review.summary import Summary
from tests import make
from tests.forms import forms_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def tides():
    track = make.track(make.edition())
    ReviewRules.objects.create(track=track, reviews_wanted=1, is_summarised=True)
    proposal = make.proposal("Tides", track=track)
    make.review(proposal, make.reviewer(track, "Ada"), to_committee="Good.")
    return proposal


@pytest.fixture
def chair(tides):
    chair = make.person("Chair")
    make.office(tides.edition, chair, Role.TRACK_CHAIR, tides.track)
    return chair


def at(proposal, page="summary/"):
    return f"/en/{proposal.edition.path}/organise/proposals/{proposal.code}/{page}"


def sent(client, proposal, then, **says):
    form = next(form for form in forms_of(client.get(at(proposal)).text) if form.method == "post")
    hidden = {name: form.fields[name] for name in ("key", "over")}
    return client.post(at(proposal), {**hidden, **says, "then": then}, follow=True)


def test_a_chair_saves_a_draft_then_submits_it_and_all_who_decide_read_it(tides, chair):
    client, secretary = make.signed_in(chair), make.person()
    make.office(tides.edition, secretary, Role.SECRETARY)

    sent(client, tides, "draft", to_committee="Half a thought.")
    draft = make.signed_in(secretary).get(at(tides)).text
    unread = make.signed_in(secretary).get(at(tides, "")).text
    sent(client, tides, "submit", verdict="accept", to_committee="A whole thought.")

    read = make.signed_in(secretary).get(at(tides, "")).text
    assert ["Half a thought." in text for text in (draft, unread)] == [True, False]
    assert ["A whole thought." in read, "recommended by" in read] == [True, True]


def test_what_cannot_be_submitted_stays_in_the_form(tides, chair):
    answer = sent(make.signed_in(chair), tides, "submit", to_committee="A thought.")

    assert (answer.status_code, "A thought." in answer.text) == (422, True)
    assert not Summary.objects.exists()


def test_who_has_a_conflict_finds_no_page_and_where_none_is_asked_there_is_none(tides, chair):
    client = make.signed_in(chair)
    ReviewRules.objects.update(is_summarised=False)
    not_asked = client.get(at(tides)).status_code
    ReviewRules.objects.update(is_summarised=True)
    Conflict.objects.create(proposal=tides, person=chair, declared_by=chair, declared_at=make.NOON)

    assert (not_asked, client.get(at(tides)).status_code) == (404, 404)


def test_contributors_read_what_is_for_them_with_the_decision(tides, chair):
    sent(
        make.signed_in(chair),
        tides,
        "submit",
        verdict="decline",
        to_contributors="Come back next year.",
        to_committee="Weak.",
    )
    author, own = make.signed_in(tides.proposer), f"/en/me/proposals/{tides.code}/"
    decision = make.decision(tides, Verdict.DECLINE)
    before = author.get(own).text
    decision.released_at = make.LATER
    decision.save()

    after = author.get(own).text
    assert ["Come back next year." in text for text in (before, after)] == [False, True]
    assert "Weak." not in after


def test_the_list_shows_and_narrows_by_what_is_recommended(tides, chair):
    other = make.proposal("Moss", to=tides.call, track=tides.track)
    make.review(other, make.reviewer(tides.track))
    client = make.signed_in(chair)
    sent(client, tides, "submit", verdict="waitlist", to_committee="Perhaps.")
    address = f"/en/{tides.edition.path}/organise/proposals/"

    def titles(asked):
        return re.findall(r'data-label="Title"><a [^>]*>([^<]*)</a>', client.get(address, asked).text)

    found = {asked: titles({"recommended": asked}) for asked in ("waitlist", "accept", "none", "due")}
    assert found == {"waitlist": ["Tides"], "accept": [], "none": ["Moss"], "due": ["Moss"]}
    cells = re.findall(r'data-label="Recommended">(.*?)</td>', client.get(address).text)
    assert sorted(re.sub("<[^>]*>", "", cell) for cell in cells) == ["", "waiting list"]
    home = client.get(f"/en/{tides.edition.path}/organise/").text
    assert re.search(r"Reviews to be summarised\s*<strong>1<", home)


def test_where_no_track_asks_for_summaries_the_list_has_no_such_column(tides, chair):
    ReviewRules.objects.update(is_summarised=False)

    text = make.signed_in(chair).get(f"/en/{tides.edition.path}/organise/proposals/").text

    assert 'data-label="Recommended"' not in text
