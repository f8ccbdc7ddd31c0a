"""What the writes of this package share: who may, slugs, and changing a row's facts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from itertools import chain, count
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from convenor.editions import rules
from convenor.editions.models import Edition
from convenor.kernel.refusals import NotAllowed, Refused
from convenor.kernel.text import short_name_of
from convenor.kernel.translated import LANGUAGES
from convenor.people.models import Person

# First words of addresses that are not a series or an edition, now or soon.
RESERVED = frozenset(
    {
        "api",
        "appearances",
        "credits",
        "demo",
        "invitations",
        "log",
        "m",
        "me",
        "media",
        "new",
        "reviewing",
        "s",
        "search",
        "sign-in",
        "sign-out",
        "static",
        *LANGUAGES,
    }
)
MOST_MADE = 34  # characters of a short name that is made, so that a number still fits
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


class BadSlug(Refused):
    """This cannot stand in an address."""


class SlugTaken(Refused):
    """Something else has this address."""


class WrongDays(Refused):
    """It would end before it starts, or only one of the two days is known."""


def only_secretaries(person: Person, edition: Edition, at: datetime) -> None:
    if not rules.may_organise(person, edition, at=at):
        raise NotAllowed(_("Only the secretariat of this edition may do this."))


def check_slug(slug: str) -> None:
    if not _SLUG.fullmatch(slug) or slug in RESERVED:
        sentence = _("“%(slug)s” cannot stand in an address: use small letters a to z, digits and hyphens.")
        raise BadSlug(sentence % {"slug": slug})


def check_free(rows: models.QuerySet[Any], slug: str) -> None:
    if rows.filter(slug=slug).exists():
        raise SlugTaken(_("“%(slug)s” is taken; please choose another short name.") % {"slug": slug})


def short_name(rows: models.QuerySet[Any], typed: str, name: str, kind: str) -> str:
    """``typed``, if an address can have it and it is free; where it is empty, made of ``name`` or ``kind``.

    A number follows what is made where ``rows`` have it already. For use inside actions that hold the lock.
    """
    if typed:
        check_slug(typed)
        check_free(rows, typed)
        return typed
    made = short_name_of(name, most=MOST_MADE) or kind
    taken = RESERVED.union(rows.filter(slug__startswith=made).values_list("slug", flat=True))
    numbered = (f"{made}-{number}" for number in count(2))
    return next(each for each in chain([made], numbered) if each not in taken)


def check_days(first: date | None, last: date | None) -> None:
    if (first is None) != (last is None):
        raise WrongDays(_("Give both the first and the last day, or neither."))
    if first and last and last < first:
        raise WrongDays(_("The last day comes before the first."))


def put(row: models.Model, facts: Mapping[str, Any]) -> list[str]:
    """Give ``row`` those ``facts`` that differ, and say which; saved only where something did."""
    changed = sorted(name for name, value in facts.items() if getattr(row, name) != value)
    for name in changed:
        setattr(row, name, facts[name])
    if changed:
        row.save(update_fields=changed)
    return changed
