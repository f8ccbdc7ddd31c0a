"""When two spellings mean one person, one organization or one mail domain: pure functions of text."""

from __future__ import annotations

import json
import re
import unicodedata
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from convenor.kernel.text import folded

_WORDS = re.compile(r"[^\W_]+")
_remembered = lru_cache(maxsize=2**15)  # the same names and addresses are compared at every change of facts
_ARTICLES = frozenset({"the", "la", "le", "les", "l", "el", "los"})


def words_of(text: str) -> list[str]:
    """The words of ``text`` in order, without case, accents of Latin letters and punctuation."""
    return _WORDS.findall(_plain(folded(text)))


@_remembered
def spelled(name: str) -> str:
    """A name whatever the order of its parts: “Okafor, Rosa” is “Rosa Okafor”; empty for none."""
    return " ".join(sorted(words_of(name)))


@_remembered
def abbreviated(name: str) -> frozenset[str]:
    """How ``name`` is spelled with initials: “R. Okafor” of “Rosa Okafor”, whichever part is the family's."""
    words = words_of(name)
    whole = [(*words[:at], *words[at + 1 :]) for at in range(len(words))] if len(words) > 1 else []
    short = {
        " ".join(sorted([kept, *(each[0] for each in others)]))
        for kept, others in zip(words, whole, strict=False)
        if len(kept) > 1
    }
    return frozenset(short - {spelled(name)})


@_remembered
def organization_key(name: str) -> str:
    """An organization whatever its case, accents, punctuation and articles; empty for none."""
    return " ".join(word for word in words_of(name) if word not in _ARTICLES)


@_remembered
def institution_at(address: str) -> str:
    """The domain of the institution that gave ``address``; empty for public providers and reserved names.

    ``students.moss.ac.ke`` and ``staff.moss.ac.ke`` are ``moss.ac.ke``. In place of the list of public
    suffixes, a rule of thumb: under a country of two letters, what ``second_level`` names is no institution.
    """
    labels = address.rpartition("@")[2].strip().casefold().rstrip(".").split(".")
    size = 3 if len(labels[-1]) == 2 and labels[-2:-1] and labels[-2] in _known("second_level") else 2  # noqa: PLR2004
    domain = ".".join(labels[-size:])
    if len(labels) < size or _is_nobodys(domain, ".".join(labels)):
        return ""
    return domain


@_remembered
def state_at(address: str) -> str:
    """The country (two letters) whose government gave ``address``; empty where it cannot be told."""
    domain = address.rpartition("@")[2].strip().casefold().rstrip(".")
    for government, country in _data()["governments"].items():
        if domain == government or domain.endswith(f".{government}"):
            return str(country)
    labels = domain.split(".")
    is_state = len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _known("of_government")  # noqa: PLR2004
    return labels[-1] if is_state else ""


def _is_nobodys(domain: str, whole: str) -> bool:
    public = _known("providers") | _known("shared_by_many")
    reserved = _known("reserved")
    return bool({domain, whole} & public) or domain in reserved or domain.rpartition(".")[2] in reserved


def _plain(text: str) -> str:
    # Accents on Latin, Greek and Cyrillic letters go, marks that are vowels in other scripts stay.
    return unicodedata.normalize("NFC", re.sub("[\u0300-\u036f]", "", unicodedata.normalize("NFKD", text)))


@cache
def _known(name: str) -> frozenset[str]:
    return frozenset(_data()[name])


@cache
def _data() -> dict[str, Any]:
    path = Path(__file__).parent / "data" / "mail-domains.json"
    data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return data
