"""One draft: its goals, its days in words, what has no place and why, what it changes; named, adopted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from convenor.kernel.refusals import Refused
from convenor.programme.actions.planning import name_draft, remove_draft
from convenor.programme.drafting.adopting import adopt_draft, outlook
from convenor.programme.drafting.comparing import Spots, spots_in
from convenor.programme.drafting.problems import in_words
from convenor.programme.drafting.wording import Names
from convenor.programme.drafting.wording import in_words as demand_in_words
from convenor.programme.planned import Draft, PlanningKind
from convenor.web.doing import done
from convenor.web.forms import KeyedForm, Line
from convenor.web.links import page
from convenor.web.organiser.home import is_secretary
from convenor.web.organiser.programme.common import removed_already, still_there
from convenor.web.organiser.programme.planning import words
from convenor.web.organiser.programme.planning.run import again_at, hours_at, names_for
from convenor.web.request import SignedInRequest
from convenor.web.templatetags.convenor import number

MOST_CHANGES = 100
MOST_OTHERS = 20


class NameForm(KeyedForm):
    name = Line(label=_("Name of the draft"), max_length=100)


@dataclass(frozen=True, slots=True)
class Held:
    """A session in a draft: its hours, its room, its title; it has none where it is kept from the reader."""

    time: str
    room: str
    code: str
    title: str


def draft_at(request: SignedInRequest, uid: UUID) -> Draft:
    return get_object_or_404(_of(request), uid=uid)


def _of(request: SignedInRequest) -> QuerySet[Draft]:
    return Draft.objects.filter(run__edition=request.edition).select_related("run__by", "run__edition")


@require_GET
def timetable(request: SignedInRequest, uid: UUID) -> HttpResponseBase:
    """All of it, one of its days at a time."""
    draft = draft_at(request, uid)
    run, names, spots = draft.run, names_for(request), spots_in(draft.plan)
    days = sorted({each.starts_at.astimezone(request.edition.tzinfo).date() for each in spots.values()})
    shown = _day(request, days)
    explained = run.result.get("explained", {}) if draft.unplaced else {}
    looked = outlook(draft, request.person)
    context = {
        "draft": draft,
        "name": words.name_of(draft),
        "problem": in_words(run.problem, {}) if run.problem else "",
        "goals": list(words.goals(draft.reached)),
        "days": days,
        "day": shown,
        "held": list(_held(request, spots, names, shown)) if shown else [],
        "unplaced": _unplaced(draft, names),
        "clash": words.clash(explained, names),
        "ways": words.ways_out(explained, names, request.edition, again_at(request, run)),
        "looked": looked,
        "moved": list(words.moved(looked.changes[:MOST_CHANGES], request.edition, names)),
        "changed": len(looked.changes),
        "more": max(0, len(looked.changes) - MOST_CHANGES),
        "since": list(words.since(looked.since, names)),
        "broken": [
            demand_in_words(each.demand.rule, each.demand.about, each.sessions, names)
            for each in looked.broken
        ],
        "others": _others(request, draft),
        "again": again_at(request, run),
        "hours": hours_at(request, run),
        "form": KeyedForm(request),
        "name_form": NameForm(request, initial={"name": draft.name}),
    }
    return render(request, "organiser/planning/draft.html", context)


def _day(request: SignedInRequest, days: list[date]) -> date | None:
    asked = request.GET.get("day", "")[:10]
    return next((day for day in days if day.isoformat() == asked), days[0] if days else None)


def _held(request: SignedInRequest, spots: Spots, names: Names, day: date) -> Iterator[Held]:
    edition = request.edition
    minutes = dict(edition.sessions.values_list("code", "minutes"))
    here = [
        (each.starts_at, names.rooms.get(each.room or "", each.room or ""), code, each)
        for code, each in spots.items()
        if each.starts_at.astimezone(edition.tzinfo).date() == day
    ]
    for _at, room, code, spot in sorted(here, key=lambda each: each[:3]):
        time = words.time_of(spot, minutes.get(code, 0), edition)
        yield Held(time, room, code, names.titles.get(code, ""))


def _unplaced(draft: Draft, names: Names) -> list[tuple[str, str]]:
    planned = draft.run.given.get("sessions", {})
    return [(code, names.titles[code]) for code in planned if code not in draft.plan and code in names.titles]


def _others(request: SignedInRequest, draft: Draft) -> list[tuple[Draft, str]]:
    """Those that it can be compared with, the last first: a plan with plans, a repair with its other ways."""
    is_repair = draft.run.kind == PlanningKind.REPAIR
    alike = {"run": draft.run} if is_repair else {"run__kind": PlanningKind.PLAN}
    others = Draft.objects.filter(run__edition=request.edition, **alike).exclude(pk=draft.pk)
    last = others.select_related("run").order_by("-run__at", "number")[:MOST_OTHERS]
    return [(each, words.name_of(each)) for each in last]


@require_POST
def timetable_name(request: SignedInRequest, uid: UUID) -> HttpResponse:
    draft, form = still_there(request, _of(request), uid=uid), NameForm(request)
    if draft is None:
        return removed_already(request, page(request.edition, "organiser:planning"))
    if form.is_valid():
        given: dict[str, Any] = {"draft": draft, "name": form.cleaned_data["name"]}
        _do(request, lambda: name_draft.once(form.key, **given, by=request.person, at=request.at))
    for errors in form.errors.values():
        messages.warning(request, " ".join(str(error) for error in errors))
    return redirect(page(request.edition, "organiser:timetable", uid))


@require_POST
def timetable_removal(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """Remove it, unless it was adopted; others of the same repair stay."""
    draft, form = still_there(request, _of(request), uid=uid), KeyedForm(request)
    if draft is None:
        return removed_already(request, page(request.edition, "organiser:planning"))
    run, home = draft.run, page(request.edition, "organiser:timetable", uid)
    if done(form, remove_draft, request, draft=draft):
        messages.success(request, now("The draft is removed."))
        is_repair = run.kind == PlanningKind.REPAIR and run.drafts.exists()
        there = ("organiser:loss_options", run.uid) if is_repair else ("organiser:planning",)
        home = page(request.edition, *there)
    for sentence in form.non_field_errors():
        messages.warning(request, str(sentence))
    return redirect(home)


@require_POST
def timetable_adoption(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """Place the sessions as the draft has them, if nothing changed since that was read."""
    draft, form = still_there(request, _of(request), uid=uid), KeyedForm(request)
    if draft is None:
        return removed_already(request, page(request.edition, "organiser:planning"))
    seen = request.POST.get("seen", "")[:64]
    if form.is_valid():
        given: dict[str, Any] = {"draft": draft, "seen": seen, "by": request.person, "at": request.at}
        moved = _do(request, lambda: adopt_draft.once(form.key, **given))
        if moved is not None:
            said = ngettext(
                "%(count)s session is placed otherwise now. Readers see it with the next release.",
                "%(count)s sessions are placed otherwise now. Readers see it with the next release.",
                moved,
            )
            messages.success(request, said % {"count": number(moved)})
            return redirect(page(request.edition, _next(request, draft)))
    for sentence in form.non_field_errors():
        messages.warning(request, str(sentence))
    return redirect(page(request.edition, "organiser:timetable", uid))


def _next(request: SignedInRequest, draft: Draft) -> str:
    """A repair waits for its release; a plan is looked at first."""
    is_repair = draft.run.kind == PlanningKind.REPAIR
    return "organiser:publication" if is_repair and is_secretary(request) else "organiser:programme"


def _do(request: SignedInRequest, action: Any) -> Any:
    """What came of it; what it refuses is said on the next page."""
    try:
        return action()
    except Refused as refusal:
        messages.warning(request, str(refusal))
        return None
