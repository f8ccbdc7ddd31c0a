"""A release becomes files, step by step: each renderer in each language. No database is needed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import override

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
    for renderer, language in steps():
        with override(language):
            yield list(renderer(release, language))


def render(release: Frozen, shelf: Shelf, told: Callable[[int], object] = lambda done: None) -> None:
    """Put all files of ``release`` on the shelf; what people read stays as it is until ``turn_to``."""
    entries: dict[str, Entry] = {}
    listed: dict[str, Listed] = {}
    with shelf.in_use():
        for done, files in enumerate(files_of(release), 1):
            entries.update((file.path, shelf.put(file)) for file in files)
            listed.update((file.path, Listed.of(file.content)) for file in files)
            told(done)
        made = manifest(release, listed, import_string(settings.RELEASE_SUMS)(release, shelf, entries))
        entries[made.path] = shelf.put(made)
        facts = facts_of(release) | {"manifest": sha256(made.content)}
        shelf.bind(release.path, release.number, facts, entries)


def facts_of(release: Frozen) -> Json:
    styles = import_string(settings.RELEASE_STYLES)
    return {"digest": release.digest, "at": release.document["at"], "styles": styles}
