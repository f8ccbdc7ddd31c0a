"""A person's own data in this package."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from convenor.kernel.codes import new_token
from convenor.people.models import Person
from convenor.programme.actions.gaps import leave_gap
from convenor.programme.models import Appearance, Availability, Mark, MarkList, Material, Note, Report
from convenor.programme.planned import PlanningRun


def own_data(person: Person) -> dict[str, Any]:
    """The sessions in which ``person`` appears, when they are available, what they marked and left there."""
    appearances = Appearance.objects.filter(person=person).select_related("session__edition").order_by("pk")
    available = Availability.objects.filter(person=person).order_by("pk")
    lists = MarkList.objects.filter(person=person).order_by("pk")
    marks = Mark.objects.filter(mark_list__person=person).order_by("pk")
    notes = Note.objects.filter(mark_list__person=person).order_by("pk")
    materials = Material.objects.filter(by=person).order_by("pk")
    reports = Report.objects.filter(by=person).order_by("pk")
    planned = PlanningRun.objects.filter(by=person).order_by("pk")
    return {
        "appearances": [_appearance(each) for each in appearances],
        "availabilities": list(available.values("edition__path", "starts_at", "ends_at")),
        "mark_lists": list(lists.values("edition__path", "token", "created_at")),
        "marks": list(marks.values("code", "is_marked", "at")),
        "notes": list(notes.values("code", "text", "at")),
        "materials": list(materials.values("session__code", "kind", "title", "licence", "url", "at")),
        "plans_asked_for": list(planned.values("edition__path", "name", "at")),
        "reports": list(reports.values("session__code", "licence", "at")),
    }


def erase(person: Person, at: datetime) -> None:
    """What ``person`` marked and when they can come go; in every release they leave a gap."""
    for each in Appearance.objects.filter(person=person):
        Appearance.objects.filter(pk=each.pk).update(invited_as="", token=new_token())
    Availability.objects.filter(person=person).delete()
    MarkList.objects.filter(person=person).delete()
    leave_gap(person, at)


def _appearance(each: Appearance) -> dict[str, Any]:
    return {
        "session": each.session.code,
        "edition": each.session.edition.path,
        "title": each.session.title.to_json(),
        "role": each.role,
        "is_remote": each.is_remote,
        "invited_as": each.invited_as,
        "invited_at": each.invited_at,
        "agreed_at": each.agreed_at,
        "refused_at": each.refused_at,
    }
