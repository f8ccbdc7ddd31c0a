"""Ask for a timetable to be worked out; the drafts that are kept, and what is being worked out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import time
from itertools import pairwise
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from convenor.kernel.days import listed, short_day
from convenor.kernel.queued import RunState
from convenor.programme.actions.planning import ask_for_plan
from convenor.programme.drafting.gathering import gathered, places_now
from convenor.programme.drafting.hours import usual_hours
from convenor.programme.drafting.wishes import GOALS, SECONDS, Kept, Staying, Wishes
from convenor.programme.planned import Draft, PlanningKind, PlanningRun
from convenor.web.doing import made
from convenor.web.forms import KeyedForm, Line, invalid_status
from convenor.web.links import page
from convenor.web.organiser.programme.days import days_of
from convenor.web.organiser.programme.planning.words import name_of
from convenor.web.request import SignedInRequest
from convenor.web.tables import Column, Table, listing_of
from convenor.web.templatetags.convenor import number

MOST_RUNS = 20
MOST_SPANS = 24
_SPAN = re.compile(r"\s*(\d{1,2}):(\d{2})\s*[-–—]\s*(\d{1,2}):(\d{2})\s*")
_CODES = re.compile(r"[^\s,;،؛，；、]+")
_BETWEEN = re.compile("[,;،؛，；、]")


def _page_of(request: SignedInRequest, draft: Draft) -> str:
    return page(request.edition, "organiser:timetable", draft.uid)


LIST = Table(
    "timetables",
    Column("name", _("Name"), name_of, "name", ("name",), _page_of),
    Column("asked", _("Asked for on"), lambda draft: draft.run.at, "run__at"),
    Column("who", _("Who"), lambda draft: draft.run.by.name, "run__by__name"),
    Column("unplaced", _("Without a place"), lambda draft: draft.unplaced, "unplaced"),
    Column("proven", _("Proven to be the best"), lambda draft: now("yes") if draft.is_proven else now("no")),
    Column("adopted", _("Adopted"), lambda draft: draft.adopted_at, "adopted_at"),
    sort="-asked",
)


class PlanForm(KeyedForm):
    name = Line(label=_("Name of the draft"), max_length=100, required=False)
    hours = Line(
        label=_("When sessions may run, each day"),
        help_text=_("Times of the edition with commas between, such as 09:00-10:30, 11:00-12:30."),
        max_length=400,
    )
    seconds = forms.TypedChoiceField(label=_("Seconds that the solver has"), coerce=int, initial=60)
    staying = forms.ChoiceField(
        label=_("Sessions that stay where they are now"),
        choices=Staying.choices,
        widget=forms.RadioSelect,
        initial=Staying.NONE,
    )
    days = forms.MultipleChoiceField(
        label=_("All of these days"), widget=forms.CheckboxSelectMultiple, required=False
    )
    tracks = forms.MultipleChoiceField(
        label=_("All of these tracks"), widget=forms.CheckboxSelectMultiple, required=False
    )
    sessions = Line(
        label=_("These sessions"),
        help_text=_("Their codes, with spaces or commas between."),
        max_length=4000,
        required=False,
    )
    kept = forms.ChoiceField(
        label=_("What they keep"), choices=Kept.choices, widget=forms.RadioSelect, initial=Kept.PLACE
    )

    def __init__(self, request: SignedInRequest, **options: Any) -> None:
        super().__init__(request, **options)
        self.request = request
        orders = [("", _("does not count")), *((str(n), number(n)) for n in range(1, len(GOALS) + 1))]
        for place, (goal, label) in enumerate(GOALS.items(), 1):
            self.fields[f"goal_{goal}"] = forms.ChoiceField(
                label=str(label),
                choices=orders,
                required=False,
                initial=str(place),
                error_messages={"invalid_choice": _("Please choose one of the answers offered.")},
            )
        fields: Any = self.fields
        fields["seconds"].choices = [(each, number(each)) for each in SECONDS]
        fields["days"].choices = [(day.isoformat(), short_day(day)) for day in days_of(request.edition)]
        tracks = request.edition.tracks.order_by("position", "pk")
        fields["tracks"].choices = [(track.slug, str(track.name)) for track in tracks]

    @property
    def goal_fields(self) -> Iterator[forms.BoundField]:
        return (self[f"goal_{goal}"] for goal in GOALS)

    @property
    def other_fields(self) -> Iterator[forms.BoundField]:
        names = ("name", "hours", "seconds", "staying", "days", "tracks", "sessions", "kept")
        return (self[name] for name in names)

    def clean_hours(self) -> tuple[tuple[str, str], ...]:
        parts = [part for part in _BETWEEN.split(self.cleaned_data["hours"]) if part.strip()]
        spans = tuple(_span(part) for part in parts[:MOST_SPANS])
        are_long = all(starts < ends for starts, ends in spans)
        if not are_long or any(ends > starts for (_, ends), (starts, _) in pairwise(spans)):
            raise ValidationError(now("Each time is to begin when the one before has ended, or later."))
        return tuple((f"{starts:%H:%M}", f"{ends:%H:%M}") for starts, ends in spans)

    def clean_sessions(self) -> tuple[str, ...]:
        given = _CODES.findall(self.cleaned_data["sessions"].upper())
        codes = tuple(dict.fromkeys(given))
        known = {code.upper(): code for code in places_now(self.request.edition)}
        if unknown := [code for code in codes if code not in known]:
            told = listed([f"\u2068{code}\u2069" for code in unknown[:5]])
            raise ValidationError(
                now("No session that has exactly one place has one of these codes: %(codes)s.")
                % {"codes": told}
            )
        return tuple(known[code] for code in codes)

    def clean(self) -> None:
        if self.errors:
            return
        wishes = self.wishes
        if not wishes.goals:
            raise ValidationError(now("Choose a place for one of the goals at least."))
        if wishes.staying == Staying.SOME and not (wishes.days or wishes.tracks or wishes.sessions):
            raise ValidationError(now("Name the sessions that stay: a day, a track, or codes."))
        of = gathered(self.request.edition, wishes, self.request.person)
        if of.problem:
            raise ValidationError(of.sentence)

    @property
    def wishes(self) -> Wishes:
        given = self.cleaned_data
        order = {goal: int(given[f"goal_{goal}"]) for goal in GOALS if given[f"goal_{goal}"]}
        return Wishes(
            goals=tuple(sorted(order, key=lambda goal: order[goal])),
            hours=given["hours"],
            seconds=given["seconds"],
            staying=given["staying"],
            kept=given["kept"],
            days=tuple(given["days"]),
            tracks=tuple(given["tracks"]),
            sessions=given["sessions"],
        )


def _span(part: str) -> tuple[time, time]:
    found = _SPAN.fullmatch(part)
    try:
        if found is None:
            raise ValueError(part)
        first, minute, last, end = (int(each) for each in found.groups())
        return time(first, minute), time(last, end)
    except ValueError as problem:
        raise ValidationError(
            now("This is no time from and until, such as 09:00-10:30: %(part)s")
            % {"part": f"\u2068{part.strip()[:40]}\u2069"}
        ) from problem


@require_http_methods(["GET", "POST"])
def planning(request: SignedInRequest) -> HttpResponseBase:
    """Ask for one, see those of before."""
    form = PlanForm(request, initial=_as_before(request))
    if form.is_valid():
        asked = {"wishes": form.wishes.stored(), "name": form.cleaned_data["name"]}
        run: PlanningRun | None = made(form, ask_for_plan, request, edition=request.edition, **asked)
        if run is not None:
            return redirect(page(request.edition, "organiser:planning_run", run.uid))
    drafts = Draft.objects.filter(run__edition=request.edition, run__kind=PlanningKind.PLAN)
    listing = listing_of(request, LIST, drafts.select_related("run__by"))
    runs = PlanningRun.objects.filter(edition=request.edition).select_related("by").order_by("-at", "-pk")
    repairs = runs.filter(kind=PlanningKind.REPAIR, state=RunState.DONE)
    context = {
        "form": form,
        "listing": listing,
        "has_drafts": drafts.exists(),
        "runs": runs.exclude(state=RunState.DONE)[:MOST_RUNS],
        "repairs": repairs[:MOST_RUNS],
    }
    return listing.file() or render(
        request, "organiser/planning/asking.html", context, status=invalid_status(form)
    )


def _as_before(request: SignedInRequest) -> dict[str, Any]:
    """The answers of the run that the address names, to be changed; else those we propose."""
    like = request.GET.get("like", "")[:9]
    runs = PlanningRun.objects.filter(edition=request.edition)
    before = runs.filter(pk=int(like)).first() if like.isascii() and like.isdigit() else None
    if before is None:
        return {"hours": _written(usual_hours(request.edition))}
    wishes = Wishes.of(before.wishes)
    order = {goal: str(n) for n, goal in enumerate(wishes.goals, 1)}
    return {
        "name": before.name,
        "hours": _written(wishes.hours),
        "seconds": wishes.seconds,
        "staying": wishes.staying,
        "kept": wishes.kept,
        "days": list(wishes.days),
        "tracks": list(wishes.tracks),
        "sessions": " ".join(wishes.sessions),
        **{f"goal_{goal}": order.get(goal, "") for goal in GOALS},
    }


def _written(hours: tuple[tuple[str, str], ...]) -> str:
    return ", ".join(f"{starts}-{ends}" for starts, ends in hours)
