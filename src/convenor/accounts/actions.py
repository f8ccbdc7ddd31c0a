"""Signing in by a code, and knowing people by their address."""

from __future__ import annotations

from datetime import datetime

from convenor.audit.actions import record
from convenor.kernel.text import one_line
from convenor.people.models import ContactPoint, Organization, Person


def person_at(address: str, *, name: str = "", language: str = "en", at: datetime) -> Person:
    """Whoever is reached at ``address``; somebody new where nobody is. For use inside actions."""
    known = Person.objects.at_address(address)
    if known is not None:
        return known
    person = Person.objects.create(name=one_line(name)[:200], language=language, created_at=at)
    ContactPoint.objects.create(person=person, address=address.strip(), key=ContactPoint.key_of(address))
    record("person.met", subject=person, actor=None, at=at, about=[person])
    return person


def organization_named(name: str) -> Organization | None:
    """The organization people call ``name``; ``None`` for an empty name. For use inside actions."""
    name = one_line(name)[:200]
    if not name:
        return None
    return Organization.objects.get_or_create(key=Organization.key_of(name), defaults={"name": name})[0]
