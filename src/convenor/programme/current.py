"""The released programme as pages read it that are not files: parsed once, and kept from request to request.

A release never changes, so what is kept is never old; names of people, whom a release may have to forget, and
long texts are not kept at all.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from convenor.editions.models import Edition
from convenor.kernel.translated import Translated
from convenor.programme.frozen import Frozen, Line
from convenor.programme.models import Release
from convenor.programme.thawing import thaw

_KEPT = 8  # releases


def current_release(edition: Edition) -> Frozen | None:
    """What the public reads of ``edition``, without people; ``None`` before it is published."""
    published = Release.objects.published().filter(edition=edition)
    found = published.order_by("-number").values_list("pk", "digest").first()
    return _parsed(*found) if found else None


@lru_cache(maxsize=_KEPT)
def _parsed(pk: int, digest: str) -> Frozen:
    document = Release.objects.values_list("document", flat=True).get(pk=pk)
    read = thaw(document, {}, digest)
    lines = tuple(_short(line) for line in read.lines)
    return replace(read, document={}, lines=lines, guests=(), compendium=(), changes=(), history=())


def _short(line: Line) -> Line:
    return replace(line, abstract=Translated(), report=Translated(), pieces=(), seats=(), materials=())
