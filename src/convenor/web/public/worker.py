"""``/sw.js``: the worker by which a device reads a programme without a network.

It is written in pieces and sent as one, wrapped so that nothing of it is global. Where it is switched off,
the same address takes it off the devices again: they ask for it by themselves, at the latest after a day.
"""

from __future__ import annotations

import hashlib
from functools import cache

from django.conf import settings
from django.http import HttpResponse
from django.views.decorators.http import etag, require_safe

from convenor.web.request import Request

SCRIPT = "text/javascript; charset=utf-8"
PIECES = ("texts", "pages", "session", "papers", "now", "finding", "keeping", "answering")


def _etag(_request: Request) -> str:
    return f'"{hashlib.sha256(_script().encode()).hexdigest()[:32]}"'


@require_safe
@etag(_etag)
def worker(_request: Request) -> HttpResponse:
    """Browsers ask at each visit whether it is another one: mostly 304."""
    return HttpResponse(_script(), content_type=SCRIPT, headers={"Cache-Control": "no-cache"})


def _script() -> str:
    return script_of_worker() if settings.HAS_WORKER else source("retired")


@cache
def script_of_worker() -> str:
    pieces = "\n".join(source(f"worker/{piece}") for piece in PIECES)
    return f'(function () {{\n"use strict";\n{pieces}\n}}());\n'


@cache
def source(name: str) -> str:
    """One of our scripts."""
    return (settings.STATIC_ROOT / f"{name}.js").read_text(encoding="utf-8")
