"""When somebody can be scheduled: for each day of an edition, from when until when."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from convenor.editions.models import Edition
from convenor.kernel.days import hours, listed, short_day
from convenor.people.models import Person
from convenor.programme.models import Availability
from convenor.web.clocks import instant_of
from convenor.web.forms import Clock, KeyedForm
from convenor.web.request import Request

MOST_DAYS = 31
Span = tuple[datetime, datetime]


class AvailabilityForm(KeyedForm):
    """Two times a day; a day without them is one on which they cannot come, none at all means always.

    That somebody can come at no time is a tick of its own.
    A loss may leave several times of a day: the first is asked, the others stay while that one does.
    """

    def __init__(self, request: Request, edition: Edition, person: Person) -> None:
        super().__init__(request)
        self.edition = edition
        self.fields["is_never"] = forms.BooleanField(
            label=_("At no time in this edition"), help_text=_("Leave all days empty then."), required=False
        )
        count = min((edition.ends_on - edition.starts_on).days + 1, MOST_DAYS)
        self.days = [edition.starts_on + timedelta(days=number) for number in range(count)]
        for day in self.days:
            said = {"day": short_day(day)}
            self.fields[f"from_{day}"] = Clock(label=_("%(day)s, from") % said, required=False)
            self.fields[f"until_{day}"] = Clock(label=_("%(day)s, until") % said, required=False)
        self.known: dict[date, list[Span]] = {}
        for each in Availability.objects.filter(edition=edition, person=person).order_by("starts_at"):
            if each.starts_at and each.ends_at:
                span = (each.starts_at, each.ends_at)
                self.known.setdefault(edition.day_at(each.starts_at), []).append(span)
            else:
                self.initial["is_never"] = True
        for day, spans in self.known.items():
            starts_at, ends_at = (at.astimezone(edition.tzinfo).time() for at in spans[0])
            self.initial[f"from_{day}"], self.initial[f"until_{day}"] = starts_at, ends_at
            if len(spans) > 1 and f"until_{day}" in self.fields:
                more = listed([f"\u2066{hours(*span, edition.tzinfo)}\u2069" for span in spans[1:]])
                also = now("On this day also: %(hours)s. That stays unless you change these times.")
                self.fields[f"until_{day}"].help_text = also % {"hours": more}

    @property
    def facts(self) -> dict[str, Any]:
        times = [span for day in self.days for span in self._on(day)]
        return {"times": times, "is_never": self.cleaned_data["is_never"]}

    def clean(self) -> None:
        for day in self.days:
            try:
                self._on(day)
            except ValidationError as problem:
                self.add_error(f"until_{day}", problem)

    def _on(self, day: date) -> list[Span]:
        first, last = self.cleaned_data.get(f"from_{day}"), self.cleaned_data.get(f"until_{day}")
        if first is None and last is None:
            return []
        if first is None or last is None:
            raise ValidationError(now("Give both the beginning and the end, or neither."))
        starts_at, ends_at = instant_of(self.edition, day, first), instant_of(self.edition, day, last)
        if ends_at <= starts_at:
            raise ValidationError(now("The end comes before the beginning."))
        known = self.known.get(day, [])
        return known if known[:1] == [(starts_at, ends_at)] else [(starts_at, ends_at)]
