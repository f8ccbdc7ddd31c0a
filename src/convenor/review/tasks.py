"""What reviewing does by itself."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from convenor.editions.models import Edition, Office
from convenor.proposals.models import Revision
from convenor.review.actions.conflicts import find_conflicts
from convenor.review.actions.genders import count_genders
from convenor.review.actions.rebuttal import open_rebuttals
from convenor.review.actions.reminders import remind_of_deadline
from convenor.review.actions.revisions import tell_of_revision
from convenor.review.conflicts import JUDGING
from convenor.review.genders import calls_to_count
from convenor.review.matching.working import work_out_next
from convenor.review.models import ReviewRules
from convenor.review.working import compare_next

REMINDERS = (timedelta(days=-3), timedelta(days=-1), timedelta(days=1))
_CATCHING_UP = timedelta(days=1)  # a reminder that could not go out for so long is left out


def tell_of_revisions(at: datetime) -> int:
    """Tell reviewers of each revision that was handed in; gives how many revisions those were."""
    untold = Revision.objects.filter(notice=None).order_by("pk")
    for revision in untold:
        tell_of_revision(revision=revision, at=at)
    return len(untold)


def find_conflicts_again(at: datetime) -> int:
    """Compare all facts again where somebody judges: offices end by themselves. Gives how many changes."""
    judging = Office.objects.held_at(at).filter(role__in=JUDGING)
    editions = Edition.objects.filter(pk__in=judging.values("edition")).order_by("pk")
    return sum(find_conflicts(edition=edition, at=at) for edition in editions)


def remind_due(at: datetime) -> int:
    """Remind reviewers three days and one day before each track's deadline, and one day after it."""
    reminded = 0
    for offset in REMINDERS:
        due_at = at - offset
        come = ReviewRules.objects.filter(due_at__gt=due_at - _CATCHING_UP, due_at__lte=due_at)
        for review_rules in come.select_related("track__edition"):
            name = f"reviews of track {review_rules.track_id} due {review_rules.due_at}: {offset}"
            reminded += remind_of_deadline.once(uuid5(NAMESPACE_URL, name), track=review_rules.track, at=at)
    return reminded


def open_due_rebuttals(at: datetime) -> int:
    """Tell contributors, once, that they may answer to their reviewers now; gives how many letters that took.

    A time that is set anew is told anew.
    """
    begun = ReviewRules.objects.filter(rebuttal_opens_at__lte=at, rebuttal_closes_at__gt=at)
    told = 0
    for rules in begun.select_related("track__edition").order_by("pk"):
        name = f"rebuttals of track {rules.track_id} from {rules.rebuttal_opens_at}"
        told += open_rebuttals.once(uuid5(NAMESPACE_URL, name), rules=rules, at=at)
    return told


def count_genders_due(at: datetime) -> int:
    """Count the people of calls that closed, or of which all decisions are released; gives how many calls."""
    due = calls_to_count(at)
    for call, moment in due:
        count_genders(call=call, moment=moment, at=at)
    return len(due)


def work_out_matching(at: datetime) -> int:
    """Work out one suggestion of who reviews what; gives how many that were."""
    return work_out_next(at)


def compare_texts(at: datetime) -> int:
    """Compare the texts of proposals once, where somebody asked for it; gives how often that was."""
    return compare_next(at)
