"""The pages by which one review is written by two."""

import pytest
from django.test import Client
from django.urls import reverse

from convenor.proposals.models import Conflict
from convenor.review.models import Delegation, Review, ReviewRules
from convenor.web.links import page
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def track():
    track = make.track(make.edition(chairs=(make.person("Chair"),)))
    make.criterion(track, "clarity")
    ReviewRules.objects.create(track=track, due_at=make.NEXT_DAY)
    return track


@pytest.fixture
def assignment(track):
    return make.assignment(make.proposal("Tides", track=track), make.reviewer(track, "Ruth"))


@pytest.fixture
def sam():
    return make.person("Sam", address="sam@people.example")


@pytest.fixture
def delegation(assignment, sam):
    return make.delegation(assignment, sam)


def address(assignment, name):
    return page(assignment.proposal.edition, f"reviewer:{name}", assignment.proposal.code)


def sent(client, url, **fields):
    key = make.form_key(client.get(url).text)
    return client.post(url, {"key": key, **fields})


def test_a_reviewer_names_somebody_and_reads_that_they_are_asked(assignment, sam):
    ruth = make.signed_in(assignment.reviewer)

    answer = sent(ruth, address(assignment, "delegation"), name="Sam S.", address="sam@people.example")

    assert (answer.status_code, answer["Location"]) == (302, address(assignment, "review"))
    assert Delegation.objects.get().person == sam
    assert (
        "Sam S.</bdi> is asked to write this review for you" in ruth.get(address(assignment, "review")).text
    )


def test_who_cannot_be_asked_is_said_on_the_form_which_keeps_what_was_typed(assignment):
    author = assignment.proposal.proposer.contact_points.get().address
    ruth = make.signed_in(assignment.reviewer)

    answer = sent(ruth, address(assignment, "delegation"), name="Somebody", address=author)

    assert answer.status_code == 422
    for text in (
        "This person cannot be asked to write this review.",
        'value="Somebody"',
        f'value="{author}"',
    ):
        assert text in answer.text


@pytest.mark.parametrize(("said", "agrees"), [("yes", True), ("no", False)])
def test_the_link_in_the_letter_takes_an_answer_without_an_account(assignment, sam, said, agrees):
    delegation = make.delegation(assignment, sam, agreed_at=None)
    url = reverse("public:subreview", args=(delegation.token,))

    shown = Client().get(url).text
    sent(Client(), url, answer=said)

    delegation.refresh_from_db()
    assert (delegation.agreed_at is not None, delegation.refused_at is not None) == (agrees, not agrees)
    assert ("Tides" in shown, "Ruth" in shown) == (True, True)


def test_a_link_that_is_over_names_nothing(delegation, assignment, sam):
    url = reverse("public:subreview", args=(delegation.token,))
    Conflict.objects.create(proposal=assignment.proposal, person=sam, declared_by=sam, declared_at=make.NOON)

    shown = Client().get(url).text

    assert ("Tides" in shown, "Ruth" in shown, "nothing to answer here any more" in shown) == (
        False,
        False,
        True,
    )


def test_the_sub_reviewer_finds_it_writes_and_hands_it_over(delegation, assignment, sam):
    client, url = make.signed_in(sam), address(assignment, "subreview")
    assert f'href="{url}"' in client.get("/en/me/").text

    sent(client, url, then="draft", to_committee="Hm.")
    draft = client.get(url).text
    answer = sent(client, url, then="hand-over", **{"score-clarity": "4", "to_contributors": "Clear."})

    assert ("Hm." in draft, answer["Location"]) == (True, url)
    assert "You have handed the review over." in client.get(url).text
    assert (Review.objects.get().to_contributors, Review.objects.get().submitted_at) == ("Clear.", None)


def test_the_sub_reviewer_sees_just_that_proposal_and_none_of_the_other_pages(delegation, assignment, sam):
    other = make.proposal("Moss", track=assignment.proposal.track)
    make.assignment(other, assignment.reviewer)
    client = make.signed_in(sam)
    pages = [
        address(assignment, name) for name in ("review", "discussion", "delegation", "conflict", "decline")
    ]
    elsewhere = page(other.edition, "reviewer:subreview", other.code)

    found = {url: client.get(url).status_code for url in [*pages, elsewhere]}

    assert found == dict.fromkeys([*pages, elsewhere], 404)


def test_the_reviewer_reads_what_is_written_so_far_and_takes_it_back(delegation, assignment, sam):
    sent(make.signed_in(sam), address(assignment, "subreview"), then="draft", to_committee="So far.")
    ruth, url = make.signed_in(assignment.reviewer), address(assignment, "review")

    shown = ruth.get(url).text
    sent(ruth, address(assignment, "delegation"))

    assert ("So far." in shown, "<textarea" in shown) == (True, False)
    assert ("<textarea" in ruth.get(url).text, Delegation.objects.open().count()) == (True, 0)
    assert make.signed_in(sam).get(address(assignment, "subreview")).status_code == 404


@pytest.mark.parametrize("shows_names", [True, False])
def test_names_are_shown_to_sub_reviewers_as_to_reviewers(delegation, assignment, sam, shows_names):
    ReviewRules.objects.update(anonymity="single-blind" if shows_names else "double-blind")

    shown = make.signed_in(sam).get(address(assignment, "subreview")).text

    assert (assignment.proposal.proposer.name in shown) == shows_names


def test_a_conflict_of_the_sub_reviewer_is_declared_on_a_page(delegation, assignment, sam):
    client = make.signed_in(sam)

    answer = sent(client, address(assignment, "subreview_conflict"), reason="Kin.")

    assert answer["Location"] == "/en/me/"
    assert client.get(address(assignment, "subreview")).status_code == 404
    ruth = make.signed_in(assignment.reviewer)
    assert ruth.get(address(assignment, "review")).status_code == 404


def test_the_committee_reads_both_names(delegation, assignment, track, sam):
    chair = make.signed_in(track.edition.offices.get(role="chair").person)
    Delegation.objects.update(wrote_at=make.NOON, handed_at=make.NOON)
    Review.objects.create(assignment=assignment, changed_at=make.NOON, submitted_at=make.NOON)
    code = assignment.proposal.code

    shown = chair.get(page(track.edition, "organiser:proposal", code)).text
    asked = chair.get(page(track.edition, "organiser:assignments", code)).text

    assert ("written with <bdi>Sam</bdi>" in shown, "sub-reviewer: <bdi>Sam</bdi>" in asked) == (True, True)
