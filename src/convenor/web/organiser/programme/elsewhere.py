"""Why a session is where it is, where else it could be, and what that costs: each place with a button."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from convenor.editions.models import Room
from convenor.kernel.days import short_day
from convenor.programme.actions.placements import Where, move, place
from convenor.programme.models import Placement, Session
from convenor.programme.openings import days_of
from convenor.programme.weighing import Weighed, Weighing
from convenor.web.clocks import instant_of
from convenor.web.doing import made
from convenor.web.forms import Clock, Day, KeyedForm, invalid_status
from convenor.web.organiser.programme.common import placements_in_order, session_at
from convenor.web.organiser.programme.consequences import before_of, to_the_day
from convenor.web.organiser.programme.weighed import ThereForm, Words, weighing_of
from convenor.web.request import SignedInRequest
from convenor.web.tables import Column, Filter, Table, short_listing_of, yes_or_no

A_PAGE = 10  # places, each of which has many sentences
PARTS = 3  # of a place as a button sends it: its day, its time and its room


@dataclass(frozen=True, slots=True)
class Offered:
    """A possible place, read in words only where it is shown."""

    weighed: Weighed
    words: Words
    here: Weighed | None

    @property
    def sent(self) -> str:
        """The place as its button sends it: ``2027-03-01 10:00 hall``."""
        spot = self.weighed.spot
        assert spot.starts_at  # noqa: S101  # places have their times
        zone = self.words.weighing.edition.tzinfo
        return f"{spot.starts_at.astimezone(zone):%Y-%m-%d %H:%M} {spot.hall.slug if spot.hall else ''}"

    @property
    def is_here(self) -> bool:
        return self.here is not None and self.weighed.spot == self.here.spot


def _button(_request: SignedInRequest, offered: Offered) -> str:
    if offered.is_here:
        return escape(now("It is here."))
    label = f"{now('Move it here')}: {offered.words.place(offered.weighed.spot)}"
    sent = f'form="mover" name="to" value="{escape(offered.sent)}"'
    return f'<button {sent} aria-label="{escape(label)}">{escape(now("Move it here"))}</button>'


def _days(request: SignedInRequest) -> Iterable[tuple[str, str]]:
    return [(day.isoformat(), short_day(day)) for day in days_of(request.edition)]


def _rooms(request: SignedInRequest) -> Iterable[tuple[str, str]]:
    return [(room.slug, str(room.name)) for room in request.edition.rooms.order_by("position", "pk")]


def _is_on(offered: Offered, day: str) -> bool:
    return offered.weighed.spot.day.isoformat() == day


def _is_in(offered: Offered, slug: str) -> bool:
    hall = offered.weighed.spot.hall
    return hall is not None and hall.slug == slug


LIST = Table(
    "possible-places",
    Column("day", _("Day"), lambda row: short_day(row.weighed.spot.day)),
    Column("time", _("Time"), lambda row: row.words.time(row.weighed.spot)),
    Column("room", _("Room"), lambda row: row.words.room(row.weighed.spot)),
    Column("broken", _("What it breaks"), lambda row: row.words.broken(row.weighed)),
    Column("price", _("What it changes"), lambda row: row.words.changes(row.weighed, row.here)),
    Column("move", _("Move"), lambda row: row, show=_button, is_for_pages=True),
    filters=(
        Filter("day", _("Day"), _days, _is_on),
        Filter("room", _("Room"), _rooms, _is_in),
        Filter(
            "broken",
            _("It breaks something"),
            yes_or_no,
            lambda row, value: bool(row.weighed.broken) == (value == "yes"),
        ),
    ),
    length=A_PAGE,
)


class MoveForm(KeyedForm):
    """What a button of the list sends: a day, a time and a room."""

    to = forms.CharField(max_length=100, widget=forms.HiddenInput)

    def __init__(self, request: SignedInRequest, session: Session, weighing: Weighing | None) -> None:
        super().__init__(request)
        self.session, self.weighing = session, weighing
        self.where = Where(session.edition.starts_on)

    def clean_to(self) -> str:
        sent: str = self.cleaned_data["to"]
        parts = (sent + "  ").split(" ", PARTS - 1)
        edition = self.session.edition
        if self.weighing is None:
            raise ValidationError(
                now(
                    "It is not held. Choose “held as planned” under “Cancel, postpone, move online, replace” "
                    "first; then it can be moved."
                )
            )
        try:
            day, clock = Day().clean(parts[0]), Clock().clean(parts[1])
        except ValidationError as problem:
            raise ValidationError(now("This is no place: choose one of the list.")) from problem
        slug = parts[2].strip()
        room = edition.rooms.filter(slug=slug).first() if slug else None
        if slug and room is None:
            raise ValidationError(now("This room is not there any more: choose another place."))
        self.where = self._where(instant_of(edition, day, clock), room)
        return sent

    def _where(self, starts_at: Any, room: Room | None) -> Where:
        assert self.weighing  # noqa: S101  # refused before
        spot = self.weighing.spot(starts_at, None)
        return Where(spot.day, spot.day, spot.starts_at, spot.ends_at, room)


@require_http_methods(["GET", "POST"])
def elsewhere(request: SignedInRequest, code: str) -> HttpResponseBase:
    shown = session_at(request, code)
    placements = list(placements_in_order(shown))
    placement = _chosen(request, placements)
    weighing = weighing_of(request, shown, placement)
    form = MoveForm(request, shown, weighing)
    if form.is_valid() and (answer := _moved(request, form, shown, placement)):
        return answer
    page = {"session": shown, "placements": placements, "placement": placement, "form": form}
    there = ThereForm(request.edition, request.GET)
    if weighing is None or (placement and weighing.here is None):
        return render(
            request,
            "organiser/programme/elsewhere.html",
            {**page, "is_held": weighing is not None},
            status=invalid_status(form),
        )
    words = Words(request, weighing)
    here = weighing.at(weighing.here) if weighing.here else None
    kept = {**there.asked, **({"place": str(placement.pk)} if placement else {})}
    offered = [Offered(each, words, here) for each in weighing.places()]
    listing = short_listing_of(request, LIST, offered, kept=kept)
    page |= {
        "is_held": True,
        "listing": listing,
        "there": there,
        "kept": {name: value for name, value in listing.asked.items() if name not in there.fields},
        "broken": words.broken(here) if here else [],
        "prices": words.prices(here.spot) if here else [],
        "asked": _asked(there, words, here),
    }
    file = listing.file()
    return file or render(request, "organiser/programme/elsewhere.html", page, status=invalid_status(form))


def _chosen(request: SignedInRequest, placements: list[Placement]) -> Placement | None:
    """The placement that is asked for, or the first."""
    asked = request.GET.get("place", "")[:18]
    return next((each for each in placements if str(each.pk) == asked), next(iter(placements), None))


def _moved(
    request: SignedInRequest, form: MoveForm, session: Session, placement: Placement | None
) -> HttpResponse | None:
    before = before_of(placement) if placement else None
    facts: dict[str, Any] = {"placement": placement} if placement else {"session": session}
    action: Any = move if placement else place
    done = made(form, action, request, where=form.where, **facts)
    return to_the_day(request, done, before) if done else None


def _asked(there: ThereForm, words: Words, here: Weighed | None) -> dict[str, Any] | None:
    """What the place that was asked for would cost."""
    if not there.is_valid():
        return None
    weighed = words.weighing.at(there.spot(words.weighing))
    offered = Offered(weighed, words, here)
    return {
        "place": words.place(weighed.spot),
        "sent": offered.sent,
        "is_here": offered.is_here,
        "broken": words.broken(weighed),
        "changes": words.changes(weighed, here),
        "prices": words.prices(weighed.spot),
    }
