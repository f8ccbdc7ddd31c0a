"""What people say of their gender, where they agreed to a use of it: by group, never by person.

Nothing else in the product reads it, and what is given here is shown to nobody as it is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from convenor.people.models import GenderAnswer, Person
from convenor.proposals.models import Call, Contributor, Decision, Proposal, Verdict
from convenor.review.counted import GenderFigure, Moment

FEWEST = 5  # people in a group that is told or used


def groups_on_panels(reviewers: Sequence[Person]) -> list[str | None]:
    """The group of each of ``reviewers`` by which panels are balanced.

    ``None``: they did not agree, or too few say the same.
    """
    agreed = GenderAnswer.objects.filter(person__in=reviewers, on_panels=True)
    said = dict(agreed.values_list("person", "gender"))
    large = _large(Counter(said.values()))
    groups = (said.get(each.pk) for each in reviewers)
    return [group if group in large else None for group in groups]


def _large(counted: Counter[str]) -> Collection[str]:
    return {group for group, many in counted.items() if many >= FEWEST}


def calls_to_count(at: datetime) -> list[tuple[Call, Moment]]:
    """The calls that came to a moment of which there is no figure yet, with that moment."""
    closed = Call.objects.filter(closes_at__lte=at).select_related("edition").order_by("pk")
    is_counted = {
        moment: Exists(GenderFigure.objects.filter(call=OuterRef("pk"), moment=moment)) for moment in Moment
    }
    released = closed.filter(is_counted[Moment.CLOSED], ~is_counted[Moment.RELEASED], _has_all_released())
    return [
        *((call, Moment.CLOSED) for call in closed.filter(~is_counted[Moment.CLOSED])),
        *((call, Moment.RELEASED) for call in released),
    ]


def _has_all_released() -> Q:
    """Of a call: something is decided, and of nothing that stands is the last word open or held back."""
    standing = Proposal.objects.standing().filter(call=OuterRef("pk"))
    last_word = Decision.objects.standing().filter(proposal=OuterRef("pk")).exclude(verdict=Verdict.REVISE)
    said = Exists(last_word.exclude(released_at=None))
    return Exists(standing.filter(said)) & ~Exists(standing.filter(~said))


def groups_to_tell(call: Call, moment: Moment) -> dict[str, int]:
    """How many people of the proposals of ``call`` say what, of those who agreed: groups from five upwards.

    Of those accepted only groups of which as many were not, so that neither is the rest of the two figures
    a smaller group.
    """
    people = _people_of(Proposal.objects.standing().filter(call=call))
    if moment == Moment.CLOSED:
        return _told(_counted(people))
    accepted = people.filter(pk__in=_people_of(_accepted(call)).values("pk"))
    others = _counted(people.exclude(pk__in=accepted.values("pk")))
    before: Mapping[str, int] = GenderFigure.objects.get(call=call, moment=Moment.CLOSED).groups
    return {
        group: many
        for group, many in _told(_counted(accepted)).items()
        if others[group] >= FEWEST and before.get(group, many + FEWEST) - many >= FEWEST
    }


def _accepted(call: Call) -> QuerySet[Proposal]:
    told = Decision.objects.known().filter(proposal=OuterRef("pk"), verdict=Verdict.ACCEPT)
    return Proposal.objects.standing().filter(Exists(told), call=call)


def _people_of(proposals: QuerySet[Proposal]) -> QuerySet[Person]:
    parts = Contributor.objects.taking_part().filter(proposal__in=proposals)
    return Person.objects.filter(pk__in=parts.values("person"), erased_at=None)


def _counted(people: QuerySet[Person]) -> Counter[str]:
    agreed = GenderAnswer.objects.filter(person__in=people, in_figures=True)
    return Counter(agreed.values_list("gender", flat=True))


def _told(counted: Counter[str]) -> dict[str, int]:
    large = _large(counted)
    return {group: many for group, many in sorted(counted.items()) if group in large}
