"""``convenor demo --check``: follow every link as everybody, and count what answers."""

from __future__ import annotations

import re
import sys
from collections import Counter, deque
from dataclasses import dataclass, field
from html import unescape
from http import HTTPStatus
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.test import Client

from convenor.accounts.sessions import open_for
from convenor.audit.verification import verify
from convenor.demo.cast import Part, cast
from convenor.outbox.models import Message
from convenor.programme.models import Release, Session
from convenor.programme.shelf import Shelf
from convenor.proposals.models import Proposal
from convenor.review.models import Review

_LINK = re.compile(r'<a\b[^>]*\bhref="([^"#]+)')
_MOST_PAGES = 150  # for each person; lists lead to hundreds of pages alike
_ALIKE = re.compile(r"/[BCDFGHJKLMNPQRSTVWXZ2-9]{6}(?=/|$)|/\d+(?=/|$)|/[0-9a-f-]{36}(?=/|$)")
_MOST_ALIKE = 3
_STARTS = ("/en/", "/ar/")
_LANGUAGES = ("en", "ar")  # one of each direction


@dataclass
class Walk:
    """What one person found."""

    name: str
    statuses: Counter[int] = field(default_factory=Counter)
    broken: list[str] = field(default_factory=list)


def walk() -> int:
    """0 when every page answered, the log verifies and nothing is missing; prints a summary."""
    people: list[Part | None] = [None, *cast()]
    walks = [_walk_as(part) for part in people]
    findings = [f"{each.name}: {page}" for each in walks for page in each.broken]
    findings += [f"log: {finding}" for finding in verify()]
    for each in walks:
        pages = sum(each.statuses.values())
        sys.stdout.write(f"{each.name}: {pages} pages, {len(each.broken)} broken\n")
    sys.stdout.write(
        f"{Proposal.objects.submitted().count()} proposals, {Review.objects.count()} reviews, "
        f"{Message.objects.count()} messages, {Session.objects.count()} sessions, "
        f"{Release.objects.published().count()} releases, {len(findings)} findings\n"
    )
    for finding in findings:
        sys.stdout.write(f"  {finding}\n")
    return 1 if findings else 0


def _walk_as(part: Part | None) -> Walk:
    client = Client(SERVER_NAME=urlsplit(settings.URL).hostname or "127.0.0.1")
    if part is not None:
        session = client.session
        open_for(session, part.person)
        session.save()
        client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key or ""
    found = Walk(f"{part.role} {part.address}" if part else "visitor")
    waiting, seen, alike = deque(_STARTS), set(_STARTS), Counter[str]()
    while waiting and sum(found.statuses.values()) < _MOST_PAGES:
        page = waiting.popleft()
        status, html = _on_the_shelf(page) or _live(client, page)
        found.statuses[status] += 1
        if status >= HTTPStatus.BAD_REQUEST:
            found.broken.append(f"{status} {page}")
        waiting.extend(_new_links(html, page, seen, alike))
    return found


def _live(client: Client, page: str) -> tuple[int, str]:
    """What the application answers: the page, or a link to where it leads."""
    response = client.get(page)
    if response.has_header("Location"):
        return response.status_code, f'<a href="{response["Location"]}"'
    is_page = "text/html" in response.get("Content-Type", "") and not response.streaming
    return response.status_code, response.content.decode() if is_page else ""


def _on_the_shelf(page: str) -> tuple[int, str] | None:
    """The released page at this address, which no application answers for."""
    path = urlsplit(page).path.lstrip("/")
    edition = "/".join(path.split("/")[1:3])
    shelf = Shelf(settings.RELEASES)
    number = shelf.current(edition) if edition.count("/") == 1 else None
    entry = shelf.manifest(edition, number).files.get(path) if number else None
    if entry is None or entry.is_stand_in:
        return None
    return HTTPStatus.OK, shelf.read(entry).decode() if path.endswith("/") else ""


def _new_links(html: str, page: str, seen: set[str], alike: Counter[str]) -> list[str]:
    new = []
    for href in _LINK.findall(html):
        link = urljoin(page, unescape(href))
        parts = urlsplit(link)
        shape = _ALIKE.sub("/…", parts.path)
        is_ours = not parts.scheme and not parts.netloc
        is_read = parts.path.split("/")[1:2] in [[language] for language in _LANGUAGES]
        if not is_ours or not is_read or link in seen or alike[shape] >= _MOST_ALIKE:
            continue
        seen.add(link)
        alike[shape] += 1
        new.append(link)
    return new
