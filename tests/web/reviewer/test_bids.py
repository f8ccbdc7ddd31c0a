"""Pages on which reviewers say what they would like to review."""

import pytest

from convenor.proposals.models import Conflict
from convenor.review.bidding import interests_of
from convenor.review.models import Bid, Interest, ReviewRules
from tests import make
from tests.forms import forms_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def track():
    track = make.track(make.edition())
    ReviewRules.objects.create(track=track, bids_until=make.LATER, anonymity="double-blind")
    return track


@pytest.fixture
def ada(track):
    return make.reviewer(track, "Ada")


def at(track, code=""):
    return f"/en/{track.edition.path}/review/wishes/{code}"


def key_of(page):
    return next(form for form in forms_of(page.text) if form.method == "post").fields["key"]


def test_a_page_of_wishes_is_saved_at_once(track, ada):
    tides, moss = make.proposal("Tides", track=track), make.proposal("Moss", track=track)
    client = make.signed_in(ada)

    home = client.get(f"/en/{track.edition.path}/review/").text
    sent = {"key": key_of(client.get(at(track))), tides.code: "wants", moss.code: ""}
    saved = client.post(at(track) + "?sort=title", sent, follow=True)

    assert at(track) in home
    assert interests_of(ada, track.edition) == {tides.pk: "wants"}
    assert saved.redirect_chain == [(at(track) + "?sort=title", 302)]
    assert "Your wishes are saved." in saved.text
    assert '<option value="wants" selected>' in saved.text


def test_one_proposal_is_read_without_names_and_wished_for(track, ada):
    proposer = make.person("Zenobia Proposer")
    tides = make.proposal("Tides", track=track, proposer=proposer)
    client = make.signed_in(ada)

    page = client.get(at(track, f"{tides.code}/"))
    client.post(at(track, f"{tides.code}/"), {"key": key_of(page), "interest": "can"})

    assert "Zenobia" not in page.text
    assert Bid.objects.get().interest == Interest.CAN


def test_a_wish_that_is_none_of_those_offered_is_refused_in_words(track, ada):
    tides = make.proposal("Tides", track=track)
    client = make.signed_in(ada)

    answer = client.post(at(track), {"key": key_of(client.get(at(track))), tides.code: "love"})

    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert not Bid.objects.exists()


def test_a_wish_for_what_left_the_list_meanwhile_is_passed_over(track, ada):
    tides, moss = make.proposal("Tides", track=track), make.proposal("Moss", track=track)
    client = make.signed_in(ada)
    key = key_of(client.get(at(track)))
    Conflict.objects.create(proposal=moss, person=ada, declared_by=ada, declared_at=make.NOON)

    answer = client.post(at(track), {"key": key, tides.code: "wants", moss.code: "wants"})

    assert answer.status_code == 302
    assert interests_of(ada, track.edition) == {tides.pk: "wants"}


def test_when_nobody_asks_the_page_says_so(track, ada, clock):
    make.proposal("Tides", track=track)
    clock.at = make.LATER
    client = make.signed_in(ada)

    assert "Nobody is asking for wishes at the moment." in client.get(at(track)).text
    assert at(track) not in client.get(f"/en/{track.edition.path}/review/").text


@pytest.mark.parametrize("many", [1, 3])
def test_the_list_costs_the_same_queries_however_long_it_is(track, ada, django_assert_num_queries, many):
    for number in range(many):
        Bid.objects.create(
            proposal=make.proposal(f"Talk {number}", track=track), reviewer=ada, interest="can", at=make.NOON
        )
    client = make.signed_in(ada)

    with django_assert_num_queries(12):
        client.get(at(track))
