"""One run: how far it is, ended with the best so far; what stood in its way, and the ways out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.views.decorators.http import require_GET, require_POST

from convenor.editions.models import Edition
from convenor.kernel.queued import RunState
from convenor.kernel.refusals import Refused
from convenor.programme.actions.planning import end_planning
from convenor.programme.drafting.losses import Loss
from convenor.programme.drafting.problems import in_words
from convenor.programme.drafting.wishes import GOALS, Wishes
from convenor.programme.drafting.wording import Names
from convenor.programme.planned import PlanningKind, PlanningRun
from convenor.programme.queries import sessions_kept_from
from convenor.web.forms import KeyedForm
from convenor.web.links import page
from convenor.web.organiser.programme.planning import words
from convenor.web.request import SignedInRequest

SECONDS = 3  # between two looks at a run that is being worked out


def run_at(request: SignedInRequest, uid: UUID) -> PlanningRun:
    runs = PlanningRun.objects.filter(edition=request.edition).select_related("by", "edition")
    return get_object_or_404(runs, uid=uid)


def names_for(request: SignedInRequest) -> Names:
    """As whoever asks may read them."""
    hidden = sessions_kept_from(request.person, request.edition).values_list("code", flat=True)
    return Names.of(request.edition, hidden=set(hidden))


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is: the goal it works on, what it has reached of it, and what is proven."""

    seconds: int
    most: int
    goal: str | Promise
    number: int
    goals: int
    value: int | None
    bound: int | None
    placed: int

    @property
    def gap(self) -> int | None:
        """In hundredths of the value."""
        if not self.value or self.bound is None:
            return None
        return round(100 * (self.value - self.bound) / self.value)


def progress_of(run: PlanningRun) -> Progress:
    told, wishes = run.so_far, Wishes.of(run.wishes)
    goal = told.get("goal") or ""
    turns = len(wishes.moves) if run.kind == PlanningKind.REPAIR else 1
    return Progress(
        run.step,
        wishes.seconds * turns,
        GOALS.get(goal, ""),
        wishes.goals.index(goal) + 1 if goal in wishes.goals else 0,
        len(wishes.goals),
        told.get("value"),
        told.get("bound"),
        len(told.get("plan", ())),
    )


@require_GET
def planning_run(request: SignedInRequest, uid: UUID) -> HttpResponseBase:
    """While it is being worked out, a page that asks for itself again; then its draft."""
    run = run_at(request, uid)
    context: dict[str, Any] = {"run": run, "form": KeyedForm(request)}
    if run.is_open:
        context["progress"] = progress_of(run)
        waiting = render(request, "organiser/planning/waiting.html", context)
        waiting["Refresh"] = str(SECONDS)
        return waiting
    drafts = run.drafts.order_by("number")
    if run.kind == PlanningKind.REPAIR and drafts:
        return redirect(page(request.edition, "organiser:loss_options", uid))
    if run.state == RunState.DONE and len(drafts) == 1:
        return redirect(page(request.edition, "organiser:timetable", drafts[0].uid))
    names, explained = names_for(request), run.result.get("explained", {})
    context |= {
        "drafts": [(draft, words.name_of(draft)) for draft in drafts.select_related("run")],
        "problem": in_words(run.problem, run.result.get("about", {})) if run.problem else "",
        "clash": words.clash(explained, names),
        "ways": words.ways_out(explained, names, request.edition, again_at(request, run)),
        "again": again_at(request, run),
        "hours": hours_at(request, run),
    }
    return render(request, "organiser/planning/ended.html", context)


def again_at(request: SignedInRequest, run: PlanningRun) -> str:
    """Where the same is asked for otherwise."""
    if run.wishes.get("lost"):
        return f"{page(request.edition, 'organiser:loss')}?{urlencode(_told(request.edition, run))}"
    return hours_at(request, run)


def hours_at(request: SignedInRequest, run: PlanningRun) -> str:
    """Where the hours of a plan are said; of a repair, those from which a plan is asked for instead."""
    return f"{page(request.edition, 'organiser:planning')}?like={run.pk}"


def _told(edition: Edition, run: PlanningRun) -> list[tuple[str, str]]:
    """A loss as its form sends it."""
    lost = Loss.of(run.wishes["lost"])
    starts, ends = (at.astimezone(edition.tzinfo) for at in (lost.starts_at, lost.ends_at))
    return [
        *(("people", each) for each in lost.people),
        *(("rooms", each) for each in lost.rooms),
        *([("is_all", "on")] if lost.is_all else []),
        ("starts", f"{starts:%Y-%m-%dT%H:%M}"),
        ("ends", f"{ends:%Y-%m-%dT%H:%M}"),
    ]


@require_POST
def planning_end(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """End it with the best so far."""
    run, form = run_at(request, uid), KeyedForm(request)
    if form.is_valid():
        try:
            end_planning.once(form.key, run=run, by=request.person, at=request.at)
        except Refused as refusal:
            messages.warning(request, str(refusal))
    for sentence in form.non_field_errors():
        messages.warning(request, str(sentence))
    return redirect(page(request.edition, "organiser:planning_run", uid))
