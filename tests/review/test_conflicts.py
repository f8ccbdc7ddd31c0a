"""Conflicts are found from facts, follow every change of them at once, and leave when the facts do."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from convenor.accounts.actions import change_profile
from convenor.audit.actions import write
from convenor.editions.models import Role
from convenor.kernel.refusals import NotAllowed
from convenor.proposals.actions.conflicts import FoundOrNamed, declare_conflict, retract_conflict
from convenor.proposals.actions.ties import declare_tie, retract_tie
from convenor.proposals.kinds import ConflictKind, ConflictSource, Severity
from convenor.proposals.models import Conflict, Proposal
from convenor.review.actions.asking import NotIndependent
from convenor.review.actions.assignments import assign
from convenor.review.actions.conflicts import (
    NotWaivable,
    ReasonMissing,
    end_waiver,
    find_conflicts,
    look_at_pairs,
    waive,
)
from convenor.review.actions.reviewers import add_work, remove_work
from convenor.review.actions.setup import Terms, set_review_rules
from convenor.review.candidates import Obstacle, candidates
from convenor.review.conflicts import found_conflicts
from convenor.review.models import Assignment, ReviewRules, Work
from convenor.review.tasks import find_conflicts_again
from tests import make

pytestmark = pytest.mark.django_db


class Place:
    """A track with a proposal, its author, a reviewer of whom nothing is known yet, and officers."""

    def __init__(self):
        self.secretary, self.chair = make.person("Secretary"), make.person("Chair")
        self.edition = make.edition(secretaries=(self.secretary,), chairs=(self.chair,))
        self.track = make.track(self.edition, "workshops")
        self.author = make.person("Rosa Okafor", address="rosa@moss.ac.ke")
        self.proposal = make.proposal("Tides", track=self.track, proposer=self.author)
        self.reviewer = make.reviewer(self.track, "Lin Mei", address="lin@reef.edu")

    def find(self):
        return find_conflicts(edition=self.edition, at=make.NOON)

    def found(self):
        return sorted(
            (each.person.name, each.kind, each.source, each.severity)
            for each in Conflict.objects.standing().select_related("person")
        )

    def sees_it(self, person=None):
        return Proposal.objects.without_conflict(person or self.reviewer).filter(pk=self.proposal.pk).exists()


@pytest.fixture
def place():
    return Place()


def says(person, organization, name=""):
    facts = {"language": "en", "zone": "", "country": "", "biography": ""}
    return change_profile(
        name=name or person.name, organization=organization, by=person, at=make.NOON, **facts
    )


BARS = ("found", "bars")


def test_nothing_in_common_is_no_conflict(place):
    assert (place.find(), place.found(), place.sees_it()) == (0, [], True)


def test_the_same_organization_bars_at_once_and_no_longer_than_it_is_the_same(place):
    says(place.author, "The University of Moss")
    says(place.reviewer, "University of moss")
    barred = (place.found(), place.sees_it())
    says(place.reviewer, "Reef College")

    assert barred == ([("Lin Mei", "organization", *BARS)], False)
    assert (place.found(), place.sees_it(), Conflict.objects.count()) == ([], True, 1)


def test_an_assignment_leaves_sight_at_once_and_a_replacement_is_offered(place):
    other = make.reviewer(place.track, "Other")
    assignment = assign(proposal=place.proposal, reviewer=place.reviewer, by=place.secretary, at=make.NOON)

    says(place.author, "Moss")
    says(place.reviewer, "Moss")

    offered = candidates(place.proposal, by=place.secretary, at=make.NOON)
    assert not Assignment.objects.answerable(make.NOON).filter(pk=assignment.pk).exists()
    assert [(each.reviewer, each.obstacle, each.is_barred) for each in offered] == [
        (other, None, False),
        (place.reviewer, Obstacle.ASKED, True),
    ]


def test_nobody_with_a_conflict_is_asked_even_where_no_row_says_so_yet(place):
    organization = make.organization("Moss")
    for person in (place.author, place.reviewer):
        person.organization = organization
        person.save()

    with pytest.raises(NotIndependent):
        assign(proposal=place.proposal, reviewer=place.reviewer, by=place.secretary, at=make.NOON)


def test_without_the_comparison_before_asking_they_would_be(place, monkeypatch):
    organization = make.organization("Moss")
    for person in (place.author, place.reviewer):
        person.organization = organization
        person.save()
    monkeypatch.setattr("convenor.review.actions.assignments.look_at_pairs", lambda *pairs: None)

    assign(proposal=place.proposal, reviewer=place.reviewer, by=place.secretary, at=make.NOON)

    assert place.sees_it()


def test_a_mail_domain_bars_unless_many_share_it(place):
    make.reviewer(place.track, "Near", address="near@staff.moss.ac.ke")
    public = make.person("Public", address="public@gmail.com")
    make.contributor(place.proposal, public, agreed_at=make.NOON)
    make.reviewer(place.track, "Far", address="far@gmail.com")

    place.find()

    assert place.found() == [("Near", "mail-domain", *BARS)]


def test_offices_of_one_member_state_are_weighed_and_bar_where_the_track_says_so(place):
    minister = make.person("Minister", address="minister@education.go.ke")
    make.contributor(place.proposal, minister, agreed_at=make.NOON)
    official = make.reviewer(place.track, "Official", address="official@exams.go.ke")
    place.find()
    weighed = (place.found(), place.sees_it(official))

    terms = Terms(
        reviews_wanted=2,
        anonymity="single-blind",
        guidance=make.english(""),
        barring=["member-state"],
    )
    set_review_rules(track=place.track, terms=terms, by=place.chair, at=make.NOON)

    assert weighed == ([("Official", "member-state", "found", "weighed")], True)
    assert (place.found(), place.sees_it(official)) == ([("Official", "member-state", *BARS)], False)


def test_the_same_name_at_another_address_bars_whatever_the_order_of_its_parts(place):
    make.reviewer(place.track, "Okafor, Rosa")

    place.find()

    assert place.found() == [("Okafor, Rosa", "namesake", *BARS)]


@pytest.mark.parametrize(
    ("author", "year", "severity"),
    [
        ("Okafor, Rosa", 2025, "bars"),
        ("R. Okafor", 2025, "weighed"),
        ("Rosa Okafor", None, "weighed"),
        ("Rosa Okafor", 2020, None),
        ("Rosa Okada", 2026, None),
    ],
)
def test_who_wrote_with_an_author_lately_is_barred(place, author, year, severity):
    facts = {"edition": place.edition, "by": place.reviewer, "at": make.NOON}
    work = {"title": "On reefs", "year": year, "abstract": "", "authors": ["Lin Mei", author]}
    add_work(person=place.reviewer, **work, **facts)
    expected = [("Lin Mei", "co-author", "found", severity)] if severity else []
    found = place.found()
    remove_work(work=Work.objects.get(), **facts)

    assert (found, place.found()) == (expected, [])


@pytest.mark.parametrize(("year", "is_found"), [(2025, True), (2020, False)])
def test_who_proposed_with_an_author_lately_is_barred(place, year, is_found):
    earlier = make.edition(slug=str(year), year=year)
    together = make.proposal("Together", track=make.track(earlier), proposer=place.author)
    make.contributor(together, place.reviewer, agreed_at=make.NOON)

    place.find()

    assert place.found() == ([("Lin Mei", "co-author", *BARS)] if is_found else [])


def test_a_reviewer_names_people_and_organizations_in_advance(place):
    facts = {"edition": place.edition, "by": place.reviewer, "at": make.NOON}
    tie = declare_tie(name="okafor rosa", kind=ConflictKind.ADVISOR, **facts)
    named = (place.found(), place.sees_it())
    retract_tie(tie=tie, by=place.reviewer, at=make.NOON)

    assert named == ([("Lin Mei", "advisor", "person", "bars")], False)
    assert (place.found(), place.sees_it()) == ([], True)


def test_an_author_names_who_should_not_judge_known_here_or_not(place):
    facts = {"edition": place.edition, "proposal": place.proposal, "by": place.author, "at": make.NOON}
    for address in ("lin@reef.edu", "nobody@elsewhere.edu"):
        declare_tie(address=address, **facts)

    assert (place.found(), place.sees_it()) == ([("Lin Mei", "other", "contributor", "bars")], False)


def test_a_stranger_names_nobody(place):
    with pytest.raises(NotAllowed):
        declare_tie(edition=place.edition, proposal=place.proposal, name="X", by=make.person(), at=make.NOON)


def test_the_secretariat_waives_what_was_found_with_a_reason_and_lets_it_count_again(place):
    says(place.author, "Moss")
    says(place.reviewer, "Moss")
    by = {"by": place.secretary, "at": make.NOON}
    with pytest.raises(ReasonMissing):
        waive(conflict=Conflict.objects.get(), reason=" ", **by)

    waive(conflict=Conflict.objects.get(), reason="Ten thousand people work there.", **by)
    place.find()
    waived = (place.found(), place.sees_it())
    end_waiver(conflict=Conflict.objects.standing().get(), **by)

    assert waived == ([("Lin Mei", "organization", "found", "waived")], True)
    assert place.sees_it() is False


def test_what_somebody_says_of_themselves_is_not_waived_and_what_is_found_is_not_retracted(place):
    says(place.author, "Moss")
    says(place.reviewer, "Moss")
    make.office(place.edition, place.reviewer, Role.TRACK_CHAIR, place.track)
    me = place.reviewer
    declared = declare_conflict(
        proposal=place.proposal, person=me, reason="", kind=ConflictKind.FAMILY, by=me, at=make.NOON
    )
    by = {"by": place.secretary, "at": make.NOON}

    with pytest.raises(NotWaivable):
        waive(conflict=declared, reason="No.", **by)
    with pytest.raises(FoundOrNamed):
        retract_conflict(conflict=Conflict.objects.get(source=ConflictSource.FOUND), **by)


def test_a_secretary_judges_nothing_by_their_office_so_nothing_is_found_of_them(place):
    for person in (place.author, place.secretary, place.chair):
        says(person, "Moss")

    assert place.found() == [("Chair", "organization", *BARS)]


def test_an_organiser_declares_of_others_that_something_is_only_to_be_weighed(place):
    declare_conflict(
        proposal=place.proposal,
        person=place.reviewer,
        reason="Neighbours.",
        severity=Severity.WEIGHED,
        by=place.secretary,
        at=make.NOON,
    )

    assert (place.found(), place.sees_it()) == ([("Lin Mei", "other", "organiser", "weighed")], True)


def test_the_rows_are_what_the_facts_say_whatever_happened(place):
    for person in (place.author, place.reviewer, place.chair):
        says(person, "Moss", name=f"{person.name} Renamed")

    assert find_conflicts_again(make.NOON) == 0
    assert len(found_conflicts(place.edition, make.NOON)) == Conflict.objects.standing().count() == 2


@pytest.mark.parametrize("many", [1, 3])
def test_finding_takes_a_constant_number_of_queries(place, many):
    ReviewRules.objects.create(track=place.track)
    for number in range(many):
        make.proposal(f"More {number}", track=place.track)
        make.reviewer(place.track, f"More {number}")

    with CaptureQueriesContext(connection) as queries:
        found_conflicts(place.edition, make.NOON)

    assert len(queries) <= 17


@write
def look(*, place, at):
    look_at_pairs(place.edition, [place.proposal.pk], [place.reviewer.pk], at)


def test_looking_at_a_pair_leaves_other_pairs_alone(place):
    says(place.author, "Moss")
    says(place.chair, "Moss")
    before = place.found()

    look(place=place, at=make.NOON)

    assert place.found() == before == [("Chair", "organization", *BARS)]
