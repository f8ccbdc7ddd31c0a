"""How releases name people, and which of them name somebody."""

from __future__ import annotations

import hashlib
from functools import reduce
from operator import or_

from django.db.models import Q

from convenor.editions.models import Edition
from convenor.kernel.codes import LETTERS
from convenor.people.models import Person
from convenor.programme.models import Release, ReleaseQuerySet

_CODE_LETTERS = 8


def guest_code(edition: Edition, person: Person) -> str:
    """How a release names ``person``: always the same in an edition, different in each, telling nothing."""
    digest = hashlib.sha256(f"{edition.path}:{person.uid}".encode()).digest()
    return "".join(LETTERS[byte % len(LETTERS)] for byte in digest[:_CODE_LETTERS])


def releases_naming(person: Person) -> ReleaseQuerySet:
    """Those that open ``person``, of all editions, published or not."""
    named = [
        Q(edition=edition, people__has_key=guest_code(edition, person))
        for edition in Edition.objects.filter(pk__in=Release.objects.values("edition"))
    ]
    return Release.objects.filter(reduce(or_, named)) if named else Release.objects.none()


def editions_naming(person: Person) -> list[Edition]:
    """The editions of these releases, the latest first."""
    named = Edition.objects.filter(pk__in=releases_naming(person).values("edition"))
    return list(named.select_related("series").order_by("-starts_on", "pk"))
