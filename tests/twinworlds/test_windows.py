"""What opens and shuts while proposals are judged: revisions, the time to answer, the names of reviewers."""

from datetime import timedelta

import pytest

from convenor.people.models import Person
from convenor.proposals.actions.decisions import decide
from convenor.proposals.models import Decision, Verdict
from convenor.review.actions.assignments import (
    assign,
    declare_conflict,
    decline_assignment,
    take_away,
)
from convenor.review.actions.discussion import speak
from convenor.review.actions.rebuttal import answer_reviewers
from convenor.review.actions.reminders import remind
from convenor.review.actions.reviews import save_review, submit_review
from convenor.review.actions.screening import screen
from convenor.review.models import Anonymity, Assignment, Delegation, Review, ReviewRules
from convenor.review.screenings import Outcome
from tests import make
from tests.routes import names
from tests.twinworlds import happenings as they
from tests.twinworlds.kept import Secret
from tests.twinworlds.twins import Twins
from tests.world import taken_back

# A minute; identities that PostgreSQL counts go on counting.
pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.sqlite]

THEIR_PAGES = frozenset(
    name for name in names() if name.startswith(("me:proposal", "me:rebuttal", "me:data"))
)
REVIEWING = frozenset(name for name in names() if name.startswith("reviewer:"))
ACCOUNTS = frozenset(name for name in names() if name.startswith("me:"))
SCREENING = frozenset({"organiser:screenings", "organiser:screening"})
OVERVIEWS = frozenset({"organiser:proposals", "organiser:reviews", "organiser:log", "organiser:proposal"})


def leaks(twins, happens, *visitors, before=None, only=THEIR_PAGES | REVIEWING | OVERVIEWS):
    """Where each of ``visitors`` sees whether something happened, after what happened in both worlds."""
    secret = Secret(happens.__name__, happens, frozenset(), {})
    looking = Twins(twins.stage, before=before, only=only)
    return [
        (visitor, request.address or request.route)
        for visitor in visitors
        for request in looking.differences([secret], visitor)
    ]


def words(to_contributors, to_committee=""):
    return {"to_contributors": to_contributors, "to_committee": to_committee}


def submitted(stage, name, value, **said):
    asked = stage.assignment(name)
    scores = {stage.here.criterion.slug: value}
    submit_review(assignment=asked, scores=scores, **said, by=asked.reviewer, at=make.NOON)


def revised(stage):
    """Two reviews are in, the contributors were told to revise, and did."""
    for name in ("reviewer", "fellow"):
        submitted(stage, name, 2, **words(f"Of the {name}."))
    make.decision(stage.talk, Verdict.REVISE, released_at=make.NOON)
    make.revision(stage.talk)


def judged_again(stage):
    """One changes their review, one of two is taken away, one more is asked; it is decided again."""
    chair, later = stage.person("chair"), make.NEXT_DAY
    submitted(stage, "reviewer", 5, **words("Better.", "Much."))
    fellow = Assignment.objects.get(proposal=stage.talk, reviewer=stage.person("fellow"))
    take_away(assignment=fellow, reason="So.", by=chair, at=later)
    assign(proposal=stage.talk, reviewer=stage.person("spare"), by=chair, at=later)
    decide(proposal=stage.talk, verdict=Verdict.ACCEPT, reason="Better.", by=chair, at=later)


def test_no_byte_of_a_review_that_is_changed_for_a_revision_reaches_those_who_wait(twins):
    observers = ("author", "reviewer in conflict", "secretary in conflict")

    assert leaks(twins, judged_again, *observers, before=revised) == []
    assert leaks(twins, revised, "author", only=frozenset({"me:proposal"}))
    assert leaks(twins, judged_again, "chair", before=revised, only=frozenset({"organiser:proposal"}))


def reviews_end(stage):
    """One declares a conflict after submitting, one declines after a draft, from one it is taken away."""
    submitted(stage, "reviewer", 5, **words("Told to contributors.", "Much."))
    reviewer, decliner, leaver = map(stage.assignment, ("reviewer", "decliner", "leaver"))
    declare_conflict(assignment=reviewer, reason="Kin.", by=reviewer.reviewer, at=make.NOON)
    save_review(assignment=decliner, scores={}, **words("A draft."), by=decliner.reviewer, at=make.NOON)
    decline_assignment(assignment=decliner, reason="No.", by=decliner.reviewer, at=make.NOON)
    take_away(assignment=leaver, reason="So.", by=stage.person("chair"), at=make.NOON)


def test_no_byte_of_reviews_that_end_once_they_are_begun_reaches_anybody_else(twins):
    observers = ("author", "colleague", "reviewer in conflict", "secretary in conflict")

    assert leaks(twins, reviews_end, *observers) == []
    assert leaks(twins, reviews_end, "chair", only=frozenset({"organiser:assignments"}))


def handed_over(stage):
    """Somebody else writes for the colleague, who submits it."""
    they.one_writes_for_another(stage)
    they.colleague_submits(stage)


