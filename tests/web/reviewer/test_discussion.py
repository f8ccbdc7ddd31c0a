"""The pages on which a proposal is discussed."""

import re

import pytest

from convenor.editions.models import Role
from convenor.review.discussion import letters_of
from convenor.review.models import ReviewRules, Statement
from convenor.web.reviewer import discussion
from tests import make
from tests.forms import forms_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def tides():
    track = make.track(make.edition())
    ReviewRules.objects.create(track=track, discussion_opens_at=make.NOON)
    return make.proposal("Tides", track=track)


def reviewed(proposal, name):
    reviewer = make.reviewer(proposal.track, name)
    make.review(proposal, reviewer, to_committee=f"Thought of {name[:3]}.")
    return reviewer


def at(proposal, room="review"):
    return f"/en/{proposal.edition.path}/{room}/proposals/{proposal.code}/discussion/"


def said(client, address, text):
    page = client.get(address)
    key = next(form for form in forms_of(page.text) if form.method == "post").fields["key"]
    return client.post(address, {"key": key, "text": text}, follow=True)


@pytest.fixture
def people(tides):
    return reviewed(tides, "Ada Lovelace"), reviewed(tides, "Bo Diddley")


def test_a_reviewer_reads_opinions_and_statements_without_names_and_answers(tides, people):
    ada, bo = people
    said(make.signed_in(bo), at(tides), "Not convinced.")

    page = said(make.signed_in(ada), at(tides), "Read it again.").text

    letters = letters_of(tides)
    assert f"Reviewer {letters[bo.pk]}" in page
    assert ("Thought of Bo" in page, "Not convinced." in page, "Read it again." in page) == (True, True, True)
    assert ("Diddley" in page, "Lovelace" in page.partition("<main")[2]) == (False, False)


def test_a_pseudonym_taken_away_would_be_seen(tides, people, monkeypatch):
    ada, _bo = people
    names = {person.pk: person.name for person in people}
    monkeypatch.setattr("convenor.review.discussion.letters_of", lambda proposal: names)

    assert "Diddley" in make.signed_in(ada).get(at(tides)).text
    assert discussion.said_about(tides, to=ada) == []


def test_those_who_decide_see_the_names(tides, people):
    chair = make.person("Chair")
    make.office(tides.edition, chair, Role.CHAIR)
    said(make.signed_in(people[1]), at(tides), "Not convinced.")

    client = make.signed_in(chair)
    page = said(client, at(tides, "organise"), "Why not?").text

    assert ("Bo Diddley" in page, "Why not?" in page) == (True, True)
    assert at(tides, "organise") in client.get(at(tides, "organise").removesuffix("discussion/")).text


def test_before_one_has_submitted_there_is_nothing_to_be_seen(tides, people):
    late = make.reviewer(tides.track)
    make.assignment(tides, late)
    client = make.signed_in(late)

    assert client.get(at(tides)).status_code == 404
    assert "discussion/" not in client.get(at(tides).removesuffix("discussion/")).text


def test_what_cannot_be_said_stays_in_the_form(tides, people):
    client = make.signed_in(people[0])
    page = client.get(at(tides))
    key = next(form for form in forms_of(page.text) if form.method == "post").fields["key"]

    answer = client.post(at(tides), {"key": key, "text": "word " * 301})

    assert (answer.status_code, answer.text.count("word word word") > 0) == (422, True)
    assert not Statement.objects.exists()


def test_when_it_is_closed_it_can_be_read(tides, people, clock):
    said(make.signed_in(people[1]), at(tides), "Not convinced.")
    ReviewRules.objects.update(discussion_closes_at=make.LATER)
    clock.at = make.LATER

    page = make.signed_in(people[0]).get(at(tides)).text

    assert ("Not convinced." in page, "is not open" in page, "Say it" in page) == (True, True, False)


def test_a_letter_and_a_day_stand_apart_in_a_line_from_right_to_left(tides, people):
    said(make.signed_in(people[1]), at(tides), "Not convinced.")

    page = make.signed_in(people[0]).get(at(tides).replace("/en/", "/ar/")).text

    letter = letters_of(tides)[people[1].pk]
    assert re.search(rf"<bdi>\s*المقيّم {letter}\s*</bdi>", page)
    assert re.search(r"<small><bdi>[^<]*2027</bdi></small>", page)
