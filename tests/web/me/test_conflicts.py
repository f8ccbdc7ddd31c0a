"""Whoever declared a conflict of interest of their own can retract it, and learns nothing from the page."""

import pytest
from django.urls import reverse

from convenor.editions.models import Role
from convenor.proposals.models import Conflict
from convenor.web.links import page
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def chair():
    return make.person("Cleo")


@pytest.fixture
def proposal(chair):
    return make.proposal("Tides", track=make.track(make.edition(chairs=(chair,))))


def conflict_of(person, proposal, by=None):
    return Conflict.objects.create(
        proposal=proposal, person=person, reason="Kin.", declared_by=by or person, declared_at=make.NOON
    )


def listed(client):
    return client.get(reverse("me:conflicts")).text


def test_it_is_listed_by_its_code_and_retracted(chair, proposal):
    client, conflict = make.signed_in(chair), conflict_of(chair, proposal)
    way = reverse("me:conflict_retraction", args=[conflict.pk])
    before = listed(client)

    answer = client.post(way, {"key": make.form_key(client.get(way).text)}, follow=True)

    conflict.refresh_from_db()
    assert [words in before for words in (proposal.code, "Kin.", "Tides")] == [True, True, False]
    assert (conflict.retracted_at is None, proposal.code in listed(client)) == (False, False)
    assert "The conflict of interest is retracted." in answer.text
    assert "Tides" in client.get(page(proposal.edition, "organiser:proposal", proposal.code)).text


def test_what_others_declared_does_not_exist_here(chair, proposal):
    secretary = make.person("Sela")
    make.office(proposal.edition, secretary, Role.SECRETARY)
    conflict = conflict_of(chair, proposal, by=secretary)
    client = make.signed_in(chair)

    way = reverse("me:conflict_retraction", args=[conflict.pk])

    assert (proposal.code in listed(client), client.get(way).status_code) == (False, 404)


def test_my_page_leads_there_for_those_who_hold_an_office(chair, proposal):
    pages = [make.signed_in(person).get("/en/me/").text for person in (chair, make.person())]

    assert [reverse("me:conflicts") in each for each in pages] == [True, False]