def test_no_byte_of_who_wrote_a_review_that_is_submitted_reaches_anybody_else(twins):
    observers = ("author", "co-author", "leaver", "reviewer in conflict", "secretary in conflict")

    assert leaks(twins, handed_over, *observers) == []
    assert leaks(twins, handed_over, "sub-writer", only=ACCOUNTS)


def nobody_is_asked(stage):
    Assignment.objects.filter(proposal=stage.talk).delete()


def screened(stage):
    """The secretariat finds something, and lets it pass."""
    found = {stage.here.check.slug: (False, "Half of it.")}
    by = stage.person("secretary")
    screen(proposal=stage.talk, answers=found, outcome=Outcome.PASSED, by=by, at=make.NOON)


def test_what_a_screening_found_reaches_neither_its_contributors_nor_those_in_conflict(twins):
    observers = ("author", "co-author", "invited", "reviewer in conflict", "secretary in conflict")
    everywhere = THEIR_PAGES | REVIEWING | OVERVIEWS | SCREENING

    assert leaks(twins, screened, *observers, before=nobody_is_asked, only=everywhere) == []
    assert leaks(twins, screened, "secretary", before=nobody_is_asked, only=SCREENING)


def time_to_answer(opens_at, closes_at):
    """Contributors read, or read before, what one reviewer submitted."""

    def happens(stage):
        submitted(stage, "reviewer", 3, **words("Told to contributors."))
        ReviewRules.objects.filter(track=stage.here.track).update(
            rebuttal_opens_at=opens_at, rebuttal_closes_at=closes_at
        )

    return happens


NOW = time_to_answer(make.NOON, make.NEXT_DAY)


def judged_between_us(stage):
    """A draft, words for the committee alone and a score that is not told; words about it, a decision."""
    draft = stage.assignment("colleague")
    save_review(assignment=draft, scores={}, **words("A draft."), by=draft.reviewer, at=make.NOON)
    submitted(stage, "reviewer", 1, **words("Told to contributors.", "No."))
    chair = stage.person("chair")
    speak(proposal=stage.talk, text="Between us.", by=chair, at=make.NOON)
    decide(proposal=stage.talk, verdict=Verdict.DECLINE, by=chair, at=make.NOON)


def scores_are_told(stage):
    ReviewRules.objects.filter(track=stage.here.track).update(rebuttal_shows_scores=True)


def answered(stage):
    answer_reviewers(proposal=stage.talk, text="We did.", by=stage.person("author"), at=make.NOON)


def judged_anew(stage):
    """Other words for the contributors, another score, and a review more."""
    for name in ("reviewer", "colleague"):
        submitted(stage, name, 4, **words(f"Anew by {name}.", "Yes."))


def test_contributors_who_read_their_reviews_read_nothing_else(twins):
    assert leaks(twins, judged_between_us, "author", "co-author", "invited", before=NOW) == []

    told = leaks(twins, scores_are_told, "author", before=NOW)
    assert {place.partition("?")[0] for _visitor, place in told} == {
        f"/en/me/proposals/{twins.stage.talk.code}/rebuttal/"
    }


def test_what_contributors_answer_reaches_nobody_who_may_not_read_their_reviews(twins):
    observers = ("colleague", "reviewer in conflict", "reviewer of another track", "secretary in conflict")

    assert leaks(twins, answered, *observers, before=NOW) == []
    assert leaks(twins, answered, "reviewer", before=NOW, only=REVIEWING)


def test_once_the_time_to_answer_is_over_contributors_learn_nothing_more(twins):
    over = time_to_answer(make.NOON - timedelta(days=1), make.NOON)

    assert leaks(twins, judged_anew, "author", "co-author", before=over) == []


def names_changed(stage):
    """Other people reviewed it."""
    who = [stage.person("reviewer").pk, stage.person("sub-writer").pk]
    Person.objects.filter(pk__in=who).update(name="Somebody else")


@pytest.mark.parametrize("anonymity", Anonymity.values)
def test_contributors_learn_who_reviewed_in_open_tracks_alone(twins, anonymity):
    def decided(stage):
        ReviewRules.objects.filter(track=stage.here.track).update(anonymity=anonymity)
        Assignment.objects.filter(proposal=stage.talk).update(is_named=True)
        make.delegation(stage.assignment("reviewer"), stage.person("sub-writer"), wrote_at=make.NOON)
        Delegation.objects.update(handed_at=make.NOON)
        submitted(stage, "reviewer", 3, **words("Told to contributors."))
        decide(proposal=stage.talk, verdict=Verdict.ACCEPT, by=stage.person("chair"), at=make.NOON)
        Decision.objects.filter(proposal=stage.talk).update(released_at=make.NOON)

    seen = leaks(twins, names_changed, "author", "co-author", before=decided, only=THEIR_PAGES)

    assert bool(seen) == (anonymity == Anonymity.OPEN)


def test_a_reminder_of_what_the_secretary_may_not_know_is_not_theirs_to_count(twins):
    stage = twins.stage
    by = {"edition": stage.here.edition, "by": stage.person("secretary in conflict"), "at": make.NOON}

    with taken_back():
        blind = remind(**by)
    with taken_back():
        Review.objects.filter(assignment=stage.assignment("reviewer")).delete()
        assert remind(**by) == blind
