"""Where and when a session is: a small form that places, moves, repeats, or spans several days."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from convenor.editions.models import Edition, Room
from convenor.programme.actions.placements import Where, move, place, unplace
from convenor.programme.models import Placement, Session
from convenor.web.clocks import instant_of, when
from convenor.web.doing import done, made
from convenor.web.forms import Clock, Day, KeyedForm
from convenor.web.links import page
from convenor.web.organiser.programme.common import form_page, removed_already, session_at, still_there
from convenor.web.organiser.programme.consequences import before_of, to_the_day
from convenor.web.organiser.programme.session import back_to
from convenor.web.request import SignedInRequest

A_DAY = timedelta(days=1)


class PlaceForm(KeyedForm):
    day = Day(label=_("Day"))
    starts = Clock(
        label=_("Begins at"),
        help_text=_("In the time of the edition. Leave it empty while only the day is known."),
        required=False,
    )
    ends = Clock(
        label=_("Ends at"),
        help_text=_("A time before the beginning is on the next day."),
        required=False,
    )
    minutes = forms.IntegerField(
        label=_("Or minutes it lasts"), min_value=1, max_value=24 * 60, required=False
    )
    room = forms.ModelChoiceField(
        label=_("Room"), queryset=Room.objects.none(), empty_label="—", required=False
    )
    last_day = Day(
        label=_("Last day"),
        help_text=_("Only for what is open on several days, at the same hours."),
        required=False,
    )

    def __init__(self, request: SignedInRequest, session: Session, placement: Placement | None) -> None:
        super().__init__(request, initial=_said_of(placement) if placement else _asked(request))
        self.edition, self.session = session.edition, session
        fields: Any = self.fields
        fields["room"].queryset = self.edition.rooms.order_by("position", "pk")
        self.where = Where(self.edition.starts_on)

    def clean(self) -> None:
        given = self.cleaned_data
        if self.errors or "day" not in given:
            return
        starts_at = instant_of(self.edition, given["day"], given["starts"]) if given["starts"] else None
        self.where = Where(
            given["day"],
            given["last_day"],
            starts_at,
            self._end(starts_at) if starts_at else None,
            given["room"],
        )

    def _end(self, starts_at: datetime) -> datetime:
        given = self.cleaned_data
        is_kept = given["minutes"] is not None and given["minutes"] == self.initial.get("minutes")
        if given["ends"] and given["minutes"] and not is_kept:
            raise ValidationError(now("Give either the end or the minutes, not both."))
        if not given["ends"]:
            return starts_at + timedelta(minutes=given["minutes"] or self.session.minutes)
        ends_at = instant_of(self.edition, given["day"], given["ends"])
        return (
            ends_at if ends_at > starts_at else instant_of(self.edition, given["day"] + A_DAY, given["ends"])
        )


def _said_of(placement: Placement) -> dict[str, Any]:
    zone = placement.session.edition.tzinfo
    first, last = placement.starts_at, placement.ends_at
    is_long = placement.ends_on > placement.starts_on
    return {
        "day": placement.starts_on,
        "starts": first.astimezone(zone).time() if first else None,
        # How long, and not until when: who moves the beginning keeps the length.
        "minutes": (last - first) // timedelta(minutes=1) if first and last else None,
        "room": placement.room,
        "last_day": placement.ends_on if is_long else None,
    }


def _asked(request: SignedInRequest) -> dict[str, Any]:
    # From a day's grid one comes with its day.
    try:
        day = date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        day = request.edition.starts_on
    return {"day": day}


@require_http_methods(["GET", "POST"])
def placement_new(request: SignedInRequest, code: str) -> HttpResponse:
    session = session_at(request, code)
    form = PlaceForm(request, session, None)
    if form.is_valid() and (placed := made(form, place, request, session=session, where=form.where)):
        return to_the_day(request, placed, None)
    return form_page(
        request,
        form,
        title=_("Place this session"),
        button=_("Place"),
        back=back_to(request, session),
        thing=session.title,
    )


@require_http_methods(["GET", "POST"])
def placement(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    session = session_at(request, code)
    shown = get_object_or_404(session.placements.select_related("room", "session__edition"), pk=pk)
    form = PlaceForm(request, session, shown)
    before = before_of(shown)
    if form.is_valid() and (moved := made(form, move, request, placement=shown, where=form.where)):
        return to_the_day(request, moved, before)
    return form_page(
        request,
        form,
        title=_("Move this session"),
        button=_("Move"),
        back=back_to(request, session),
        thing=session.title,
        removal="removal/",
    )


@require_http_methods(["GET", "POST"])
def placement_removal(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    session = session_at(request, code)
    shown = still_there(request, session.placements.select_related("session__edition"), pk=pk)
    if shown is None:
        return removed_already(request, back_to(request, session)[1])
    form = KeyedForm(request)
    if form.is_valid() and done(form, unplace, request, placement=shown):
        return _to_the_day(request, session.edition, shown.starts_on)
    return form_page(
        request,
        form,
        title=_("Take this session out of the grid?"),
        button=_("Take out"),
        back=back_to(request, session),
        thing=f"{session.title} · {when(shown)}",
        lead=_("The session itself stays in the draft."),
        is_grave=True,
    )


def _to_the_day(request: SignedInRequest, edition: Edition, day: date) -> HttpResponse:
    messages.success(request, now("Saved. Readers see it with the next release."))
    return redirect(page(edition, "organiser:programme_day", day.isoformat()))
