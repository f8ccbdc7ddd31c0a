"""The clock, read once per request, and the reader's zone."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from django.http import HttpResponse
from django.utils import timezone

from convenor.web.request import Request

Answer = Callable[[Request], HttpResponse]


class Moment:
    """Sets ``request.at`` and ``request.zone`` (from ``?zone=``, else the person's own)."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer

    def __call__(self, request: Request) -> HttpResponse:
        request.at = now()
        request.zone = zone_named(
            request.GET.get("zone", "") or (request.person.zone if request.person else "")
        )
        try:
            return self._answer(request)
        finally:
            timezone.deactivate()


def now() -> datetime:
    """The one reading of the clock at this door; the demonstration and the tests put another in its place."""
    return datetime.now(UTC)


def zone_named(name: str) -> ZoneInfo | None:
    return ZoneInfo(name) if name in _zones() else None


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())  # walks through a folder: once, not at every request
