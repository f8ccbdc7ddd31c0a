"""The letter of credit, the public list, and the load on the organisers' page."""

from datetime import timedelta

import pytest
from django.test import Client

from convenor.proposals.models import Verdict
from convenor.review.credited import Credit
from convenor.web.links import page
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def track():
    return make.track(make.edition(chairs=(make.person("Chair"),)))


@pytest.fixture
def proposal(track):
    return make.proposal("Tides", track=track)


@pytest.fixture
def ruth(track, proposal):
    ruth = make.reviewer(track, "Ruth")
    make.review(proposal, ruth, submitted_at=make.NOON + timedelta(days=4))
    make.decision(proposal, Verdict.DECLINE, released_at=make.NOON)
    return ruth


def sent(client, url, to="", **fields):
    key = make.form_key(client.get(url).text)
    return client.post(to or url, {"key": key, **fields})


def letter(track, ruth):
    url = page(track.edition, "reviewer:credit")
    return sent(make.signed_in(ruth), url, page(track.edition, "reviewer:credit_letter"))["Location"]


def test_the_letter_says_how_many_and_never_which(track, proposal, ruth):
    url = letter(track, ruth)

    shown, text = Client().get(url).text, Client().get(f"{url}text/").text

    for said in ("Ruth", "1 review submitted", "Learning Week 2027", str(Credit.objects.get().uid)):
        assert (said in shown, said in text) == (True, True)
    for kept in ("Tides", proposal.code):
        assert (kept in shown, kept in text) == (False, False)


def test_it_is_said_which_reviews_count(track, ruth):
    shown = make.signed_in(ruth).get(page(track.edition, "reviewer:credit")).text

    assert "A review counts once the contributors know the decision on the proposal." in shown


def test_the_letter_is_in_the_language_of_its_address(track, ruth):
    url = letter(track, ruth).replace("/en/", "/fr/", 1)

    assert '<html lang="fr"' in Client().get(url).text


def test_the_letter_is_there_when_the_office_is_over(track, ruth):
    track.edition.offices.update(ended_at=make.NOON)

    assert Client().get(letter(track, ruth)).status_code == 200


def test_my_page_leads_there_after_the_decision_and_not_before(track, proposal, ruth):
    client, link = make.signed_in(ruth), page(track.edition, "reviewer:credit")

    after = client.get("/en/me/").text
    proposal.decisions.update(released_at=None)
    before = client.get("/en/me/").text

    assert (link in before, link in after) == (False, True)
    assert client.get(link).status_code == 404


def test_the_public_list_names_who_wishes_it(track, ruth):
    client, url = make.signed_in(ruth), page(track.edition, "reviewer:credit")
    front, listed = page(track.edition, "public:edition"), page(track.edition, "public:reviewers")

    before = (listed in Client().get(front).text, "Ruth" in Client().get(listed).text)
    sent(client, url, is_listed="on")
    after = (listed in Client().get(front).text, "Ruth" in Client().get(listed).text)
    sent(client, url)

    assert (before, after) == ((False, False), (True, True))
    assert "Ruth" not in Client().get(listed).text


def test_organisers_see_the_load(track, ruth):
    chair = make.signed_in(track.edition.offices.get(role="chair").person)

    shown = chair.get(page(track.edition, "organiser:reviewers")).text

    assert "Asked: 1. Submitted: 1. Late: 0." in shown
    assert "took at most this many days: 4." in shown
