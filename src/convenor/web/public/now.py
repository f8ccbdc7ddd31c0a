"""What is on now and what comes next, and a day by the clock of another place: what no released file can say.

The choice of a place stands in the address, so that it can be kept and sent. Who makes it has it kept by
a cookie of these pages; who only follows such an address has not.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from itertools import chain, groupby
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from convenor.kernel.days import offset_of, zone_name
from convenor.programme.current import next_after, on_at
from convenor.programme.frozen import Frozen, Slot
from convenor.web.forms import Line, invalid_status
from convenor.web.middleware.moment import zone_named
from convenor.web.places import zone_meant_by
from convenor.web.public.marks.common import Part, release_of
from convenor.web.public.remembered import remember, remembered
from convenor.web.request import Request

MOST_SHOWN = 40


class ZoneForm(forms.Form):
    """Asked with GET."""

    zone = Line(
        label=_("By the clock of"),
        help_text=_("Such as Nairobi or Africa/Nairobi: the largest city that keeps your time."),
        required=False,
        max_length=64,
        widget=forms.TextInput(attrs={"dir": "ltr"}),
    )

    def clean_zone(self) -> str:
        typed: str = self.cleaned_data["zone"]
        zone = zone_meant_by(typed)
        if typed and not zone:
            raise ValidationError(_("We do not know the time there. Please name a large city that keeps it."))
        return zone


@require_safe
def now(request: Request) -> HttpResponse:
    release, clock = release_of(request), Clock(request)
    on, coming = on_at(release, request.at), next_after(release, request.at)
    shown = {
        "local": request.at.astimezone(clock.zone),
        "on": on[:MOST_SHOWN],
        "more_on": len(on[MOST_SHOWN:]),
        "today": request.at.astimezone(release.zone).date(),
        "coming": coming[:MOST_SHOWN],
        "more_coming": len(coming[MOST_SHOWN:]),
        "coming_on": clock.date_of(coming[0]) if coming else None,
    }
    return clock.rendered("public/now.html", release, shown)


@require_safe
def times(request: Request) -> HttpResponse:
    """A day of the programme under the dates that it has by the chosen clock."""
    release, clock = release_of(request), Clock(request)
    day = _day_of(release, request.GET.get("day", ""), request.at)
    slots = release.on(day) if day else ()
    part = Part(len(slots), request.GET.get("page", ""))
    dates = [(here, list(of_date)) for here, of_date in groupby(part.of(slots), clock.date_of)]
    return clock.rendered("public/times.html", release, {"day": day, "dates": dates, "part": part})


def _day_of(release: Frozen, asked: str, at: datetime) -> date | None:
    """The day that is ``asked`` for, or else the present one, the next that there is, the first."""
    today = at.astimezone(release.zone).date()
    named = (day for day in release.days if str(day) == asked)
    coming = (day for day in release.days if day >= today)
    return next(chain(named, coming, release.days), None)


class Clock:
    """Whose hours a page shows: of a place that was asked for, of one that the device keeps, the usual."""

    def __init__(self, request: Request) -> None:
        self._request = request
        self._form = ZoneForm(request.GET if "zone" in request.GET else None)
        self._asked = self._form.cleaned_data["zone"] if self._form.is_valid() else ""
        self._kept = remembered(request)
        self.zone = ZoneInfo(self._asked) if self._asked else self._kept or self._usual()

    def _usual(self) -> ZoneInfo:
        """The zone of whoever asked for none: their own, where they told us, or the edition's."""
        person = self._request.person
        return zone_named(person.zone if person else "") or self._request.edition.tzinfo

    def date_of(self, slot: Slot) -> date:
        """The date here on which it begins; that of the programme where nobody knows its hours."""
        return slot.starts_at.astimezone(self.zone).date() if slot.starts_at else slot.day

    def rendered(self, template: str, release: Frozen, shown: Mapping[str, object]) -> HttpResponse:
        if self._form.is_valid() and "keep" in self._request.GET:
            return self._remembering()
        about = {
            "release": release,
            "form": self._form,
            "zone": self._asked,
            "zone_here": str(self.zone),
            "zone_there": str(release.zone),
            "is_kept": self._kept == self.zone,
            "clock": zone_name(self.zone),
            "offset": offset_of(self._request.at.astimezone(self.zone)),
        }
        with timezone.override(self.zone):
            response = render(self._request, template, {**about, **shown}, status=invalid_status(self._form))
        patch_vary_headers(response, ["Cookie"])
        return response

    def _remembering(self) -> HttpResponse:
        """To the same page, whose address tells nobody else's device to remember anything."""
        is_usual = not self._asked or self._asked == str(self._usual())
        wanted = {"zone": "" if is_usual else self._asked, "day": self._request.GET.get("day", "")}
        query = urlencode({name: value for name, value in wanted.items() if value})
        response = redirect(f"{self._request.path}?{query}" if query else self._request.path)
        remember(response, self._request.edition, wanted["zone"])
        response["Cache-Control"] = "no-store"
        return response
