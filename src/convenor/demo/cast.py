"""Who can be played in the demonstration, by role."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from convenor.editions.models import Office, Role
from convenor.people.models import ContactPoint, Person
from convenor.proposals.kinds import ConflictSource
from convenor.proposals.models import Conflict, Proposal


@dataclass(frozen=True, slots=True)
class Part:
    """Somebody to sign in as."""

    role: str | Promise
    person: Person
    address: str


# An office, and how many of its holders are shown.
_SHOWN = ((Role.SECRETARY, 1), (Role.CHAIR, 1), (Role.TRACK_CHAIR, 2), (Role.REVIEWER, 3), (Role.DESK, 1))


def cast() -> list[Part]:
    """One or some people of each role, the reviewer with a conflict among them."""
    parts: list[tuple[str | Promise, Person]] = []
    for role, most in _SHOWN:
        offices = Office.objects.filter(role=role, ended_at=None).select_related("person").order_by("pk")
        holders = list(dict.fromkeys(office.person for office in offices))
        parts += [(role.label, person) for person in holders[:most]]
    conflict = (
        Conflict.objects.filter(source=ConflictSource.PERSON).select_related("person").order_by("pk").first()
    )
    if conflict:
        parts.append((_("reviewer who declared a conflict"), conflict.person))
    workshop = (
        Proposal.objects.filter(track__slug="workshops").select_related("proposer").order_by("pk").first()
    )
    if workshop:
        parts.append((_("proposer of a workshop"), workshop.proposer))
    addresses = dict(
        ContactPoint.objects.filter(person__in=[person for _role, person in parts]).values_list(
            "person_id", "address"
        )
    )
    return [Part(role, person, addresses.get(person.pk, "")) for role, person in parts]
