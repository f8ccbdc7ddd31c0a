"""A release becomes files, step by step: each renderer in each language. No database is needed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import override

from convenor.kernel.forking import in_processes
from convenor.kernel.translated import LANGUAGES
from convenor.programme.document import Json
from convenor.programme.frozen import Frozen
from convenor.programme.manifest import Listed, manifest, sha256
from convenor.programme.shelf import Entry, File, Shelf

Renderer = Callable[[Frozen, str], Iterable[File]]
Step = tuple[Renderer, str]


def steps() -> list[Step]:
    """Every renderer in each language, and those for machines once, in English."""
    in_words = [import_string(path) for path in settings.RENDERERS]
    for_machines = [import_string(path) for path in settings.RENDERERS_FOR_MACHINES]
    return [(renderer, language) for language in LANGUAGES for renderer in in_words] + [
        (renderer, "en") for renderer in for_machines
    ]


def files_of(release: Frozen) -> Iterator[list[File]]:
    """The files of each step."""
    return (_made(release, step) for step in steps())


def _made(release: Frozen, step: Step) -> list[File]:
    renderer, language = step
    with override(language):
        return list(renderer(release, language))


def render(
    release: Frozen, shelf: Shelf, told: Callable[[int], object] = lambda done: None, *, processes: int = 1
) -> None:
    """Put all files of ``release`` on the shelf; what people read stays as it is until ``turn_to``.

    More than one of ``processes`` only where this one has no threads and no database.
    """
    entries: dict[str, Entry] = {}
    listed: dict[str, Listed] = {}

    def put(step: Step) -> list[Put]:
        return [Put(each.path, shelf.put(each), Listed.of(each.content)) for each in _made(release, step)]

    with shelf.in_use():
        kept = in_processes(put, _shares(processes)) if processes > 1 else map(put, steps())
        for done, files in enumerate(kept, 1):
            entries.update((file.path, file.entry) for file in files)
            listed.update((file.path, file.listed) for file in files)
            told(done)
        made = manifest(release, listed, import_string(settings.RELEASE_SUMS)(release, shelf, entries))
        entries[made.path] = shelf.put(made)
        facts = facts_of(release) | {"manifest": sha256(made.content)}
        shelf.bind(release.path, release.number, facts, entries)


class Put(NamedTuple):
    """A file that stands on the shelf."""

    path: str
    entry: Entry
    listed: Listed


def _shares(count: int) -> list[list[Step]]:
    """The steps in some equal parts: those of a language together, which share what they look up."""
    shares: list[list[Step]] = [[] for _ in range(min(count, len(LANGUAGES)))]
    for step in steps():
        shares[LANGUAGES.index(step[1]) % len(shares)].append(step)
    return shares


def facts_of(release: Frozen) -> Json:
    styles = import_string(settings.RELEASE_STYLES)
    return {"digest": release.digest, "at": release.document["at"], "styles": styles}
