"""A person's own data in this package."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import F

from convenor.audit.actions import record
from convenor.kernel.codes import new_token
from convenor.people.models import NOBODY, Person
from convenor.registration.actions.ending import end
from convenor.registration.models import (
    Approval,
    Cancellation,
    CancellationKind,
    InvitationCode,
    Need,
    Registration,
)
from convenor.registration.places import counted


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


def erase(person: Person, at: datetime) -> None:
    """Registrations for what is to come end; all of them stay to be counted, without name and needs."""
    registrations = Registration.objects.select_related("edition", "person", "category", "invitation")
    mine = registrations.select_for_update(of=("self",)).filter(person=person).order_by("pk")
    for registration in mine:
        if registration.ended_at is None and not registration.edition.is_over(at) and not _came(registration):
            with counted(registration):
                end(registration, CancellationKind.BY_PERSON, by=person, at=at)
            record(
                "registration.cancelled",
                subject=registration,
                actor=person,
                at=at,
                scope=registration.edition.path,
                about=[person],
            )
        Registration.objects.filter(pk=registration.pk).update(
            name=NOBODY, organization=None, token=new_token()
        )
    Need.objects.filter(registration__person=person).delete()
    Approval.objects.filter(registration__person=person).update(note="")
    Cancellation.objects.filter(registration__person=person).update(reason="")
    InvitationCode.objects.filter(person=person).update(note="")


def _came(registration: Registration) -> bool:
    return hasattr(registration, "check_in") or hasattr(registration, "presence")
