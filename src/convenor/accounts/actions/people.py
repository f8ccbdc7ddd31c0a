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
from convenor.people.models import ContactPoint, Organization, OrganizationKind, Person

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


def organization_told(name: str, kind: str | None, *, before: Organization | None) -> Organization | None:
    """The organization people call ``name``, and of what ``kind`` it is; ``None``: as it was.

    Who names another one than ``before`` fills in its kind only where nobody has. For use inside actions.
    """
    if kind and kind not in OrganizationKind:
        raise NotAProfile(_("Please choose one of the kinds of organization."))
    organization = organization_named(name)
    if organization is None or kind is None or organization.kind == kind:
        return organization
    if organization == before or not organization.kind:
        organization.kind = kind
        organization.save(update_fields=["kind"])
    return organization


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
    organization_kind: str | None = None,
) -> Person:
    """What ``by`` says of themselves. The log names the fields that changed, never what they say."""
    name = one_line(name)[:200]
    _refuse_strange(name, language, zone, country)
    person = locked(Person, by)
    before = person.organization
    told = organization_told(organization, organization_kind, before=before)
    facts = {
        "name": name,
        "language": language,
        "zone": zone,
        "country": country,
        "organization": told,
        "biography": clean(biography),
    }
    changed = [field for field, value in facts.items() if getattr(person, field) != value]
    if changed:
        for field in changed:
            setattr(person, field, facts[field])
        person.save(update_fields=changed)
    if told and told == before and told.kind != before.kind:
        changed.append("organization_kind")
    if changed:
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
