"""Letters about reviews still to be written: at most one a day to each reviewer of an edition.

The log is not told how many: its readers may be in conflict with a proposal whose reviewers are among them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime

from django.utils.translation import gettext as _

from convenor.audit.actions import record, write
from convenor.editions.letters import Addressed, Page, Value, send_all
from convenor.editions.models import Edition, LetterKind, Track
from convenor.kernel.refusals import NotAllowed
from convenor.people.models import Person
from convenor.review import queries, rules
from convenor.review.actions.telling import remind_sub_reviewer
from convenor.review.models import Assignment, AssignmentQuerySet, Delegation, ReviewRules


@write
def remind(*, edition: Edition, track: Track | None = None, by: Person, at: datetime) -> int:
    """Write to those who have not answered, in ``track`` or all that ``by`` runs; gives how many they are."""
    if track and not rules.may_run(by, track, at=at):
        raise NotAllowed(_("Only chairs, the secretariat and the chairs of this track remind its reviewers."))
    assignments = queries.assignments_run_by(by, edition, at)
    if track:
        assignments = assignments.filter(proposal__track=track)
    reminded = tell_of_open_reviews(edition=edition, assignments=_unanswered(assignments, at), at=at)
    record("reviewers.reminded", subject=track or edition, actor=by, at=at, scope=edition.path)
    return reminded


@write
def remind_of_deadline(*, track: Track, at: datetime) -> int:
    """Write to those who have not answered in ``track``, by nobody's order; gives how many they are."""
    assignments = _unanswered(Assignment.objects.filter(proposal__track=track), at)
    reminded = tell_of_open_reviews(edition=track.edition, assignments=assignments, at=at)
    record("reviewers.reminded", subject=track, actor=None, at=at, scope=track.edition.path)
    return reminded


def tell_of_open_reviews(*, edition: Edition, assignments: Iterable[Assignment], at: datetime) -> int:
    """Owe each reviewer of ``assignments`` a letter, and who writes for them. For use inside actions.

    The first of the day: a second one changes nothing.
    """
    by_reviewer: dict[Person, list[Assignment]] = defaultdict(list)
    for assignment in assignments:
        by_reviewer[assignment.reviewer].append(assignment)
    page = Page("reviewer:home", tuple(edition.path.split("/")))
    due = dict(ReviewRules.objects.filter(track__edition=edition).values_list("track", "due_at"))
    letters = [
        Addressed(
            kind=LetterKind.REVIEW_REMINDER,
            to=reviewer,
            key=f"reviews:{edition.pk}:{reviewer.pk}:{at.astimezone(UTC).date()}",
            values={**_what_is_due(open_, due), "link": page},
        )
        for reviewer, open_ in by_reviewer.items()
    ]
    letters += _to_sub_reviewers(by_reviewer.values(), at)
    send_all(edition=edition, letters=letters, at=at)
    return len(letters)


def _to_sub_reviewers(open_: Iterable[list[Assignment]], at: datetime) -> list[Addressed]:
    """One for each who writes some of these reviews for somebody, and has not handed it over."""
    keys = [assignment.pk for assignments in open_ for assignment in assignments]
    writing = Delegation.objects.writing().filter(assignment__in=keys)
    return [
        remind_sub_reviewer(each, at)
        for each in writing.select_related(*queries.OF_DELEGATION).order_by("pk")
    ]


def _what_is_due(assignments: list[Assignment], due: dict[int, datetime | None]) -> dict[str, Value]:
    tracks = {assignment.proposal.track for assignment in assignments}
    deadlines = [instant for track in tracks if (instant := due.get(track.pk))]
    values: dict[str, Value] = {"deadline": min(deadlines)} if deadlines else {}
    if len(tracks) == 1:
        values["track"] = tracks.pop().name
    return values


def _unanswered(assignments: AssignmentQuerySet, at: datetime) -> AssignmentQuerySet:
    open_ = assignments.answerable(at).unanswered()
    return open_.select_related("reviewer", "proposal__track").order_by("pk")
