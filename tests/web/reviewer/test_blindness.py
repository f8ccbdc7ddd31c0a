"""Blind means blind: two worlds that differ in a secret look the same, to the byte, to those it is kept from.

Every address of the installation is asked for, and the mails that people got are compared too. Only what is
random by design is fixed (keys of forms, CSRF tokens) or left out (signing in, the log of commitments).
"""

from contextlib import contextmanager
from datetime import timedelta
from itertools import product

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, URLPattern, get_resolver, reverse

from convenor.audit.actions import record, write
from convenor.editions.models import Role
from convenor.outbox.models import Message
from convenor.people.models import Person
from convenor.proposals.actions.decisions import decide
from convenor.proposals.models import Conflict, Decision, Tie, Verdict
from convenor.proposals.versions import document_of
from convenor.review import queries
from convenor.review.actions.assignments import assign, declare_conflict, decline_assignment, take_away
from convenor.review.actions.bids import set_bids
from convenor.review.actions.conflicts import find_conflicts
from convenor.review.actions.delegations import answer_delegation, delegate, write_for
from convenor.review.actions.discussion import speak
from convenor.review.actions.rebuttal import answer_reviewers
from convenor.review.actions.reminders import remind
from convenor.review.actions.reviews import save_review, submit_review
from convenor.review.actions.screening import screen
from convenor.review.actions.summaries import save_summary, submit_summary
from convenor.review.models import Anonymity, Assignment, Delegation, Interest, ReviewRules
from convenor.review.screenings import Check
from convenor.web.forms import KeyField
from convenor.web.reviewer import home
from tests import make

pytestmark = pytest.mark.django_db

LEFT_OUT = ("demo:", "files:log", "me:sign_in", "me:passkey", "me:sign_out")
QUERIES = (
    "?q=Rosa",
    "?sort=-asked",
    "?sort=-score",
    "?file=csv",
    "?corrected=yes&sort=-corrected",
    "?score=80&spread=20&reviews=1",
)
LISTS = ("organiser:proposals", "organiser:reviewers", "organiser:review_proposals")


@pytest.fixture(autouse=True)
def nothing_is_random(monkeypatch):
    monkeypatch.setattr(KeyField, "fresh", lambda field: "KEY")
    monkeypatch.setattr("django.template.context_processors.get_token", lambda request: "TOKEN")


@write
def begin_the_log(*, by, at):
    """The first entry costs three statements more than all others."""
    record("person.met", subject=by, actor=by, at=at)


class World:
    """Proposals with reviewers, and everybody from whom something about the first of them is kept."""

    def __init__(self):
        self.secretary, self.chair = make.person("Secretary"), make.person("Chair")
        self.edition = make.edition(secretaries=(self.secretary,), chairs=(self.chair,))
        self.track = make.track(self.edition, "workshops")
        make.criterion(self.track, "clarity")
        self.rules = ReviewRules.objects.create(
            track=self.track,
            bids_until=make.NEXT_DAY,
            due_at=make.NEXT_DAY,
            discussion_opens_at=make.NOON,
            rebuttal_opens_at=make.NEXT_DAY,
            rebuttal_closes_at=make.NEXT_DAY + timedelta(days=1),
        )
        self.author, self.co_author = make.person("Author"), make.person("Co-author")
        self.proposal = make.proposal("Tides", track=self.track, proposer=self.author)
        make.contributor(self.proposal, self.co_author, agreed_at=make.NOON)
        self.other = make.proposal("Moss", track=self.track)
        for proposal in (self.proposal, self.other):
            proposal.versions.create(
                number=1, document=document_of(proposal), is_submitted=True, by=self.author, at=make.NOON
            )
        self.ruth, self.rosa, self.in_conflict, self.spare, self.another = (
            make.reviewer(self.track, name) for name in ("Ruth", "Rosa", "In conflict", "Spare", "Another")
        )
        self.sam_at = "sam@people.example"
        self.sam = make.person("Sam", address=self.sam_at)
        self.secretary_in_conflict = make.person("Secretary in conflict")
        make.office(self.edition, self.secretary_in_conflict, Role.SECRETARY)
        for person in (self.in_conflict, self.secretary_in_conflict):
            Conflict.objects.create(
                proposal=self.proposal, person=person, declared_by=person, declared_at=make.NOON
            )
        self.assignment = make.assignment(self.proposal, self.ruth)
        make.assignment(self.proposal, self.rosa)
        for reviewer in (self.ruth, self.rosa, self.in_conflict, self.spare, self.another):
            make.assignment(self.other, reviewer)
        self.clients = {person: make.signed_in(person) for person in Person.objects.all()}
        # The logs first: how many entries there are is no secret, and exporting a list makes one.
        self.addresses = sorted(self._addresses(), key=lambda address: "/log/" not in address)
        begin_the_log(by=self.secretary, at=make.NOON)

    def _addresses(self):
        known: dict[str, list[object]] = {
            "series": [self.edition.series.slug],
            "edition": [self.edition.slug],
            "code": [self.proposal.code, self.other.code],
            "uid": [self.ruth.uid, self.rosa.uid],
            "slug": [self.track.slug],
            "criterion": ["clarity"],
            "kind": ["tracks", "accept"],
            "language": ["en"],
            "token": [each.token for each in self.proposal.contributors.all()],
        }
        for route, names in routes():
            for values in product(*[known.get(name, [1]) for name in names]):
                address = address_of(route, dict(zip(names, values, strict=True)))
                queries = ("", *QUERIES) if route in LISTS else ("",)
                yield from (address + query for query in queries if address)

    def seen_by(self, person, *, under):
        """Everything that ``person`` can get out of the installation, or of its addresses with ``under``."""
        client = self.clients.get(person) or Client()
        mails = Message.objects.filter(person=person).order_by("pk") if person else Message.objects.none()
        return {address: answer(client, address) for address in self.addresses if under in address} | {
            "mails": list(mails.values_list("subject", "body", "not_before"))
        }


