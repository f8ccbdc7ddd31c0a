"""The page of all conflicts: read, waived, declared for somebody; and what authors and reviewers name."""

import pytest

from convenor.editions.models import Role
from convenor.proposals.kinds import ConflictKind, ConflictSource
from convenor.proposals.models import Conflict, Tie, Waiver
from convenor.review.actions.assignments import declare_conflict
from convenor.review.models import ReviewRules
from convenor.web.links import page
from tests import make

pytestmark = pytest.mark.django_db


class Place:
    def __init__(self):
        self.secretary = make.person("Secretary")
        self.edition = make.edition(secretaries=(self.secretary,))
        self.track = make.track(self.edition, "workshops")
        self.author = make.person("Author")
        self.proposal = make.proposal("Tides", track=self.track, proposer=self.author)
        self.reviewer = make.reviewer(self.track, "Ruth")
        self.conflict = self.found(self.proposal)

    def found(self, proposal):
        return Conflict.objects.create(
            proposal=proposal,
            person=self.reviewer,
            kind=ConflictKind.ORGANIZATION,
            source=ConflictSource.FOUND,
            detail="University of Moss",
            counterpart=proposal.proposer,
            declared_at=make.NOON,
        )

    def page(self, name, *arguments):
        return page(self.edition, name, *arguments)


@pytest.fixture
def place():
    return Place()


def send(client, where, **fields):
    form = client.get(where).context["form"]
    return client.post(where, {"key": form["key"].value(), **fields})


def test_the_secretariat_reads_each_with_its_reason(place):
    body = make.signed_in(place.secretary).get(place.page("organiser:conflicts")).content.decode()

    assert all(words in body for words in ("Ruth", "same organization", "University of Moss", "bars"))


def test_those_with_a_proposal_that_i_may_not_know_are_not_in_it(place):
    chair = make.person("Chair")
    make.office(place.edition, chair, Role.CHAIR)
    Conflict.objects.create(proposal=place.proposal, person=chair, declared_by=chair, declared_at=make.NOON)

    listing = make.signed_in(chair).get(place.page("organiser:conflicts")).context["listing"]

    assert listing.count == 0


def test_many_take_as_many_queries_as_one(place, django_assert_max_num_queries):
    client, address = make.signed_in(place.secretary), place.page("organiser:conflicts")
    client.get(address)
    with django_assert_max_num_queries(40) as one:
        client.get(address)
    for number in range(3):
        place.found(make.proposal(f"More {number}", track=place.track))
    with django_assert_max_num_queries(40) as four:
        client.get(address)

    assert len(one) == len(four)


def test_one_is_waived_with_a_reason_that_is_asked_for(place):
    client, address = make.signed_in(place.secretary), place.page("organiser:waiver", place.conflict.pk)

    without = send(client, address, reason="")
    with_one = send(client, address, reason="Ten thousand work there.")

    assert (without.status_code, with_one.status_code) == (422, 302)
    assert Waiver.objects.get().reason == "Ten thousand work there."


def test_one_is_declared_for_somebody(place):
    client, address = make.signed_in(place.secretary), place.page("organiser:conflict_new")
    facts = {"person": str(place.reviewer.uid), "kind": "family", "severity": "bars", "from_year": "2020"}

    wrong = send(client, address, code="NONE", **facts)
    right = send(client, address, code=place.proposal.code.lower(), **facts)

    declared = Conflict.objects.get(kind="family")
    assert (wrong.status_code, right.status_code) == (422, 302)
    assert (declared.person, declared.source, declared.from_year) == (place.reviewer, "organiser", 2020)


def test_who_assigns_reads_why_somebody_cannot_be_asked(place):
    body = make.signed_in(place.secretary).get(place.page("organiser:assignments", place.proposal.code))

    assert "same organization · University of Moss · Author" in body.content.decode()


def test_a_replacement_is_offered_and_asked_by_one_button(place):
    make.assignment(place.proposal, place.reviewer)
    make.reviewer(place.track, "Rosa")
    address = place.page("organiser:assignments", place.proposal.code)

    body = make.signed_in(place.secretary).get(address).content.decode()

    assert "Ask <bdi>Rosa</bdi> instead" in body


def test_a_replacement_is_offered_for_who_declares_a_conflict_until_the_seat_is_taken(place):
    proposal = make.proposal("Moss", track=place.track)
    ReviewRules.objects.update_or_create(track=place.track, defaults={"reviews_wanted": 1})
    asked = make.assignment(proposal, place.reviewer)
    declare_conflict(assignment=asked, reason="Friends.", by=place.reviewer, at=make.NOON)
    rosa = make.reviewer(place.track, "Rosa")
    client, address = make.signed_in(place.secretary), place.page("organiser:assignments", proposal.code)

    before = client.get(address).content.decode()
    make.assignment(proposal, rosa)
    make.reviewer(place.track, "Rita")
    after = client.get(address).content.decode()

    asked.refresh_from_db()
    assert (asked.end_reason, "Ask <bdi>Rosa</bdi> instead" in before) == ("conflict", True)
    assert "</bdi> instead" not in after


@pytest.mark.parametrize("is_known", [True, False])
def test_an_author_is_answered_the_same_whomever_they_name(place, is_known):
    client, address = make.signed_in(place.author), f"/en/me/proposals/{place.proposal.code}/ties/"
    named = place.reviewer.contact_points.get().address if is_known else "nobody@elsewhere.edu"

    with_nobody = send(client, address, kind="other")
    answer = send(client, address, address=named, kind="other")

    shown = client.get(address).content.decode().replace(named, "SOMEBODY")
    assert (with_nobody.status_code, answer.status_code, "SOMEBODY" in shown) == (422, 302, True)
    assert "Ruth" not in shown


def test_a_reviewer_names_an_organization_and_takes_it_back(place):
    client, address = make.signed_in(place.reviewer), place.page("reviewer:ties")

    send(client, address, organization="University of Reef", kind="colleague")
    tie = Tie.objects.get()
    key = client.get(address).context["form"]["key"].value()
    client.post(place.page("reviewer:tie_retraction", tie.uid), {"key": key})

    tie.refresh_from_db()
    assert (tie.person, tie.organization, tie.retracted_at is not None) == (
        place.reviewer,
        "University of Reef",
        True,
    )
