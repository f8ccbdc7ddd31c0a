"""The clock that a reader chose, kept on their device without an account.

A cookie of each page that shows hours holds the name of a zone and nothing else. It is set when somebody asks
for it, and its path is that of the page, so that it is never sent with a released one.
"""

from __future__ import annotations

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import get_language

from convenor.editions.models import Edition
from convenor.kernel.translated import LANGUAGES
from convenor.web.middleware.moment import zone_named
from convenor.web.request import Request

PAGES = ("now", "times")
SECONDS = 180 * 24 * 3600


def remembered(request: Request) -> ZoneInfo | None:
    """The zone that the device keeps for this page; none where it names no zone that we know."""
    page = request.resolver_match.url_name if request.resolver_match else ""
    return zone_named(request.COOKIES.get(f"zone_{get_language()}_{page}", ""))


def remember(response: HttpResponse, edition: Edition, zone: str) -> None:
    """Have the device keep ``zone`` for the pages of ``edition``; where it is empty, have it forget."""
    for name, path in _cookies(edition):
        if zone:
            response.set_cookie(
                name,
                zone,
                max_age=SECONDS,
                path=path,
                secure=settings.IS_HTTPS,
                httponly=True,
                samesite="Lax",
            )
        else:
            response.delete_cookie(name, path=path, samesite="Lax")


def _cookies(edition: Edition) -> Iterator[tuple[str, str]]:
    """Their names and paths: whoever turns to another language keeps their clock."""
    for language in LANGUAGES:
        for page in PAGES:
            yield f"zone_{language}_{page}", f"/{language}/{edition.path}/{page}/"
