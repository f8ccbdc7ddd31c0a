"""Sessions by how many want to come: who finds no seat, larger rooms that are free, and repetitions."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Prefetch
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from convenor.kernel.days import hours, short_day
from convenor.programme.actions.placements import Where, move, place
from convenor.programme.demand import Demand, demand_of, larger_rooms, repeats
from convenor.programme.models import Placement, Session
from convenor.programme.rules.plan import Spot
from convenor.programme.weighing import Grid
from convenor.web.clocks import when
from convenor.web.doing import made
from convenor.web.forms import KeyedForm, invalid_status
from convenor.web.links import page
from convenor.web.organiser.programme.common import sessions_of
from convenor.web.organiser.programme.consequences import before_of, to_the_day
from convenor.web.organiser.programme.weighed import grid_of
from convenor.web.request import SignedInRequest
from convenor.web.tables import Column, Filter, Table, short_listing_of, yes_or_no

MOVE, REPEAT = "move", "repeat"
PARTS = 3  # parts of what a button sends


@dataclass(frozen=True)
class Wanted:
    """A session with its demand; what could be done is looked for only where it is shown."""

    session: Session
    demand: Demand
    grid: Grid
    rooms: dict[str, str]

    @cached_property
    def placement(self) -> Placement | None:
        """Where it is, if that is one place on one day."""
        placements = list(self.session.placements.all())
        is_one = len(placements) == 1 and placements[0].starts_on == placements[0].ends_on
        return placements[0] if is_one and placements[0].starts_at else None

    @cached_property
    def larger(self) -> list[Spot]:
        if not self.demand.beyond or self.placement is None:
            return []
        return larger_rooms(self.session, self.placement, self.grid)

    @cached_property
    def repeats(self) -> list[Spot]:
        if not self.demand.beyond or self.placement is None:
            return []
        return repeats(self.session, self.placement, self.grid)

    def sent(self, what: str, number: int) -> str:
        return f"{what} {self.session.code} {number}"

    def room(self, spot: Spot) -> str:
        seats = f" ({spot.hall.seats})" if spot.hall and spot.hall.seats is not None else ""
        return self.rooms.get(spot.hall.slug if spot.hall else "", "") + seats


def _page_of(request: SignedInRequest, wanted: Wanted) -> str:
    return page(request.edition, "organiser:session", wanted.session.code)


def _options(request: SignedInRequest, wanted: Wanted) -> str:
    zone = request.edition.tzinfo
    buttons = [
        _button(wanted.sent(MOVE, number), f"{now('Move to')} {wanted.room(spot)}", wanted)
        for number, spot in enumerate(wanted.larger)
    ]
    for number, spot in enumerate(wanted.repeats):
        time = hours(spot.starts_at, spot.ends_at, zone) if spot.starts_at and spot.ends_at else ""
        said = f"{now('Repeat')} {short_day(spot.day)} \u2066{time}\u2069 · {wanted.room(spot)}"
        buttons.append(_button(wanted.sent(REPEAT, number), said, wanted))
    if wanted.demand.beyond and not buttons:
        return escape(now("No larger room is free, and no other hour."))
    return " ".join(buttons)


def _button(sent: str, said: str, wanted: Wanted) -> str:
    label = f"{said}: {wanted.session.code}"
    values = f'form="mover" name="what" value="{escape(sent)}" aria-label="{escape(label)}"'
    return f'<button class="plain" {values}>{escape(said)}</button>'


LIST = Table(
    "demand",
    Column("title", _("Title"), lambda row: row.session.title, link=_page_of),
    Column("when", _("When"), lambda row: [when(each) for each in row.session.placements.all()]),
    Column("seats", _("Seats"), lambda row: row.demand.seats),
    Column("wanted", _("How many want to come"), lambda row: row.demand.wanted or None),
    Column("beyond", _("Beyond the seats"), lambda row: row.demand.beyond or None),
    Column("expected", _("Expected"), lambda row: row.demand.talk.expected or None),
    Column("marked", _("Marked"), lambda row: row.demand.talk.marked or None),
    Column("booked", _("Booked"), lambda row: row.demand.talk.booked or None),
    Column("options", _("What can be done"), lambda row: row, show=_options, is_for_pages=True),
    filters=(
        Filter(
            "beyond",
            _("Too few seats"),
            yes_or_no,
            lambda row, value: bool(row.demand.beyond) == (value == "yes"),
        ),
    ),
)


class DoForm(KeyedForm):
    """What a button of the list sends: what to do, with which session, and the number of the option."""

    what = forms.CharField(max_length=40, widget=forms.HiddenInput)

    def __init__(self, request: SignedInRequest, rows: list[Wanted]) -> None:
        super().__init__(request)
        self.rows = {row.session.code: row for row in rows}
        self.chosen: tuple[str, Wanted, Spot] | None = None

    def clean_what(self) -> str:
        sent: str = self.cleaned_data["what"]
        what, code, number = (f"{sent}   ").split(" ")[:PARTS]
        row = self.rows.get(code)
        spots = {MOVE: row.larger, REPEAT: row.repeats}.get(what, []) if row else []
        if row is None or not (number.isascii() and number.isdigit()) or int(number[:3]) >= len(spots):
            raise ValidationError(now("This cannot be done any more. Choose again, as things are now."))
        self.chosen = (what, row, spots[int(number)])
        return sent


@require_http_methods(["GET", "POST"])
def demand(request: SignedInRequest) -> HttpResponseBase:
    rows = _rows(request)
    form = DoForm(request, rows)
    if form.is_valid() and form.chosen and (answer := _done(request, form, *form.chosen)):
        return answer
    listing = short_listing_of(request, LIST, rows)
    page = {"listing": listing, "form": form, "beyond": sum(bool(row.demand.beyond) for row in rows)}
    return listing.file() or render(
        request, "organiser/programme/demand.html", page, status=invalid_status(form)
    )


def _rows(request: SignedInRequest) -> list[Wanted]:
    """Those that are placed, the fullest first."""
    grid = grid_of(request)
    rooms = {room.slug: str(room.name) for room in request.edition.rooms.all()}
    placements = Placement.objects.select_related("room", "session__edition")
    own = (
        sessions_of(request)
        .select_related("edition")
        .prefetch_related(Prefetch("placements", placements.order_by("starts_on", "starts_at", "pk")))
    )
    sessions = {session.code: session for session in own}
    rows = [
        Wanted(sessions[talk.code], demand_of(talk), grid, rooms)
        for talk in grid.plan.talks
        if talk.code in sessions and talk.spots
    ]
    return sorted(rows, key=lambda row: (-row.demand.beyond, -row.demand.wanted, row.session.code))


def _done(request: SignedInRequest, form: DoForm, what: str, row: Wanted, spot: Spot) -> HttpResponse | None:
    rooms = {room.slug: room for room in request.edition.rooms.all()}
    room = rooms.get(spot.hall.slug) if spot.hall else None
    where = Where(spot.day, spot.day, spot.starts_at, spot.ends_at, room)
    is_move = what == MOVE and row.placement is not None
    before = before_of(row.placement) if is_move and row.placement else None
    facts: dict[str, Any] = {"placement": row.placement} if is_move else {"session": row.session}
    action: Any = move if is_move else place
    done = made(form, action, request, where=where, **facts)
    return to_the_day(request, done, before) if done else None
