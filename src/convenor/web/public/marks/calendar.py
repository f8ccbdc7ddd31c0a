"""My programme for calendars, which ask for it again and so follow its changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

from django.conf import settings
from django.http import HttpResponse, HttpResponseBase
from django.utils.translation import get_language
from django.views.decorators.http import require_safe
from icalendar import Calendar, Event, vText

from convenor.programme.frozen import Frozen, Slot
from convenor.programme.queries import codes_marked_in
from convenor.programme.render import addresses
from convenor.web.public.marks.common import list_at, release_of, unlisted
from convenor.web.request import Request

_ASK_AGAIN = timedelta(hours=1)


@unlisted
@require_safe
def calendar(request: Request, token: str) -> HttpResponseBase:
    release, codes = release_of(request), codes_marked_in(list_at(request, token))
    slots = [slot for slot in release.slots if slot.line.code in codes]
    file = calendar_of(release, slots, (get_language() or "en")[:2]).to_ical()
    return HttpResponse(file, content_type="text/calendar; charset=utf-8")


def calendar_of(release: Frozen, slots: Sequence[Slot], language: str) -> Calendar:
    """An event for each; ``SEQUENCE`` is the number of the release, so calendars replace what they have."""
    calendar = Calendar()
    calendar.add("prodid", "-//Convenor//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("refresh-interval", _ASK_AGAIN)
    times: Counter[str] = Counter()
    for slot in slots:
        times[slot.line.code] += 1
        calendar.add_component(_event(release, slot, times[slot.line.code], language))
    return calendar


def _event(release: Frozen, slot: Slot, time: int, language: str) -> Event:
    line = slot.line
    title = line.title.here
    event = Event()
    event.add("uid", f"{line.code}-{time}@{settings.ORIGIN}")
    event.add("sequence", release.number)
    event.add("dtstamp", release.at)
    event.add("dtstart", slot.starts_at or slot.day)
    event.add("dtend", slot.ends_at or slot.day + timedelta(days=1))
    event.add("summary", vText(title.text, params={"language": title.language}))
    event.add(
        "location", ", ".join(filter(None, [str(slot.room.name) if slot.room else "", str(release.venue)]))
    )
    event.add(
        "url",
        addresses.absolute(release, addresses.programme(release, language) + addresses.session(line.code)),
    )
    event.add("status", "CANCELLED" if line.is_off else "CONFIRMED")
    return event
