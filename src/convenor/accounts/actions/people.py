"""Knowing people by their address, and what they say of themselves."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import available_timezones

import pycountry
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from convenor.accounts.addresses import checked
from convenor.audit.actions import locked, record, write
from convenor.kernel.refusals import Refused
from convenor.kernel.text import clean, one_line
from convenor.kernel.translated import LANGUAGES
from convenor.people.facts import facts_changed
from convenor.people.models import ContactPoint, Organization, Person

_COUNTRIES = frozenset(country.alpha_2 for country in pycountry.countries)


class NotAProfile(Refused):
    """A language, a time zone or a country that we do not know, or no name."""


def person_at(address: str, *, name: str = "", language: str = "en", at: datetime) -> Person:
    """Whoever is reached at ``address``; somebody new where nobody is. For use inside actions."""
    known = Person.objects.at_address(address)
    if known is not None:
        return known
    address = checked(address)
    try:
        with transaction.atomic():
            person = Person.objects.create(name=one_line(name)[:200], language=language, created_at=at)
            ContactPoint.objects.create(person=person, address=address, key=ContactPoint.key_of(address))
    except IntegrityError:  # PostgreSQL: somebody entered them at the same moment
        return Person.objects.get(contact_points__key=ContactPoint.key_of(address))
    record("person.met", subject=person, actor=None, at=at, about=[person])
    return person


def person_named(name: str, *, language: str, at: datetime) -> Person:
    """Somebody new who gives no address; nobody can sign in as them. For use inside actions."""
    person = Person.objects.create(name=one_line(name)[:200], language=language, created_at=at)
    record("person.met", subject=person, actor=None, at=at, about=[person])
    return person


def organization_named(name: str) -> Organization | None:
    """The organization people call ``name``; ``None`` for an empty name. For use inside actions."""
    name = one_line(name)[:200]
    if not name:
        return None
    return Organization.objects.get_or_create(key=Organization.key_of(name), defaults={"name": name})[0]


@write
def change_profile(
    *,
    name: str,
    language: str,
    zone: str,
    country: str,
    organization: str,
    biography: str,
    by: Person,
    at: datetime,
) -> Person:
    """What ``by`` says of themselves. The log names the fields that changed, never what they say."""
    name = one_line(name)[:200]
    _refuse_strange(name, language, zone, country)
    facts = {
        "name": name,
        "language": language,
        "zone": zone,
        "country": country,
        "organization": organization_named(organization),
        "biography": clean(biography),
    }
    person = locked(Person, by)
    changed = [field for field, value in facts.items() if getattr(person, field) != value]
    if changed:
        for field in changed:
            setattr(person, field, facts[field])
        person.save(update_fields=changed)
        record("person.changed_profile", subject=person, actor=by, at=at, about=[person], fields=changed)
        facts_changed([person], at=at)
    return person


def _refuse_strange(name: str, language: str, zone: str, country: str) -> None:
    if not any(sign.isalnum() for sign in name):  # some characters are no space, and yet nobody sees them
        raise NotAProfile(_("Please say what your name is."))
    if language not in LANGUAGES or (zone and zone not in available_timezones()):
        raise NotAProfile(_("Please choose a language and a time zone that exist."))
    if country and country not in _COUNTRIES:
        raise NotAProfile(_("Please choose a country that exists."))
