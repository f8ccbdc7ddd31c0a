"""The page on which contributors read what their reviewers say, and answer."""

from datetime import timedelta

import pytest

from convenor.editions.models import Role
from convenor.review.discussion import letters_of
from convenor.review.models import Rebuttal, ReviewRules
from tests import make
from tests.forms import forms_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def tides():
    track = make.track(make.edition())
    ReviewRules.objects.create(
        track=track,
        rebuttal_opens_at=make.NOON - timedelta(hours=1),
        rebuttal_closes_at=make.NEXT_DAY,
        discussion_opens_at=make.NOON,
    )
    return make.proposal("Tides", track=track)


@pytest.fixture
def ada(tides):
    ada = make.reviewer(tides.track, "Ada Lovelace")
    make.review(tides, ada, to_contributors="Where is the sea?", to_committee="Weak.")
    return ada


def at(proposal):
    return f"/en/me/proposals/{proposal.code}/rebuttal/"


def answered(client, proposal, text):
    page = client.get(at(proposal))
    key = next(form for form in forms_of(page.text) if form.method == "post").fields["key"]
    return client.post(at(proposal), {"key": key, "text": text}, follow=True)


def test_contributors_read_letters_and_words_for_them_and_answer(tides, ada):
    client = make.signed_in(tides.proposer)

    before = client.get(at(tides)).text
    after = answered(client, tides, "Behind the dunes.").text

    assert at(tides) in client.get(at(tides).removesuffix("rebuttal/")).text
    assert f"Reviewer {letters_of(tides)[ada.pk]}" in before
    assert ["Where is the sea?" in before, "Behind the dunes." in after] == [True, True]
    assert [words in before for words in ("Lovelace", "Weak.")] == [False, False]


def test_a_letter_taken_away_would_be_seen(tides, ada, monkeypatch):
    monkeypatch.setattr("convenor.review.rebuttal.letters_of", lambda _of: {ada.pk: ada.name})

    assert "Lovelace" in make.signed_in(tides.proposer).get(at(tides)).text


def test_what_cannot_be_answered_stays_in_the_form(tides, ada):
    client = make.signed_in(tides.proposer)

    answer = answered(client, tides, "word " * 501)

    assert (answer.status_code, answer.text.count("word word word") > 0) == (422, True)
    assert not Rebuttal.objects.exists()


def test_before_it_opens_there_is_no_page_and_after_it_only_the_answer(tides, ada, clock):
    client = make.signed_in(tides.proposer)
    answered(client, tides, "Behind the dunes.")

    pages = {}
    for moment in (make.NOON - timedelta(hours=2), make.NEXT_DAY):
        clock.at = moment
        pages[moment] = client.get(at(tides))

    early, late = pages.values()
    assert (early.status_code, late.status_code) == (404, 200)
    assert ["Where is the sea?" in late.text, "Behind the dunes." in late.text] == [False, True]
    assert "Answer to the reviewers" not in client.get(at(tides).removesuffix("rebuttal/")).text


def test_somebody_else_finds_no_page(tides, ada):
    invited = make.person()
    make.contributor(tides, invited, invited_at=make.NOON)

    for person in (ada, invited, make.person()):
        assert make.signed_in(person).get(at(tides)).status_code == 404


def test_reviewers_and_those_who_decide_read_the_answer(tides, ada):
    chair, late = make.person(), make.reviewer(tides.track)
    make.office(tides.edition, chair, Role.CHAIR)
    make.assignment(tides, late)
    answered(make.signed_in(tides.proposer), tides, "Behind the dunes.")

    def reads(person, place):
        address = f"/en/{tides.edition.path}/{place}/proposals/{tides.code}/"
        client = make.signed_in(person)
        return ["Behind the dunes." in client.get(address + page).text for page in ("", "discussion/")]

    assert reads(ada, "review") == [True, True]
    assert reads(chair, "organise") == [True, True]
    assert reads(late, "review") == [False, False]
