"""The demonstration's own texts, read from the files beside this one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from convenor.kernel.translated import LANGUAGES, Status, Translated

_DATA = Path(__file__).parent / "data"


@cache
def read(name: str) -> Any:
    return json.loads((_DATA / f"{name}.json").read_text(encoding="utf-8"))


def proposals() -> list[dict[str, Any]]:
    """All proposals, the languages taking turns, each knowing its ``language``."""
    by_language = [[{**each, "language": code} for each in read(f"proposals.{code}")] for code in LANGUAGES]
    return [each for row in zip(*by_language, strict=True) for each in row]


def reviewers() -> list[dict[str, Any]]:
    return [{**each, "language": code} for code in LANGUAGES for each in read(f"reviewers.{code}")]


@cache
def kinds_of_organizations() -> dict[str, str]:
    """By their names; not of all is it told."""
    return {name: kind for kind, names in read("organizations").items() for name in names}


def translated(texts: Mapping[str, str]) -> Translated:
    """Texts written in English and translated by people."""
    return Translated(
        {code: (text, Status.ORIGINAL if code == "en" else Status.HUMAN) for code, text in texts.items()}
    )
