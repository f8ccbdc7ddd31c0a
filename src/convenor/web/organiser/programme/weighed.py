"""Places of a session in words for one reader: the rules it breaks there, and what that costs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from convenor.editions.models import Edition, Room
from convenor.kernel.days import hours, short_day
from convenor.programme.advice import Names, in_words, names_for
from convenor.programme.models import Placement, Session
from convenor.programme.planning import hall_of
from convenor.programme.pricing import GOALS, changes_in_words, price_in_words
from convenor.programme.queries import sessions_known_to
from convenor.programme.rules.plan import Spot
from convenor.programme.weighing import Grid, NotHeld, Weighed, Weighing
from convenor.web.clocks import instant_of
from convenor.web.forms import Clock, Day, plain_words
from convenor.web.organiser.programme.common import sessions_of
from convenor.web.request import SignedInRequest


@dataclass(frozen=True, slots=True)
class Price:
    """What a place costs in one goal, and why."""

    goal: str | Promise
    amount: int
    sentences: list[str]


class Words:
    """A session's places in the words of one reader, who reads no title of a session they do not arrange."""

    def __init__(self, request: SignedInRequest, weighing: Weighing) -> None:
        self.weighing, self._request = weighing, request

    @cached_property
    def _names(self) -> Names:
        own = sessions_of(self._request).values_list("code", "title")
        return names_for(self.weighing.edition, {code: str(title) for code, title in own})

    def broken(self, weighed: Weighed) -> list[str]:
        return list(dict.fromkeys(in_words(each, self._names) for each in weighed.broken))

    def prices(self, spot: Spot) -> list[Price]:
        code = self.weighing.talk.code
        return [
            Price(
                GOALS[goal],
                sum(amount for _cost, amount in paid),
                [
                    price_in_words(cost, amount, code, self._names, marks=self.weighing.marked)
                    for cost, amount in paid
                ],
            )
            for goal, paid in self.weighing.paid(spot).items()
        ]

    def time(self, spot: Spot) -> str:
        """``10:00–11:00``."""
        first, last = spot.starts_at, spot.ends_at
        return hours(first, last, self.weighing.edition.tzinfo) if first and last else ""

    def place(self, spot: Spot) -> str:
        """``Mon 1 Mar 10:00–11:00 · Hall``."""
        room = f" · \u2068{self._names.rooms[spot.hall.slug]}\u2069" if spot.hall else ""
        return f"{short_day(spot.day)} \u2066{self.time(spot)}\u2069{room}"

    def room(self, spot: Spot) -> str:
        return self._names.rooms[spot.hall.slug] if spot.hall else ""

    def changes(self, weighed: Weighed, before: Weighed | None) -> list[str]:
        return changes_in_words(weighed.against(before.prices if before else {}))


def grid_of(request: SignedInRequest) -> Grid:
    return Grid(request.edition, sessions_known_to(request.person, request.edition))


def weighing_of(request: SignedInRequest, session: Session, placement: Placement | None) -> Weighing | None:
    """Nothing for a session that is not held."""
    try:
        return Weighing(session, placement, grid_of(request))
    except NotHeld:
        return None


class ThereForm(forms.Form):
    """A place, asked with GET."""

    on = Day(label=_("Day"))
    begins = Clock(label=_("Begins at"), help_text=_("In the time of the edition."))
    hall = forms.ModelChoiceField(
        label=_("Room"), queryset=Room.objects.none(), empty_label="—", required=False
    )

    def __init__(self, edition: Edition, asked: Any) -> None:
        super().__init__(asked if asked.get("begins") else None, initial={"on": edition.starts_on})
        self.edition = edition
        fields: Any = self.fields
        fields["hall"].queryset = edition.rooms.order_by("position", "pk")
        for each in self.fields.values():
            each.error_messages.update(plain_words(each))

    def clean(self) -> None:
        given = self.cleaned_data
        if "on" in given and "begins" in given:
            try:
                given["starts_at"] = instant_of(self.edition, given["on"], given["begins"])
            except ValidationError as problem:
                self.add_error("begins", problem)

    def spot(self, weighing: Weighing) -> Spot:
        room: Room | None = self.cleaned_data["hall"]
        starts_at: datetime = self.cleaned_data["starts_at"]
        return weighing.spot(starts_at, hall_of(room) if room else None)

    @property
    def asked(self) -> dict[str, str]:
        """What it was asked with, for other addresses of the page."""
        return {name: str(self.data.get(name, ""))[:40] for name in self.fields if self.is_bound}