def routes():
    """The names of all routes, each with the names of what stands in its address."""
    for space, (_prefix, resolver) in get_resolver().namespace_dict.items():
        for pattern in resolver.url_patterns:
            if isinstance(pattern, URLPattern) and not f"{space}:{pattern.name}".startswith(LEFT_OUT):
                ((_form, names), *_rest), *_more = resolver.reverse_dict.getlist(pattern.name)[0]
                yield f"{space}:{pattern.name}", names


def address_of(route, values):
    try:
        return reverse(route, kwargs=values)
    except NoReverseMatch:  # such as a number where a uid belongs
        return ""


def answer(client, address):
    connection.queries_log.clear()  # it holds 9,000 only
    with CaptureQueriesContext(connection) as queries:
        response = client.get(address)
        body = b"".join(response.streaming_content) if response.streaming else response.content
    return response.status_code, sorted(response.headers.items()), body, len(queries)


@contextmanager
def undone():
    before = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(before)


def leaks(world, secret, *people, under=""):
    """Where each of ``people`` sees whether ``secret`` happened."""
    found = []
    for person in people:
        with undone():
            without = world.seen_by(person, under=under)
        with undone():
            secret(world)
            seen = world.seen_by(person, under=under)
        found += [(person, place) for place in seen if seen[place] != without[place]]
    return found


def review(action, world):
    words = {"to_contributors": "Told to contributors.", "to_committee": "Told to the committee."}
    action(assignment=world.assignment, scores={"clarity": 5}, **words, by=world.ruth, at=make.NOON)


def judged(world):
    """A wish, one more is asked, a draft, a review, words about it, a decision that waits."""
    set_bids(edition=world.edition, bids=[(world.proposal, Interest.WANTS)], by=world.spare, at=make.NOON)
    assign(proposal=world.proposal, reviewer=world.spare, by=world.chair, at=make.NOON)
    review(save_review, world)
    review(submit_review, world)
    for person in (world.ruth, world.chair):
        speak(proposal=world.proposal, text="Between us.", by=person, at=make.NOON)
    decide(proposal=world.proposal, verdict=Verdict.ACCEPT, by=world.chair, at=make.NOON)


def ended(world):
    """One declares a conflict after submitting, one declines after a draft, from one it is taken away."""
    review(submit_review, world)
    declare_conflict(assignment=world.assignment, reason="Kin.", by=world.ruth, at=make.NOON)
    for reviewer in (world.spare, world.another):
        assign(proposal=world.proposal, reviewer=reviewer, by=world.chair, at=make.NOON)
    theirs = Assignment.objects.filter(proposal=world.proposal)
    declined, taken_away = theirs.get(reviewer=world.spare), theirs.get(reviewer=world.another)
    decline_assignment(assignment=declined, reason="No.", by=world.spare, at=make.NOON)
    take_away(assignment=taken_away, reason="So.", by=world.chair, at=make.NOON)


def delegated(world):
    """One has somebody else write, who does; another only asks."""
    delegation = delegate(
        assignment=world.assignment, address=world.sam_at, name="Sam", by=world.ruth, at=make.NOON
    )
    answer_delegation(delegation=delegation, agrees=True, by=world.sam, at=make.NOON)
    words = {"to_contributors": "Told to contributors.", "to_committee": "Told to the committee."}
    facts = {"scores": {"clarity": 5}, **words, "hands_over": True}
    write_for(delegation=delegation, **facts, by=world.sam, at=make.NOON)
    review(submit_review, world)


