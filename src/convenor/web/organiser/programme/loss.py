"""A speaker, a room or a day is lost: which sessions that hits, and ways to repair the programme."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from convenor.editions.models import Edition
from convenor.kernel.days import listed, short_day
from convenor.programme.actions.closures import open_room
from convenor.programme.actions.planning import ask_for_plan
from convenor.programme.drafting.comparing import Spot
from convenor.programme.drafting.gathering import gathered, places_now
from convenor.programme.drafting.losses import Loss, hit
from convenor.programme.drafting.wishes import Wishes
from convenor.programme.models import Appearance, Closure, SessionKind
from convenor.programme.openings import hours_of
from convenor.programme.planned import PlanningKind, PlanningRun
from convenor.programme.planning import plan_of
from convenor.programme.queries import sessions_known_to
from convenor.web.doing import done, made
from convenor.web.forms import Instant, KeyedForm, plain_words
from convenor.web.links import page
from convenor.web.organiser.programme.common import still_there
from convenor.web.organiser.programme.planning.run import names_for
from convenor.web.organiser.programme.planning.words import place
from convenor.web.request import SignedInRequest

SECONDS = 20  # that the solver has for each number of moves
A_DAY = timedelta(days=1)


class LossForm(forms.Form):
    """What is lost, asked with GET, so that its address says it."""

    people = forms.MultipleChoiceField(
        label=_("People who cannot come"), widget=forms.SelectMultiple(attrs={"size": 8}), required=False
    )
    rooms = forms.MultipleChoiceField(
        label=_("Rooms that cannot be used"), widget=forms.CheckboxSelectMultiple, required=False
    )
    is_all = forms.BooleanField(label=_("No room at all can be used: the day is lost"), required=False)
    starts = Instant(label=_("From when"), help_text=_("In the time of the edition."))
    ends = Instant(label=_("Until when"))

    def __init__(self, request: SignedInRequest) -> None:
        edition, asked = request.edition, request.GET
        super().__init__(asked if asked.get("starts") else None, initial=_whole(edition))
        fields: Any = self.fields
        fields["people"].choices = _people(request)
        rooms = edition.rooms.order_by("position", "pk")
        fields["rooms"].choices = [(room.slug, str(room.name)) for room in rooms]
        for each in self.fields.values():
            each.error_messages.update(plain_words(each))

    def clean(self) -> None:
        given = self.cleaned_data
        if self.errors:
            return
        if given["ends"] <= given["starts"]:
            raise ValidationError(now("The end comes before the beginning."))
        if not (given["people"] or given["rooms"] or given["is_all"]):
            raise ValidationError(now("Say who or what is lost: somebody, a room, or the day."))

    @property
    def loss(self) -> Loss:
        given = self.cleaned_data
        return Loss(
            given["starts"], given["ends"], tuple(given["people"]), tuple(given["rooms"]), given["is_all"]
        )


def _whole(edition: Edition) -> dict[str, datetime]:
    """All of the edition."""
    first = datetime.combine(edition.starts_on, time(), edition.tzinfo)
    return {"starts": first, "ends": datetime.combine(edition.ends_on, time(), edition.tzinfo) + A_DAY}


def _people(request: SignedInRequest) -> list[tuple[str, str]]:
    """Those who appear in sessions of which whoever asks may know, by their names."""
    known = sessions_known_to(request.person, request.edition)
    rows = Appearance.objects.standing().filter(session__in=known).select_related("person")
    found = {str(each.person.uid): each.shown_name for each in rows}
    return sorted(found.items(), key=lambda each: (each[1].casefold(), each[0]))


@require_http_methods(["GET", "POST"])
def loss(request: SignedInRequest) -> HttpResponse:
    form, ask = LossForm(request), KeyedForm(request)
    lost = form.loss if form.is_valid() else None
    hits = list(_hits(request, lost)) if lost else []
    if request.method == "POST" and lost and ask.is_valid() and (run := _asked(request, ask, lost)):
        return redirect(page(request.edition, "organiser:planning_run", run.uid))
    can_ask = any(each["is_planned"] for each in hits)
    context = {"form": form, "ask": ask, "lost": lost, "hits": hits, "can_ask": can_ask}
    context["closures"] = list(_closures(request))
    is_refused = request.method == "POST"
    return render(request, "organiser/programme/loss.html", context, status=422 if is_refused else 200)


def _closures(request: SignedInRequest) -> Iterator[dict[str, Any]]:
    """Which rooms cannot be used when; by the clock of the edition."""
    closures = Closure.objects.filter(room__edition=request.edition).select_related("room")
    for each in closures.order_by("starts_at", "room__position", "pk"):
        yield {
            "pk": each.pk,
            "room": str(each.room.name),
            "starts": _moment(each.starts_at, request.edition),
            "ends": _moment(each.ends_at, request.edition),
        }


def _moment(at: datetime, edition: Edition) -> str:
    local = at.astimezone(edition.tzinfo)
    return f"{short_day(local.date())} {local:%H:%M}"


@require_POST
def room_opening(request: SignedInRequest, pk: int) -> HttpResponse:
    """Let a room be used again that was closed with a loss."""
    closure = still_there(request, Closure.objects.filter(room__edition=request.edition), pk=pk)
    form = KeyedForm(request)
    if closure is None:
        messages.info(request, now("It was opened again already."))
    elif done(form, open_room, request, closure=closure):
        messages.success(request, now("Saved."))
    for sentence in form.non_field_errors():
        messages.warning(request, str(sentence))
    return redirect(page(request.edition, "organiser:loss"))


def _asked(request: SignedInRequest, ask: KeyedForm, lost: Loss) -> PlanningRun | None:
    wishes = Wishes(hours=_hours(request.edition), seconds=SECONDS, lost=lost.stored())
    of = gathered(request.edition, wishes, request.person, is_repair=True)
    if of.problem:
        ask.add_error(None, of.sentence)
        return None
    facts = {"wishes": wishes.stored(), "kind": PlanningKind.REPAIR}
    run: PlanningRun | None = made(ask, ask_for_plan, request, edition=request.edition, **facts)
    return run


def _hours(edition: Edition) -> tuple[tuple[str, str], ...]:
    """The hours in which sessions are now, on whichever day: there they can be repaired to."""
    planned = edition.sessions.filter(kind=SessionKind.SESSION)
    talks = plan_of(edition, planned).talks
    placed = [(talk, talk.spots[0]) for talk in talks if len(talk.spots) == 1]
    return tuple((f"{starts:%H:%M}", f"{ends:%H:%M}") for starts, ends in hours_of(edition, placed))


def _hits(request: SignedInRequest, lost: Loss) -> Any:
    """Each session that is hit, where it is, whom or what it loses, and whether it is one to be planned."""
    edition, names = request.edition, names_for(request)
    known = sessions_known_to(request.person, edition)
    kinds = dict(known.values_list("code", "kind"))
    planned = places_now(edition)
    for talk, spot in hit(plan_of(edition, known), lost):
        loses = [names.people.get(each.person, "…") for each in talk.cast if each.person in lost.people]
        if spot.hall and (lost.is_all or spot.hall.slug in lost.rooms):
            loses.append(names.rooms.get(spot.hall.slug, ""))
        if spot.starts_at:
            where = place(Spot(spot.starts_at, spot.hall.slug if spot.hall else None), edition, names.rooms)
            yield {
                "code": talk.code,
                "title": names.titles.get(talk.code, ""),
                "where": where,
                "loses": listed([f"\u2068{each}\u2069" for each in loses]),
                "is_planned": kinds.get(talk.code) == SessionKind.SESSION and talk.code in planned,
            }
