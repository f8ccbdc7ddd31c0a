"""For what reviewers are thanked once decisions are released: how much, never which proposals."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from statistics import median

from django.db.models import Exists, OuterRef, Q, QuerySet

from convenor.editions.models import Edition
from convenor.people.models import Person
from convenor.proposals.models import Decision
from convenor.review.credited import Thanked
from convenor.review.models import AssignmentQuerySet, Delegation, Review, ReviewQuerySet


@dataclass(frozen=True, slots=True)
class Service:
    """How many reviews somebody submitted, and wrote for others, of proposals whose decision is known."""

    reviews: int
    for_others: int


def service_of(person: Person, edition: Edition) -> Service | None:
    """What ``person`` did for ``edition``; nothing before decisions are released."""
    known = _of_known_decisions().filter(assignment__proposal__edition=edition)
    own = known.filter(assignment__reviewer=person).count()
    for_others = known.filter(Exists(_written_by(person))).count()
    return Service(own, for_others) if own or for_others else None


def editions_served_by(person: Person) -> QuerySet[Edition]:
    """For which ``person`` has a letter of credit, or may have one."""
    theirs = Q(assignment__reviewer=person) | Exists(_written_by(person))
    editions = _of_known_decisions().filter(theirs).values("assignment__proposal__edition")
    return Edition.objects.filter(pk__in=editions).select_related("series").order_by("-starts_on", "pk")


def thanked_in(edition: Edition) -> list[str]:
    """The names of those who wish to be listed, by name."""
    listed = Thanked.objects.filter(edition=edition, person__erased_at=None).exclude(person__name="")
    return sorted(listed.values_list("person__name", flat=True), key=str.casefold)


def days_by_reviewer(assignments: AssignmentQuerySet, people: Iterable[Person]) -> dict[int, int]:
    """In how many days each of ``people`` answered, as the median of what they submitted."""
    days: defaultdict[int, list[float]] = defaultdict(list)
    for reviewer, took in _days(assignments.filter(reviewer__in=people)):
        days[reviewer].append(took)
    return {reviewer: round(median(of_each)) for reviewer, of_each in days.items()}


def days_of(assignments: AssignmentQuerySet) -> int | None:
    """The same over all ``assignments``."""
    days = [took for _reviewer, took in _days(assignments)]
    return round(median(days)) if days else None


def _days(assignments: AssignmentQuerySet) -> Iterator[tuple[int, float]]:
    rows = assignments.order_by().filter(review__submitted_at__isnull=False)
    for reviewer, asked, submitted in rows.values_list("reviewer", "assigned_at", "review__submitted_at"):
        if submitted:
            yield reviewer, (submitted - asked) / timedelta(days=1)


def _of_known_decisions() -> ReviewQuerySet:
    known = Decision.objects.known().filter(proposal=OuterRef("assignment__proposal"))
    return Review.objects.counted().filter(Exists(known))


def _written_by(person: Person) -> QuerySet[Delegation]:
    wrote = Delegation.objects.in_force().filter(person=person, wrote_at__isnull=False)
    return wrote.filter(assignment=OuterRef("assignment"))
