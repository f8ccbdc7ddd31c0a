"""What is kept of an edition, as values to be shown, read from the JSON of ``release.figures``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from convenor.archive.kinds import Counted, SourceKind
from convenor.kernel.translated import Translated

Json = dict[str, Any]


@dataclass(frozen=True)
class Origin:
    """A source and its number in the list, from 1."""

    number: int
    url: str
    publisher: str
    kind: str

    @property
    def label(self) -> str:
        return str(SourceKind(self.kind).label) if self.kind in SourceKind.values else self.kind


@dataclass(frozen=True)
class Told:
    """What one or more sources say, all the same."""

    value: int | None
    precision: str
    words: Translated
    origins: tuple[Origin, ...]


@dataclass(frozen=True)
class Group:
    """What all sources say of one thing that was counted, in the edition or in one of its tracks."""

    counted: str
    track: Translated
    told: tuple[Told, ...]

    @property
    def label(self) -> str:
        return str(Counted(self.counted).label) if self.counted in Counted.values else self.counted

    @property
    def is_disputed(self) -> bool:
        return len(self.told) > 1


@dataclass(frozen=True)
class Note:
    """A remark with its sources."""

    text: Translated
    origins: tuple[Origin, ...]


@dataclass(frozen=True)
class Kept:
    groups: tuple[Group, ...]
    notes: tuple[Note, ...]
    origins: tuple[Origin, ...]


def kept_in(part: Json) -> Kept:
    """The values of what ``release.figures`` gave, now or years ago."""
    origins = tuple(Origin(number, **each) for number, each in enumerate(part.get("sources", ()), 1))
    notes = tuple(
        Note(Translated.from_json(each["text"]), tuple(origins[place] for place in each["sources"]))
        for each in part.get("remarks", ())
    )
    return Kept(tuple(grouped(part.get("figures", ()), origins)), notes, origins)


def grouped(figures: Iterable[Json], origins: tuple[Origin, ...]) -> list[Group]:
    """Figures of the same thing together, those that say the same as one."""
    groups: dict[tuple[str, str], list[Json]] = {}
    for figure in figures:
        groups.setdefault((figure["counted"], str(figure["track"])), []).append(figure)
    return [
        Group(counted, Translated.from_json(several[0]["track"]), tuple(_told(several, origins)))
        for (counted, _track), several in groups.items()
    ]


def _told(several: list[Json], origins: tuple[Origin, ...]) -> list[Told]:
    same: dict[tuple[int | None, str, str], list[Json]] = {}
    for figure in several:
        key = (figure["value"], figure["precision"], str(figure["words"]))
        same.setdefault(key, []).append(figure)
    return [
        Told(
            value,
            precision,
            Translated.from_json(alike[0]["words"]),
            tuple(origins[figure["source"]] for figure in alike if figure["source"] is not None),
        )
        for (value, precision, _words), alike in same.items()
    ]
