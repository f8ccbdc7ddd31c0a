"""A release for search engines: its pages in one language, each with those of the same content in the others.

Further pages of long lists and the page for printing are left out: they show what others show.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from xml.etree.ElementTree import Element

from convenor.kernel.translated import LANGUAGES
from convenor.programme.document import in_utc
from convenor.programme.frozen import Frozen
from convenor.programme.render import addresses
from convenor.programme.render.xml import document, put
from convenor.programme.shelf import File

XML = "application/xml; charset=utf-8"
NAME = "sitemap.xml"
_NAMESPACES = {
    "xmlns": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "xmlns:xhtml": "http://www.w3.org/1999/xhtml",
}


def sitemap(release: Frozen, language: str) -> Iterator[File]:
    below = f"{release.path}/programme/"
    shown = [(below + inner, changed_at) for inner, changed_at in _pages(release)]
    yield File(
        f"{addresses.programme(release, language)}{NAME}", XML, listed(release.site, shown, (language,))
    )


def listed(site: str, pages: Iterable[tuple[str, datetime | None]], languages: Iterable[str]) -> bytes:
    """``pages`` by their address after the language, and when they changed, in each of ``languages``."""
    root, shown = Element("urlset", _NAMESPACES), list(pages)
    for language in languages:
        for page, changed_at in shown:
            url = put(root, "url")
            put(url, "loc", f"{site}/{language}/{page}")
            if changed_at:
                put(url, "lastmod", in_utc(changed_at) or "")
            for other in LANGUAGES:
                put(url, "xhtml:link", rel="alternate", hreflang=other, href=f"{site}/{other}/{page}")
    return document(root)


def index(site: str, sitemaps: Iterable[str]) -> bytes:
    """Which sitemaps there are, by their paths."""
    root = Element("sitemapindex", {"xmlns": _NAMESPACES["xmlns"]})
    for path in sitemaps:
        put(put(root, "sitemap"), "loc", f"{site}/{path}")
    return document(root)


def _pages(release: Frozen) -> Iterator[tuple[str, datetime | None]]:
    """Below the programme, and when each changed where that is known."""
    yield from [("", release.at), ("changes/", release.at)]
    yield from ((addresses.session(line.code), release.changed_last(line.code).at) for line in release.lines)
    papers = [f"compendium/{paper.code}/" for paper in release.compendium]
    for page in (
        *(addresses.day(day) for day in release.days),
        *(addresses.track(track.slug) for track in release.tracks),
        *(addresses.subtheme(subtheme.slug) for subtheme in release.subthemes),
        *(addresses.room(room.slug) for room in release.rooms),
        "people/",
        *(addresses.guest(guest.code) for guest in release.guests),
        *(["compendium/", *papers] if papers else []),
    ):
        yield page, None
