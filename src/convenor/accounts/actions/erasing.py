"""Forgetting a person: each package takes out what it knows; what others need of it stays without a name."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.utils.module_loading import import_string

from convenor.audit.actions import locked, record, write
from convenor.people.facts import facts_changed
from convenor.people.models import NOBODY, Person


@write
def erase(*, by: Person, at: datetime) -> Person:
    """Forget ``by``, who asked for it. Nobody is left to sign in; at the same address begins somebody new."""
    person = locked(Person, by)
    if person.erased_at is not None:
        return person
    record("person.erased", subject=person, actor=person, at=at, about=[person])
    for path in settings.PERSONAL_ERASURE:
        import_string(path)(person, at)
    facts = {"name": NOBODY, "zone": "", "country": "", "organization": None, "biography": ""}
    for name, value in facts.items():
        setattr(person, name, value)
    person.erased_at = at
    person.save(update_fields=[*facts, "erased_at"])
    facts_changed([person], at=at)
    return person
