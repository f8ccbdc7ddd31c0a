"""What came of a repair: few moves and more side by side, who is affected, and a button for each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Sum
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.views.decorators.http import require_safe

from convenor.programme.drafting.adopting import Outlook, outlook
from convenor.programme.drafting.wishes import GOALS
from convenor.programme.drafting.wording import Names
from convenor.programme.drafting.wording import in_words as demand_in_words
from convenor.programme.models import Appearance, Mark
from convenor.programme.planned import Draft, PlanningKind
from convenor.web.forms import KeyedForm
from convenor.web.links import page
from convenor.web.organiser.programme.planning import words
from convenor.web.organiser.programme.planning.run import again_at, hours_at, names_for, run_at
from convenor.web.request import SignedInRequest

MOST_NAMES = 30


@dataclass(frozen=True, slots=True)
class Affected:
    """Who appears in sessions that change; how many marked them, and how many places in them are booked."""

    names: list[str]
    more: int
    people: int
    marks: int
    booked: int


@dataclass(frozen=True, slots=True)
class Option:
    """One way to go on: what moves, what is left without a place, whom that concerns, what it costs."""

    draft: Draft
    name: str
    looked: Outlook
    moved: list[words.Moved]
    left_out: list[tuple[str, str]]
    affected: Affected
    broken: list[str]


@require_safe
def loss_options(request: SignedInRequest, uid: UUID) -> HttpResponse:
    run = run_at(request, uid)
    drafts = list(run.drafts.select_related("run__edition", "run__by").order_by("number"))
    if run.is_open or not drafts:
        return redirect(page(request.edition, "organiser:planning_run", uid))
    names = names_for(request)
    options = [_option(request, draft, names) for draft in drafts]
    explained, again = run.result.get("explained", {}), again_at(request, run)
    context = {
        "run": run,
        "options": options,
        "rows": list(_rows(options)),
        "clash": words.clash(explained, names),
        "ways": words.ways_out(explained, names, request.edition, again),
        "again": again,
        "hours": hours_at(request, run),
        "form": KeyedForm(request),
    }
    return render(request, "organiser/programme/options.html", context)


def _option(request: SignedInRequest, draft: Draft, names: Names) -> Option:
    looked = outlook(draft, request.person)
    codes = [each.code for each in looked.changes]
    left_out = [
        (code, names.titles[code])
        for code in draft.run.given.get("sessions", {})
        if code not in draft.plan and code in names.titles
    ]
    return Option(
        draft,
        _name(draft),
        looked,
        list(words.moved([each for each in looked.changes if each.becomes], request.edition, names)),
        left_out,
        _affected(request, {*codes, *(code for code, _title in left_out)}),
        [
            demand_in_words(each.demand.rule, each.demand.about, each.sessions, names)
            for each in looked.broken
        ],
    )


def _name(draft: Draft) -> str:
    """How many moves it may make; another draft has its own name."""
    if draft.run.kind != PlanningKind.REPAIR:
        return words.name_of(draft)
    return words.moves_of(draft)


def _affected(request: SignedInRequest, codes: Iterable[str]) -> Affected:
    sessions = request.edition.sessions.filter(code__in=codes)
    rows = Appearance.objects.standing().filter(session__in=sessions).select_related("person")
    people = {each.person_id: each.shown_name for each in rows.order_by("pk")}
    marks = Mark.objects.standing().filter(session__in=sessions).values("mark_list").distinct().count()
    booked = sessions.aggregate(all=Sum("booked"))["all"] or 0
    named = sorted(people.values(), key=str.casefold)
    return Affected(named[:MOST_NAMES], max(0, len(named) - MOST_NAMES), len(named), marks, booked)


def _rows(options: list[Option]) -> Iterable[tuple[str | Promise, list[tuple[str, Any]]]]:
    """For each goal that counted what each option comes to, by its name."""
    reached = [
        (option.name, {each["goal"]: each["value"] for each in option.draft.reached}) for option in options
    ]
    for goal, label in GOALS.items():
        values = [(name, each.get(goal)) for name, each in reached]
        if any(value is not None for _name, value in values):
            yield label, values
