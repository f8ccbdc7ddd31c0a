"""What those who reviewed a proposal say to each other, each under a letter that tells nothing of who it is.

A reviewer is in it once their own review is submitted: nobody is told what others think before they said what
they think themselves. Who declares a conflict of interest, or is asked no longer, is out of it at once; what
they said stays, under their letter.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import count
from string import ascii_uppercase
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils.crypto import salted_hmac

from convenor.editions.models import Edition
from convenor.people.models import Person
from convenor.proposals.models import Proposal
from convenor.review.models import Assignment, AssignmentQuerySet, Review, ReviewRules, Statement
from convenor.review.queries import assignments_of, reviews_of

SALT = "convenor.review.discussion"


@dataclass(frozen=True, slots=True)
class Opinion:
    """A submitted review, and the letter of who wrote it."""

    letter: str
    review: Review


@dataclass(frozen=True, slots=True)
class Said:
    """A statement; without a letter, of somebody who decides. Of its moment, only the day is told."""

    letter: str
    is_own: bool
    text: str
    day: date
    person: Person


def letters_of(proposal: Proposal) -> dict[int, str]:
    """A letter for each person who was ever asked to review ``proposal``, by key; they keep it for ever.

    Drawn from a hash keyed with the secret of the installation, with which it would change: neither order nor
    name tells anything. The second to draw one takes the next.
    """
    asked = Assignment.objects.filter(proposal=proposal).order_by("pk")
    letters: dict[int, str] = {}
    for key, uid in asked.values_list("reviewer", "reviewer__uid"):
        if key not in letters:
            taken = set(letters.values())
            letters[key] = next(each for each in _drawn(f"{proposal.code} {uid}") if each not in taken)
    return letters


def _drawn(who: str) -> Iterator[str]:
    first = int(salted_hmac(SALT, who, algorithm="sha256").hexdigest(), 16)
    for place in count():
        turn = place // len(ascii_uppercase)
        yield ascii_uppercase[(first + place) % len(ascii_uppercase)] + (str(turn + 1) if turn else "")


def is_on(proposal: Proposal, at: datetime) -> bool:
    """Whether people may speak."""
    return ReviewRules.objects.filter(_is_open(at), track=proposal.track_id).exists()


def has_begun(proposal: Proposal, at: datetime) -> bool:
    """Whether there is something to be read, or may be; it stays when people may speak no more."""
    return ReviewRules.objects.filter(track=proposal.track_id, discussion_opens_at__lte=at).exists()


def _is_open(at: datetime, path: str = "") -> Q:
    stays = Q(**{f"{path}discussion_closes_at": None}) | Q(**{f"{path}discussion_closes_at__gt": at})
    return stays & Q(**{f"{path}discussion_opens_at__lte": at})


def discussed_by(person: Person, edition: Edition, at: datetime) -> AssignmentQuerySet:
    """The assignments of ``person`` whose discussion they read: it has begun, their review is submitted."""
    begun = {"proposal__track__review_rules__discussion_opens_at__lte": at}
    return assignments_of(person, edition, at).filter(review__submitted_at__isnull=False, **begun)


def in_it(proposal: Proposal, at: datetime) -> AssignmentQuerySet:
    """The assignments of those reviewers of ``proposal`` who may read its discussion."""
    return Assignment.objects.answerable(at).filter(proposal=proposal, review__submitted_at__isnull=False)


def opinions_on(proposal: Proposal, *, but: Person) -> list[Opinion]:
    """The counted reviews of others than ``but``, by letter."""
    letters = letters_of(proposal)
    others = reviews_of(proposal).exclude(assignment__reviewer=but)
    found = [Opinion(letters[review.assignment.reviewer_id], review) for review in others]
    return sorted(found, key=lambda each: each.letter)


def said_about(proposal: Proposal, *, to: Person) -> list[Said]:
    """All statements, in order, as ``to`` reads them."""
    letters = letters_of(proposal)
    statements: QuerySet[Any] = Statement.objects.filter(proposal=proposal).select_related("person")
    return [
        Said(
            letter=letters.get(each.person_id, ""),
            is_own=each.person_id == to.pk,
            text=each.text,
            day=proposal.edition.day_at(each.at),
            person=each.person,
        )
        for each in statements.order_by(F("at").asc(), "pk")
    ]