def test_no_byte_of_who_writes_for_whom_reaches_those_from_whom_it_is_kept():
    world = World()

    people = (None, world.author, world.co_author, world.in_conflict, world.rosa, world.secretary_in_conflict)
    assert leaks(world, delegated, *people) == []
    assert leaks(world, delegated, world.sam, under="/me/")


@pytest.mark.parametrize("secret", [judged, pytest.param(ended, marks=pytest.mark.slow)])
def test_no_byte_of_it_reaches_those_from_whom_it_is_kept(secret):
    world = World()

    people = (None, world.author, world.in_conflict, world.rosa, world.secretary_in_conflict)
    assert leaks(world, secret, *people) == []


def judged_again(world):
    """After a revision, one changes their review, one of two is taken away, one more is asked."""
    review(submit_review, world)
    theirs = Assignment.objects.filter(proposal=world.proposal)
    take_away(assignment=theirs.get(reviewer=world.rosa), reason="So.", by=world.chair, at=make.NEXT_DAY)
    assign(proposal=world.proposal, reviewer=world.spare, by=world.chair, at=make.NEXT_DAY)
    decide(
        proposal=world.proposal, verdict=Verdict.ACCEPT, reason="Better.", by=world.chair, at=make.NEXT_DAY
    )


def test_no_byte_of_a_review_that_is_changed_for_a_revision_reaches_them_either():
    world = World()
    for reviewer in (world.ruth, world.rosa):
        assignment = Assignment.objects.get(proposal=world.proposal, reviewer=reviewer)
        words = {"to_contributors": f"Of {reviewer.name}.", "to_committee": ""}
        submit_review(assignment=assignment, scores={"clarity": 2}, **words, by=reviewer, at=make.NOON)
    make.decision(world.proposal, Verdict.REVISE, released_at=make.NOON)
    make.revision(world.proposal)
    own = f"/en/me/proposals/{world.proposal.code}/"

    told = answer(world.clients[world.author], own)[2]

    people = (None, world.author, world.in_conflict, world.secretary_in_conflict)
    assert leaks(world, judged_again, *people) == []
    assert [words in told for words in (b"Of Ruth.", b"Of Rosa.")] == [True, True]


def summarised(world):
    """A draft of what the reviews say together, then a summary for contributors and the committee."""
    says = {"verdict": Verdict.ACCEPT, "to_contributors": "In short.", "to_committee": "Yes."}
    for act in (save_summary, submit_summary):
        act(proposal=world.proposal, **says, by=world.chair, at=make.NOON)


def test_a_summary_reaches_nobody_but_the_committee_before_the_decision_is_released():
    world = World()
    review(submit_review, world)
    ReviewRules.objects.update(is_summarised=True)

    people = (None, world.author, world.in_conflict, world.ruth, world.secretary_in_conflict)
    assert leaks(world, summarised, *people) == []
    assert leaks(world, summarised, world.chair, under="/organise/")


def screened(world):
    """The secretariat finds something, and lets it pass."""
    found = {"complete": (False, "Half of it.")}
    screen(proposal=world.proposal, answers=found, outcome="passed", by=world.secretary, at=make.NOON)


def test_what_a_screening_found_reaches_neither_its_contributors_nor_those_in_conflict():
    world = World()
    Assignment.objects.filter(proposal=world.proposal).delete()
    Check.objects.create(track=world.track, slug="complete", name=make.english("Is it complete?"))

    people = (None, world.author, world.co_author, world.in_conflict, world.secretary_in_conflict)
    assert leaks(world, screened, *people) == []
    assert leaks(world, screened, world.secretary, under="/organise/")


def in_time_to_answer(opens_at, closes_at):
    """A world in which contributors read, or read before, what one reviewer submitted."""
    world = World()
    review(submit_review, world)
    ReviewRules.objects.update(rebuttal_opens_at=opens_at, rebuttal_closes_at=closes_at)
    return world


def answered(world):
    answer_reviewers(proposal=world.proposal, text="We did.", by=world.author, at=make.NOON)


def judged_between_us(world):
    """A draft, words for the committee alone and a score that is not told; words about it, a decision."""
    theirs = Assignment.objects.get(proposal=world.proposal, reviewer=world.rosa)
    words = {"to_contributors": "A draft.", "to_committee": ""}
    save_review(assignment=theirs, scores={}, **words, by=world.rosa, at=make.NOON)
    words = {"to_contributors": "Told to contributors.", "to_committee": "No."}
    submit_review(assignment=world.assignment, scores={"clarity": 1}, **words, by=world.ruth, at=make.NOON)
    speak(proposal=world.proposal, text="Between us.", by=world.chair, at=make.NOON)
    decide(proposal=world.proposal, verdict=Verdict.DECLINE, by=world.chair, at=make.NOON)


