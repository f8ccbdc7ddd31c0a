"""When somebody can be scheduled: for each day of an edition, from when until when."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from convenor.editions.models import Edition
from convenor.kernel.days import short_day
from convenor.people.models import Person
from convenor.programme.models import Availability
from convenor.web.clocks import instant_of
from convenor.web.forms import Clock, KeyedForm
from convenor.web.request import Request

MOST_DAYS = 31


class AvailabilityForm(KeyedForm):
    """Two times a day; a day without them is one on which they cannot come, none at all means always."""

    def __init__(self, request: Request, edition: Edition, person: Person) -> None:
        super().__init__(request)
        self.edition = edition
        count = min((edition.ends_on - edition.starts_on).days + 1, MOST_DAYS)
        self.days = [edition.starts_on + timedelta(days=number) for number in range(count)]
        for day in self.days:
            said = {"day": short_day(day)}
            self.fields[f"from_{day}"] = Clock(label=_("%(day)s, from") % said, required=False)
            self.fields[f"until_{day}"] = Clock(label=_("%(day)s, until") % said, required=False)
        for each in Availability.objects.filter(edition=edition, person=person).order_by("starts_at"):
            day = edition.day_at(each.starts_at)
            self.initial[f"from_{day}"] = each.starts_at.astimezone(edition.tzinfo).time()
            self.initial[f"until_{day}"] = each.ends_at.astimezone(edition.tzinfo).time()

    @property
    def times(self) -> list[tuple[datetime, datetime]]:
        found = [self._on(day) for day in self.days]
        return [each for each in found if each is not None]

    def clean(self) -> None:
        for day in self.days:
            try:
                self._on(day)
            except ValidationError as problem:
                self.add_error(f"until_{day}", problem)

    def _on(self, day: date) -> tuple[datetime, datetime] | None:
        first, last = self.cleaned_data.get(f"from_{day}"), self.cleaned_data.get(f"until_{day}")
        if first is None and last is None:
            return None
        if first is None or last is None:
            raise ValidationError(now("Give both the beginning and the end, or neither."))
        starts_at, ends_at = instant_of(self.edition, day, first), instant_of(self.edition, day, last)
        if ends_at <= starts_at:
            raise ValidationError(now("The end comes before the beginning."))
        return starts_at, ends_at
