"""The pages on which checks are set and proposals are screened."""

import re
from datetime import timedelta

import pytest

from convenor.editions.models import Role
from convenor.proposals.models import Conflict
from convenor.review.screenings import Check, Screening
from tests import make
from tests.forms import forms_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def tides():
    track = make.track(make.edition(), "workshops")
    Check.objects.create(track=track, slug="complete", name=make.english("Is it complete?"))
    return make.proposal("Tides", track=track)


@pytest.fixture
def secretary(tides):
    secretary = make.person("Secretary")
    make.office(tides.edition, secretary, Role.SECRETARY)
    return secretary


def at(proposal, page):
    return f"/en/{proposal.edition.path}/organise/{page}"


def sent(client, address, **says):
    form = next(form for form in forms_of(client.get(address).text) if form.method == "post")
    return client.post(address, {"key": form.fields["key"], **says}, follow=True)


def test_the_secretariat_sends_it_back_and_then_lets_it_pass(tides, secretary):
    client, one = make.signed_in(secretary), at(tides, f"reviews/screening/{tides.code}/")
    before = client.get(at(tides, "")).text
    hint = client.get(at(tides, f"reviews/proposals/{tides.code}/")).text

    until = (make.NOON + timedelta(days=40)).strftime("%Y-%m-%dT%H:%M")
    words = {"to_contributors": "Say how many took part.", "until": until}
    sent(client, one, **{"check-complete": "no", "note-complete": "Half."}, outcome="returned", **words)
    author = make.signed_in(tides.proposer).get(f"/en/me/proposals/{tides.code}/").text
    found = client.get(one).text
    sent(client, one, **{"check-complete": "yes"}, outcome="passed")

    assert re.search(r"Proposals to be screened\s*<strong>1<", before)
    assert ["has not passed its screening" in hint, "Half." in found] == [True, True]
    assert ["Say how many took part." in author, "Half." in author] == [True, False]
    assert [each.outcome for each in Screening.objects.order_by("pk")] == ["returned", "passed"]
    assert "Proposals to be screened" not in client.get(at(tides, "")).text


def test_what_cannot_be_saved_stays_in_the_form(tides, secretary):
    one = at(tides, f"reviews/screening/{tides.code}/")

    answer = sent(
        make.signed_in(secretary),
        one,
        **{"check-complete": "no", "note-complete": "Half.", "outcome": "returned"},
    )

    assert (answer.status_code, "Half." in answer.text) == (422, True)
    assert not Screening.objects.exists()


def test_who_has_a_conflict_sees_neither_the_list_nor_the_page(tides, secretary):
    client = make.signed_in(secretary)
    shown = tides.code in client.get(at(tides, "reviews/screening/")).text
    Conflict.objects.create(proposal=tides, person=secretary, declared_by=secretary, declared_at=make.NOON)

    listed = client.get(at(tides, "reviews/screening/")).text
    page = client.get(at(tides, f"reviews/screening/{tides.code}/"))
    assert (shown, tides.code in listed, page.status_code) == (True, False, 404)


def test_checks_are_added_changed_and_removed(tides, secretary):
    client, track = make.signed_in(secretary), at(tides, "reviews/tracks/workshops/")

    sent(client, f"{track}checks/new/", name="In our field?")
    sent(client, f"{track}checks/complete/", name="All there?", position="1")
    listed = client.get(track).text
    sent(client, f"{track}checks/complete/removal/")

    assert ["In our field?" in listed, "All there?" in listed] == [True, True]
    assert list(Check.objects.values_list("slug", flat=True)) == ["in-our-field"]


def test_only_the_secretariat_is_led_there_and_only_where_something_is_checked(tides, secretary):
    chair = make.person("Chair")
    make.office(tides.edition, chair, Role.CHAIR)
    address, link = at(tides, "reviews/"), "reviews/screening/"

    shown = [link in make.signed_in(each).get(address).text for each in (secretary, chair)]
    Check.objects.all().delete()

    assert shown == [True, False]
    assert link not in make.signed_in(secretary).get(address).text
