"""ORCID iDs and DOIs: recognised in text, checked and written in one way. No network."""

from __future__ import annotations

import re
from collections.abc import Iterator

_ORCID = re.compile(r"(?<![0-9-])\d{4}-?\d{4}-?\d{4}-?\d{3}[\dXx](?![0-9-])", re.ASCII)
_DOI = re.compile(r"(?<![\w.])10\.\d{4,9}/[^\s\"<>{}|\\^`]{1,300}", re.ASCII)
_ENDS = ".,;:!?'’”»…*"
_CLOSES = {")": "(", "]": "["}


def orcids_in(text: str) -> Iterator[str]:
    """Every ORCID iD of ``text`` whose check digit is right, as 0000-0002-1825-0097, once each."""
    digits = (match[0].replace("-", "").upper() for match in _ORCID.finditer(text))
    for sixteen in dict.fromkeys(digits):
        if is_orcid(sixteen):
            yield "-".join(sixteen[start : start + 4] for start in range(0, 16, 4))


def is_orcid(sixteen: str) -> bool:
    """Whether the last of sixteen digits is the check digit of ISO 7064, MOD 11-2 (X is 10)."""
    total = 0
    for digit in sixteen[:15]:
        total = (total + int(digit)) * 2
    return "0123456789X"[(12 - total % 11) % 11] == sixteen[15]


def dois_in(text: str) -> Iterator[str]:
    """Every DOI of ``text``, in small letters and without the punctuation of its sentence, once each."""
    found = (_trimmed(match[0]).lower() for match in _DOI.finditer(text))
    yield from dict.fromkeys(doi for doi in found if not doi.endswith("/"))


def _trimmed(doi: str) -> str:
    while doi[-1] in _ENDS or _is_unopened(doi):
        doi = doi[:-1]
    return doi


def _is_unopened(doi: str) -> bool:
    opening = _CLOSES.get(doi[-1])
    return opening is not None and doi.count(opening) < doi.count(doi[-1])
