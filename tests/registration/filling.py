"""An edition that takes registrations, and how people fill in its form."""

from __future__ import annotations

from typing import Any

from convenor.editions.models import Edition
from convenor.people.models import Person
from convenor.registration.actions.registering import Application, register
from convenor.registration.models import Category, Registration
from tests import make


def open_edition(**facts: Any) -> Edition:
    """Announced, with open rules and the category “educator”; its secretary is the first one of it."""
    edition = make.edition(secretaries=(make.person("Sela"),), **facts)
    make.registration_rules(edition)
    make.category(edition, "educator")
    return edition


def secretary_of(edition: Edition) -> Person:
    return edition.offices.get(role="secretary").person


def educator_of(edition: Edition) -> Category:
    return edition.categories.get(slug="educator")


def application(category: Category, name: str = "Ada", **said: Any) -> Application:
    values: dict[str, Any] = {"country": "KE", "language": "en", "attendance": "in-person"}
    return Application(category=category, name=name, **{**values, **said})


def registered(edition: Edition, who: Person | None = None, **said: Any) -> Registration:
    """Somebody signed in and registered."""
    who = who or make.person()
    category = said.pop("category", None) or educator_of(edition)
    filled = application(category, name=who.name, **said)
    return register(edition=edition, application=filled, by=who, at=make.NOON)
