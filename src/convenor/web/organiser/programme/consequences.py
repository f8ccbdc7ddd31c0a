"""What a session's move did: the rules it breaks now, what became dearer or cheaper, and the way back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as now

from convenor.editions.models import Room
from convenor.programme.models import Placement, Session
from convenor.programme.planning import hall_of
from convenor.programme.rules.plan import Spot
from convenor.programme.weighing import MINUTE, Weighed, Weighing
from convenor.web.clocks import instant_of
from convenor.web.forms import Clock, Day
from convenor.web.links import page
from convenor.web.organiser.programme.common import sessions_of
from convenor.web.organiser.programme.weighed import Price, Words, weighing_of
from convenor.web.request import SignedInRequest

Before = dict[str, str]


def before_of(placement: Placement) -> Before:
    """Where a session is, as its form sends it: what puts it back there later."""
    zone = placement.session.edition.tzinfo
    first, last = placement.starts_at, placement.ends_at
    is_long = placement.ends_on > placement.starts_on
    return {
        "day": placement.starts_on.isoformat(),
        "starts": f"{first.astimezone(zone):%H:%M}" if first else "",
        "minutes": str((last - first) // MINUTE) if first and last else "",
        "room": str(placement.room_id or ""),
        "last_day": placement.ends_on.isoformat() if is_long else "",
    }


def to_the_day(request: SignedInRequest, placement: Placement, before: Before | None) -> HttpResponse:
    """To the day on which a session is now, which says what that did."""
    messages.success(request, now("Saved. Readers see it with the next release."))
    day = page(request.edition, "organiser:programme_day", placement.starts_on.isoformat())
    asked = {"moved": str(placement.pk), **{name: value for name, value in (before or {}).items() if value}}
    return redirect(f"{day}?{urlencode(asked)}")


class _BeforeForm(forms.Form):
    """Where a session was, as the address of the page says it."""

    day = Day()
    starts = Clock(required=False)
    minutes = forms.IntegerField(min_value=1, max_value=24 * 60, required=False)
    room = forms.ModelChoiceField(queryset=Room.objects.none(), required=False)
    last_day = Day(required=False)

    def __init__(self, request: SignedInRequest) -> None:
        super().__init__(request.GET)
        fields: Any = self.fields
        fields["room"].queryset = request.edition.rooms.all()

    @property
    def sent(self) -> list[tuple[str, str]]:
        """The same, for the form that puts it back."""
        return [(name, str(self.data.get(name, ""))[:40]) for name in self.fields]


@dataclass(frozen=True, slots=True)
class Consequence:
    """A session that was moved just now. ``back`` puts it where it was; without it, it was nowhere."""

    session: Session
    placement: Placement
    broken: list[str]
    changes: list[str]
    prices: list[Price]
    back: list[tuple[str, str]]


def consequence_of(request: SignedInRequest) -> Consequence | None:
    """Of the move that the address names, if it is of a session that whoever asks arranges."""
    pk = request.GET.get("moved", "")[:18]
    if not (pk.isascii() and pk.isdigit()):
        return None
    own = Placement.objects.filter(session__in=sessions_of(request)).select_related("session__edition")
    placement = own.filter(pk=pk).first()
    weighing = weighing_of(request, placement.session, placement) if placement else None
    if placement is None or weighing is None:
        return None
    form = _BeforeForm(request)
    back = form.sent if "day" in request.GET and form.is_valid() else []
    words, here = Words(request, weighing), weighing.at(weighing.here) if weighing.here else None
    before = _weighed_before(form, weighing) if back else None
    return Consequence(
        placement.session,
        placement,
        words.broken(here) if here else [],
        words.changes(here, before) if here and (before or not back) else [],
        words.prices(here.spot) if here else [],
        back,
    )


def _weighed_before(form: _BeforeForm, weighing: Weighing) -> Weighed | None:
    """What its place cost before; nothing where it had no times, or others than an hour's move explains."""
    given = form.cleaned_data
    if not given["starts"] or given["last_day"]:
        return None
    length = timedelta(minutes=given["minutes"] or 0)
    if length != weighing.length:
        return None  # its length changed: what that did is no matter of its place
    try:
        starts_at = instant_of(weighing.edition, given["day"], given["starts"])
    except ValidationError:
        return None
    room: Room | None = given["room"]
    spot = Spot(0, given["day"], starts_at, starts_at + length, hall_of(room) if room else None)
    return weighing.at(spot)
