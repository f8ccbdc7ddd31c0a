"""The clock, read once per request, and the reader's zone."""

from collections.abc import Callable
from datetime import UTC, datetime
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
        request.at = datetime.now(UTC)
        request.zone = zone_named(
            request.GET.get("zone", "") or (request.person.zone if request.person else "")
        )
        try:
            return self._answer(request)
        finally:
            timezone.deactivate()


def zone_named(name: str) -> ZoneInfo | None:
    return ZoneInfo(name) if name in available_timezones() else None
