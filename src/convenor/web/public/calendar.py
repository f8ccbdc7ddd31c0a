"""Save the date: one all-day event that calendars keep up to date."""

from __future__ import annotations

import hashlib
from datetime import UTC, timedelta

from django.conf import settings
from django.http import HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe
from icalendar import Calendar, Event, vText

from convenor.editions.models import Attendance, Edition
from convenor.editions.queries import Standing, standing_of
from convenor.kernel.days import separated
from convenor.kernel.links import absolute
from convenor.kernel.translated import LANGUAGES, Translated
from convenor.web.links import page
from convenor.web.request import Request


@require_safe
def save_the_date(request: Request) -> HttpResponseBase:
    """The edition as iCalendar, in the language of ``?lang=``, else in that of its name."""
    edition = request.edition
    wanted = request.GET.get("lang", "")
    with override(wanted if wanted in LANGUAGES else edition.name.original_language):
        file = calendar_of(standing_of(edition)).to_ical()
    response = HttpResponse(file, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{edition.series.slug}-{edition.slug}.ics"'
    response["ETag"] = etag = f'"{hashlib.sha256(file).hexdigest()[:32]}"'
    return get_conditional_response(request, etag=etag, response=response) or response


def calendar_of(standing: Standing) -> Calendar:
    """A calendar of one event. ``SEQUENCE`` grows with every change, so calendars replace what they have."""
    edition = standing.edition
    told_at = standing.events[-1].at if standing.events else edition.created_at
    event = Event()
    event.add("uid", f"{edition.path.replace('/', '-')}@{settings.ORIGIN}")
    event.add("sequence", max(len(standing.events) - 1, 0))
    event.add("dtstamp", told_at.astimezone(UTC).replace(microsecond=0))
    event.add("last-modified", told_at.astimezone(UTC).replace(microsecond=0))
    event.add("dtstart", edition.starts_on)
    event.add("dtend", edition.ends_on + timedelta(days=1))
    event.add("summary", _in_its_language(edition.name))
    event.add("description", _description(standing))
    event.add("location", _location(edition))
    event.add("url", absolute(page(edition, "public:edition")))
    event.add("status", "CANCELLED" if standing.is_off else "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    calendar = Calendar()
    calendar.add("prodid", "-//Convenor//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    return calendar


def _in_its_language(text: Translated) -> vText:
    return vText(text.here.text, params={"language": text.here.language})


def _description(standing: Standing) -> str:
    change = standing.latest_change
    said = [str(change.get_kind_display()) if change else "", str(standing.edition.theme)]
    return "\n".join([*filter(None, said), absolute(page(standing.edition, "public:edition"))])


def _location(edition: Edition) -> str:
    if edition.attendance == Attendance.ONLINE:
        return _("online")
    return separated(filter(None, [str(edition.venue), edition.address]))
