"""A release for devices that lose their network: a document for each language, its parts and their index.

A device takes the document once; later it compares the index and takes the parts that it does not have. Parts
are named by their content, so that what a device puts together is one release and never two.
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Iterable, Iterator
from itertools import islice

from django.utils import timezone
from django.utils.translation import gettext as _

from convenor.programme.document import Json, canonical
from convenor.programme.frozen import Frozen
from convenor.programme.render import addresses
from convenor.programme.render.machines import JSON
from convenor.programme.render.offline import frame_of, head_of, papers_of, people_of, session_of
from convenor.programme.render.words import number
from convenor.programme.shelf import File
from convenor.web.middleware.headers import policy_with_styles
from convenor.web.public.offline_words import words_of_index, words_of_pages
from convenor.web.public.render import PRINT, ROOT, Pages
from convenor.web.style import RELEASE_STYLES, STYLE_OF_A_DAY

FORMAT, INDEX_FORMAT = "convenor-offline/1", "convenor-offline-index/1"
INNER = "\x05"  # stands for the address of a page below the programme
PLACES = {name: f"\x04{name}\x04" for name in ("title", "main", "which", "foot")}
NAME_LENGTH = 12  # hexadecimal digits; a programme has some hundred parts
GZIP_LEVEL = 6
MEASURED = 20  # sessions, of which the mean is told


def offline(release: Frozen, language: str) -> Iterator[File]:
    """``offline.json``, its index and its parts, in ``language``, which is the active one."""
    with timezone.override(release.zone):
        parts = _parts(release, language)
        sessions = {line.code: session_of(release, line) for line in release.lines}
    below = addresses.programme(release, language)
    texts = {name: canonical(part) for name, part in parts.items()}
    texts_of_sessions = {code: canonical(session) for code, session in sessions.items()}
    named = {name: _name(text) for name, text in texts.items()}
    named_sessions = {code: _name(text) for code, text in texts_of_sessions.items()}
    version = _name(canonical({**named, "sessions": named_sessions}))
    whole = canonical(
        {"format": FORMAT, "language": language, "version": version, **parts, "sessions": sessions}
    )
    index = {
        "format": INDEX_FORMAT,
        "number": release.number,
        "version": version,
        "bytes": {name: _sent(text) for name, text in {**texts, "whole": whole}.items()}
        | {"session": _mean(texts_of_sessions.values())},
        **named,
        "sessions": named_sessions,
        "words": words_of_index(),
    }
    yield File(f"{below}offline.json", JSON, whole.encode(), is_worth_it=True)
    yield File(f"{below}offline-index.json", JSON, canonical(index).encode())
    for text in dict.fromkeys([*texts.values(), *texts_of_sessions.values()]):
        yield File(f"{below}offline/{_name(text)}.json", JSON, text.encode())


def _parts(release: Frozen, language: str) -> Json:
    """All but the sessions; pages that are the same for everybody are there as they are."""
    pages = Pages(release, language)
    whole = {
        "": (_("Programme"), pages.text_of("overview", "", ROOT, **pages.overview())),
        "changes/": (_("Changes"), pages.text_of("changes", "changes/", ROOT, **pages.all_changes())),
        "../": (release.theme.here.text, pages.text_of("front", "../", ROOT, **pages.front())),
    }
    if pages.is_printed_in_parts:
        to_print = pages.text_of("to_print", PRINT, ROOT, **pages.to_print())
        whole[PRINT] = (_("To print"), to_print)
    return {
        "head": {
            **head_of(release),
            "what_changed": _("What changed in release %(number)s") % {"number": number(release.number)},
            "hours": pages.hours_of_days(),
            "sizes": pages.sizes_of_twins(),
            "pages": {inner: [title, _inside(page)] for inner, (title, page) in whole.items()},
        },
        "frame": {
            **frame_of(release),
            "shell": pages.text_of(
                "kept", INNER, ROOT, places=PLACES, search=f"{ROOT}search/", style=STYLE_OF_A_DAY
            ),
            "policy": policy_with_styles(RELEASE_STYLES),
            "words": words_of_pages(),
        },
        "people": people_of(release, language),
        "compendium": papers_of(release),
    }


def _inside(page: str) -> str:
    """The content of a page of ours."""
    return page.partition('<main id="main">')[2].partition("</main>")[0].strip()


def _name(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:NAME_LENGTH]


def _sent(text: str) -> int:
    """The bytes that it takes to send it."""
    return len(gzip.compress(text.encode(), GZIP_LEVEL))


def _mean(texts: Iterable[str]) -> int:
    sizes = [_sent(text) for text in islice(texts, MEASURED)]
    return sum(sizes) // len(sizes) if sizes else 0
