"""What it takes to fetch a file of a release, in words, for the links that lead to it.

Said of every file that can be larger than the page it is linked on: those of the whole programme, of a day, a
track, a subtheme or a room. Those of one session or one person are smaller than its page.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import chain

from django.utils.translation import override

from convenor.programme.frozen import Frozen
from convenor.programme.render import addresses
from convenor.programme.render.calendars import calendars
from convenor.programme.render.feed import feed
from convenor.programme.render.printed import printed
from convenor.programme.render.schedule import schedule
from convenor.programme.render.text import texts
from convenor.programme.render.words import in_kilobytes
from convenor.programme.shelf import File, sent


@lru_cache(maxsize=1)
def sizes(release: Frozen, language: str) -> Mapping[str, str]:
    """By path, in ``language``, which is the active one."""
    return {file.path: in_kilobytes(sent(file.content)) for file in _files(release, language)}


def _files(release: Frozen, language: str) -> Iterator[File]:
    programme = addresses.programme(release, language)
    small = tuple(f"{programme}{kind}/" for kind in ("sessions", "people"))
    with override("en"):
        for_machines = schedule(release, "en")
    made = chain(*(renderer(release, language) for renderer in (texts, calendars, feed, printed)))
    yield from for_machines
    yield from (file for file in made if not file.path.startswith(small))
