"""The data files of previous editions: facts, figures and names with their sources, in our own words."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from convenor.kernel.translated import LANGUAGES, Status, Translated

SERIES = ("mobile-learning-week", "digital-learning-week")
_FOLDER = Path(__file__).parent / "data"

Facts = dict[str, Any]


@cache
def read(name: str) -> Facts:
    facts: Facts = json.loads((_FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return facts


def words(kind: str, name: str) -> Translated:
    """A word that several editions use: the name of a track or of a partner."""
    return translated(read("words")[kind][name])


def venue(name: str | None) -> Facts:
    """What an edition says of its venue; an edition without one is online."""
    if name is None:
        return {"attendance": "online"}
    found = read("words")["venues"][name]
    return {**found, "name": translated(found["name"])}


def programme(path: str) -> list[Facts]:
    """What is known of the programme of an edition."""
    sessions: list[Facts] = read("programmes")["sessions"].get(path, [])
    return sessions


def translated(texts: Mapping[str, str] | None, **values: object) -> Translated:
    """Texts written in English and translated by people, with ``values`` put into each."""
    filled = {code: text.format(**values) if values else text for code, text in (texts or {}).items()}
    return Translated(
        {code: (text, Status.ORIGINAL if code == "en" else Status.HUMAN) for code, text in filled.items()}
    )


def joined(*texts: Translated) -> Translated:
    """Several texts as paragraphs of one, in the languages that all of them have."""
    told = [text for text in texts if text]
    shared = [code for code in LANGUAGES if told and all(code in text.versions for text in told)]
    return Translated(
        {
            code: ("\n\n".join(text.versions[code][0] for text in told), told[0].versions[code][1])
            for code in shared
        }
    )
