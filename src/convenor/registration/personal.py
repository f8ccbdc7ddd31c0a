"""A person's own data in this package."""

from __future__ import annotations

from typing import Any

from django.db.models import F

from convenor.people.models import Person
from convenor.registration.models import InvitationCode, Registration


def own_data(person: Person) -> dict[str, Any]:
    """The registrations of ``person`` with all that belongs to them, and the codes that they were sent."""
    registrations = Registration.objects.filter(person=person)
    codes = InvitationCode.objects.filter(person=person).annotate(path=F("edition__path"))
    return {
        "registrations": [
            _registration(each) for each in registrations.select_related("edition", "category").order_by("pk")
        ],
        "invitation_codes": list(codes.order_by("pk").values("path", "code", "until", "made_at")),
    }


def _registration(registration: Registration) -> dict[str, Any]:
    return {
        "edition": registration.edition.path,
        "code": registration.code,
        "category": registration.category.slug,
        "name": registration.name,
        "country": registration.country,
        "organization": registration.organization.name if registration.organization else "",
        "language": registration.language,
        "attendance": registration.attendance,
        "registered_at": registration.registered_at,
        "confirmed_at": registration.confirmed_at,
        "needs": list(registration.needs.order_by("pk").values("kind", "text", "keep_until")),
        "answers": list(registration.approvals.order_by("pk").values("answer", "note", "at")),
        "cancellations": list(
            registration.cancellations.order_by("pk").values("kind", "reason", "at", "reinstated_at")
        ),
        "entitlements": list(
            registration.entitlements.annotate(to_track=F("track__slug"), to_session=F("session__code"))
            .order_by("pk")
            .values("to_track", "to_session", "asked_at", "granted_at", "ended_at", "end")
        ),
        "badge": list(_of("badge", registration, "at")),
        "check_in": list(_of("check_in", registration, "at", "desk")),
        "presence": list(_of("presence", registration, "at")),
    }


def _of(name: str, registration: Registration, *fields: str) -> Any:
    found = Registration.objects.filter(pk=registration.pk, **{f"{name}__isnull": False})
    return found.values(*(f"{name}__{field}" for field in fields))
