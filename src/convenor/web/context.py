"""What every template knows."""

from functools import partial
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import get_language

from convenor.kernel.translated import LANGUAGES, RIGHT_TO_LEFT
from convenor.programme.queries import has_programme
from convenor.web.style import STYLE


def page(request: HttpRequest) -> dict[str, Any]:
    language = (get_language() or "en")[:2]
    names = dict(settings.LANGUAGES)
    return {
        "style": STYLE,
        "language": language,
        "direction": "rtl" if language in RIGHT_TO_LEFT else "ltr",
        "person": getattr(request, "person", None),
        "edition": getattr(request, "edition", None),
        "is_public": _is_public(request),
        "has_programme": partial(_has_programme, request),
        "offices": getattr(request, "offices", ()),
        "other_languages": [
            {"code": code, "name": names[code], "href": in_language(request.get_full_path(), code)}
            for code in LANGUAGES
            if code != language
        ],
        "messages": messages.get_messages(request) if getattr(request, "person", None) else (),
        "is_demo": settings.IS_DEMO,
    }


def _is_public(request: HttpRequest) -> bool:
    """Whether it is a page for those who take part, as a ticket is, and not of one of the offices."""
    return request.resolver_match is not None and request.resolver_match.namespace in {"public", "me"}


def _has_programme(request: HttpRequest) -> bool:
    edition = getattr(request, "edition", None)
    return edition is not None and has_programme(edition)


def in_language(path: str, language: str) -> str:
    """The same page in another language; ``/`` of that language for pages that have none in their address."""
    _root, first, rest = [*path.split("/", 2), "", ""][:3]
    return f"/{language}/{rest}" if first in LANGUAGES else f"/{language}/"
