"""What people say of their gender, where they agreed to a use of it: by group, never by person.

Nothing else in the product reads it, and what is given here is shown to nobody as it is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

from convenor.people.models import GenderAnswer, Person

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