def judged_anew(world):
    """Other words for the contributors, another score, and a review more."""
    theirs = Assignment.objects.get(proposal=world.proposal, reviewer=world.rosa)
    for assignment, by in ((world.assignment, world.ruth), (theirs, world.rosa)):
        words = {"to_contributors": f"Anew by {by}.", "to_committee": "Yes."}
        submit_review(assignment=assignment, scores={"clarity": 4}, **words, by=by, at=make.NOON)


def test_contributors_who_read_their_reviews_read_nothing_else():
    world = in_time_to_answer(make.NOON, make.NEXT_DAY)

    assert leaks(world, judged_between_us, None, world.author, world.co_author, under="/me/") == []
    told = leaks(world, lambda world: ReviewRules.objects.update(rebuttal_shows_scores=True), world.author)
    assert {place for _person, place in told} == {f"/en/me/proposals/{world.proposal.code}/rebuttal/"}


def test_what_contributors_answer_reaches_nobody_who_may_not_read_their_reviews():
    world = in_time_to_answer(make.NOON, make.NEXT_DAY)

    people = (None, world.in_conflict, world.rosa, world.secretary_in_conflict)
    assert leaks(world, answered, *people) == []
    assert leaks(world, answered, world.ruth, under="/review/")


def test_once_the_time_to_answer_is_over_contributors_learn_nothing_more():
    world = in_time_to_answer(make.NOON - timedelta(days=1), make.NOON)

    assert leaks(world, judged_anew, None, world.author, world.co_author, under="/me/") == []


def named(world):
    """Whom the author named turns out to be a reviewer, who was asked and leaves."""
    find_conflicts(edition=world.edition, at=make.NOON)


def with_somebody_named():
    world = World()
    address = world.ruth.contact_points.get().address
    Tie.objects.create(
        edition=world.edition,
        proposal=world.proposal,
        person=world.author,
        address=address,
        declared_at=make.NOON,
    )
    return world


def test_whether_somebody_named_reviews_is_told_to_nobody_who_named_them():
    world = with_somebody_named()

    people = (None, world.author, world.co_author, world.in_conflict, world.rosa, world.secretary_in_conflict)
    assert leaks(world, named, *people) == []
    assert leaks(world, named, world.chair, under="/organise/")


@pytest.mark.parametrize("secret", [judged, ended, delegated])
def test_the_committee_sees_it(secret):
    world = World()

    assert leaks(world, secret, world.chair, under="/organise/")


def behind(world):
    """Other people propose it."""
    Person.objects.filter(pk=world.author.pk).update(name="Somebody else", biography="Of elsewhere.")
    make.contributor(world.proposal, make.person("Third"), agreed_at=make.NOON)


@pytest.mark.parametrize("shows_names", [False, True])
def test_who_proposes_is_kept_from_reviewers_where_the_track_says_so(shows_names):
    world = World()
    ReviewRules.objects.update(anonymity="single-blind" if shows_names else "double-blind")

    seen = leaks(world, behind, world.ruth, under=world.edition.path)

    assert bool(seen) == shows_names


def names_changed(world):
    """Other people reviewed it."""
    Person.objects.filter(pk__in=[world.ruth.pk, world.sam.pk]).update(name="Somebody else")


@pytest.mark.parametrize("anonymity", Anonymity.values)
def test_contributors_learn_who_reviewed_in_open_tracks_alone(anonymity):
    world = World()
    ReviewRules.objects.update(anonymity=anonymity)
    Assignment.objects.update(is_named=True)
    make.delegation(world.assignment, world.sam, wrote_at=make.NOON)
    Delegation.objects.update(handed_at=make.NOON)
    review(submit_review, world)
    decide(proposal=world.proposal, verdict=Verdict.ACCEPT, by=world.chair, at=make.NOON)
    make_known(world)

    seen = leaks(world, names_changed, world.author, world.co_author, under=world.proposal.code)

    assert bool(seen) == (anonymity == Anonymity.OPEN)


def make_known(world):
    Decision.objects.filter(proposal=world.proposal).update(released_at=make.NOON)


def test_a_planted_leak_is_found(monkeypatch):
    """Who has submitted, told by the order of another reviewer's list."""
    honest = queries.assignments_of
    leaky = "-proposal__assignments__review__submitted_at"
    monkeypatch.setattr(
        home, "assignments_of", lambda *whose: honest(*whose).order_by(leaky, "proposal__code").distinct()
    )
    world = World()

    assert leaks(world, lambda world: review(submit_review, world), world.rosa, under="/review/")


def test_a_reminder_of_what_the_secretary_may_not_know_is_not_theirs_to_count(client):
    world = World()

    with undone():
        blind = remind(edition=world.edition, by=world.secretary_in_conflict, at=make.NOON)
    review(submit_review, world)

    assert remind(edition=world.edition, by=world.secretary_in_conflict, at=make.NOON) == blind
