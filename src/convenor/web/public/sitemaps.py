"""What search engines ask first: what they may read, and where it is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.conf import settings
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from convenor.editions.queries import editions_for_the_public
from convenor.kernel.translated import LANGUAGES
from convenor.programme.models import Release
from convenor.programme.render import sitemap
from convenor.web.request import Request

# What is no longer so, lists of marks, which belong to whoever has their link, and searches without an end.
CLOSED = ("/releases/", "/m/", "/s/", "/*/search/")


@require_safe
def robots(_request: Request) -> HttpResponse:
    """All but what is of no use to others; of a demonstration, whose people are fictional, nothing."""
    closed = ("/",) if settings.IS_DEMO else CLOSED
    lines = [
        "User-agent: *",
        *(f"Disallow: {path}" for path in closed),
        f"Sitemap: {settings.URL}/sitemap.xml",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@require_safe
def index(_request: Request) -> HttpResponse:
    """Every sitemap: of the live pages, and of each programme that was released in each language."""
    announced = editions_for_the_public().order_by().values_list("path", flat=True)
    paths = Release.objects.published().filter(edition__path__in=announced).order_by("edition__path")
    released = [
        f"{language}/{path}/programme/{sitemap.NAME}"
        for path in paths.values_list("edition__path", flat=True).distinct()
        for language in LANGUAGES
    ]
    return _answer(sitemap.index(settings.URL, ["sitemap-pages.xml", *released]))


@require_safe
def pages(_request: Request) -> HttpResponse:
    """The live pages that everybody may read: of the site, each series and each edition."""
    return _answer(sitemap.listed(settings.URL, list(_live_pages()), LANGUAGES))


def _live_pages() -> Iterator[tuple[str, datetime | None]]:
    yield "", None
    yield "log/", None
    editions = list(editions_for_the_public())
    for slug in dict.fromkeys(edition.series.slug for edition in editions):
        yield f"{slug}/", None
    for edition in editions:
        yield f"{edition.path}/", None


def _answer(content: bytes) -> HttpResponse:
    return HttpResponse(content, content_type=sitemap.XML)
